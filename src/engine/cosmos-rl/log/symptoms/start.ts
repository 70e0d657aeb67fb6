/** Before anything ran: programs, the config file, ports, the launcher's own checks. */
import { symptomsOf, told } from '../../../torch/log/told.ts';

/** What the shell, the launcher and redis say. */
export const START = symptomsOf([
  {
    id: 'engine-not-found',
    summary: 'cosmos-rl, or the python and torchrun that its scripts call, is not on PATH',
    outcome: 'host',
    subject: 'PATH',
    because: 'The shell scripts of the engine call python (0.4.7) or torchrun (0.4.4) by name.',
    source: 'launcher/launch_controller.sh and launch_replica.sh, 0.4.4 and 0.4.7',
    printed: true,
    forms: [
      {
        text: /(?:^|: )(cosmos-rl|torchrun|python3?)(?:: (?:command )?not found|: No such file or directory)|execvp?e?: (cosmos-rl): /,
        when: (state) => state.seen['config-loaded'] === undefined,
        says: '{} is not on PATH.',
        help: 'Activate the environment of the engine (`source VENV/bin/activate`), then check with `cookbook-run doctor`.',
      },
      {
        text: /(\S*(?:cosmos-rl|torchrun|python\S*): cannot execute binary file: Exec format error)/,
        says: 'The engine of this environment is built for another kind of processor: {}.',
        help: 'Install the engine on this machine (x86 and Arm need packages of their own): `cookbook-run setup`',
      },
    ],
  },
  {
    id: 'program-missing',
    summary: 'A program that the run calls is not installed',
    outcome: 'host',
    subject: 'PATH',
    because: 'It is called by name; it is no file of the dataset.',
    source: 'Python subprocess.py',
    forms: [
      {
        text: /No such file or directory: '(ffmpeg|ffprobe|git|git-lfs|numactl|redis-cli|redis-server|torchrun|bash|aws|s5cmd)'/,
        says: '{} is not on PATH.',
        help: 'Install it (apt-get install -y with that name), or put its folder first on PATH; check with `cookbook-run doctor`.',
      },
    ],
  },
  {
    id: 'config-unreadable',
    summary: 'The config file could not be read',
    outcome: 'config',
    subject: 'config',
    because:
      'The launcher reads it with the toml package 0.10, which rejects arrays of mixed types although TOML 1.0 allows them; nothing was started.',
    source: 'launcher/launch_all.py:88-101, 0.2.6 to 0.4.7',
    printed: true,
    forms: [
      {
        text: /Error reading config file (?:.+?: )([^\n]*)|^CookbookConfigError: ([^\n]*)|TomlDecodeError: ([^\n]*)/,
        says: 'The config could not be read: {}.',
        help: 'Run `cookbook-run check FILE`, which names line and column.',
      },
    ],
  },
  {
    id: 'gpu-count-rejected',
    summary: 'The number of visible GPUs is not 1, 2, 4 or 8',
    outcome: 'host',
    subject: 'CUDA_VISIBLE_DEVICES',
    because: 'The launcher asserts it before anything starts, even if the run needs fewer: 3 and 6 fail.',
    source: 'launcher/utility.py:481-486, 0.4.4 and 0.4.7',
    forms: [
      {
        text: /(Number of GPUs per node must be 1, 2, 4, or 8)/,
        says: 'The number of visible GPUs is not one that the launcher accepts: {}.',
        help: 'Export CUDA_VISIBLE_DEVICES with as many GPUs as the run needs, for example `export CUDA_VISIBLE_DEVICES=0,1`',
      },
    ],
  },
  {
    id: 'redis-unavailable',
    summary: 'redis-server is missing or could not start',
    outcome: 'host',
    subject: 'redis-server',
    because:
      'The controller starts redis-server from PATH before anything else, and ends with 1 after about 43 s. Redis 6 or newer is needed; its config has "dir /opt", and its log is one fixed file in the temporary folder, so another user may own it.',
    source: 'dispatcher/controller.py:201-221, 0.4.4; :256, 0.4.7',
    printed: true,
    forms: [
      {
        text: /redis-server: (?:command )?not found|Failed to start redis server with command: .*?return code 127/,
        says: 'redis-server is not on PATH.',
        help: 'Install it: `apt-get install -y redis-server`; then check with: `redis-server --version`',
      },
      {
        text: /(Failed to start redis server with command: .*?return code \d+|Redis server failed to start after \d+ attempts|FATAL CONFIG FILE ERROR|redis-server: error while loading shared libraries: \S+:)/,
        says: 'redis-server could not start: {}.',
        help: 'Start it by hand to see why: `redis-server --port 12801`; check /opt, the temporary redis.log and the port.',
      },
    ],
  },
]);

/** A port that the run needs is taken. */
export const PORT_IN_USE = told({
  id: 'port-in-use',
  summary: 'A port that the run needs is taken',
  outcome: 'host',
  subject: 'port',
  because:
    'On one node the launcher takes the next free port; with several nodes or --url it must be exactly the one given. Two runs on one host must not share a controller port or a redis port.',
  source: 'launcher/launch_all.py:793, 824, 0.4.7',
  printed: true,
  forms: [
    {
      text: /Controller (port \d+) .*?already in use|\b(port:? \d+)\b[^\n]*(?:already in use|EADDRINUSE)|([Aa]ddress already in use[^\n]*|EADDRINUSE|\[Errno 98\][^\n]*|No available port(?:s)? (?:found )?(?:in|between) [^\n]*)/,
      // redis and the controller try the next port and say so; only a run that then got no further failed by it.
      when: (state) =>
        state.seen.step === undefined &&
        (state.seen['controller-ready'] === undefined || state.tracebacks.raised.length > 0),
      says: 'A port that the run needs is already in use: {}.',
      help: 'See who has it: `ss -ltnp`; then start with another --port or redis = "NNNNN".',
    },
  ],
});
