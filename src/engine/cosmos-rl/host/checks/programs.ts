/** Programs that the engine calls by name, whatever its version, and that are not on PATH. */
import { note, toType } from '../../../../findings/remedy.ts';
import { programMissing } from '../../../../host/program-missing.ts';

/** One for each, in the order of a launch. */
export const PROGRAM_CHECKS = {
  python: programMissing({
    id: 'python-not-on-path',
    program: 'python',
    summary: "The engine's scripts call `python`, which is not on PATH.",
    also: ' (`python3` is not enough)',
    why: 'launch_controller.sh runs `python …` (all known versions), whatever Python cosmos-rl itself runs in; the launch ends with code 127.',
    fix: 'Activate the environment of the engine, whose bin folder holds `python`.',
    message: 'No program called python is on PATH, and the engine starts its controller by that name.',
    because: 'cosmos_rl/launcher/launch_controller.sh, 0.4.7: CMD="python -m …".',
    remedy: note("put the bin folder of the engine's environment first on PATH (activate it)"),
  }),
  bash: programMissing({
    id: 'bash-missing',
    program: 'bash',
    summary: "The engine's launch scripts need bash, which is not on PATH.",
    why: 'launch_controller.sh and launch_replica.sh begin with `#!/usr/bin/env bash` (all known versions).',
    fix: 'Install bash.',
    message: 'No program called bash is on PATH, and the launch scripts of the engine need it.',
    remedy: toType(['apt-get', 'install', 'bash']),
  }),
  redisServer: programMissing({
    id: 'redis-server-missing',
    program: 'redis-server',
    summary:
      'The engine starts it for messages between controller and workers, and redis-server is not on PATH.',
    why: 'The controller runs `redis-server` and ends with code 1 about 40 s after the launch when it is missing (seen on 0.4.7).',
    fix: 'Install it: `apt-get install redis-server`.',
    message:
      'No program called redis-server is on PATH; the engine starts it for messages between controller and workers.',
    remedy: toType(['apt-get', 'install', 'redis-server']),
  }),
  redisCli: programMissing({
    id: 'redis-cli-missing',
    program: 'redis-cli',
    summary: 'The engine stops its redis with it, and redis-cli is not on PATH.',
    why: 'At its end the controller runs `redis-cli -p PORT shutdown nosave`; without it a redis-server stays behind for every run, although the log says `Redis server stopped.` (seen on 0.4.7).',
    fix: 'Install it: `apt-get install redis-tools`.',
    message: 'No program called redis-cli is on PATH; the engine stops its redis with it.',
    remedy: toType(['apt-get', 'install', 'redis-tools']),
  }),
};
