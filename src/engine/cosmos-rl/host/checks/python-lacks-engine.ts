import { dirname } from 'node:path';
import { note } from '../../../../findings/remedy.ts';
import { defineCheck } from '../facts.ts';

/** `python` on PATH is another environment than that of the engine. */
export const pythonLacksEngine = defineCheck({
  id: 'python-lacks-engine',
  summary: '`python` on PATH is another environment than that of the engine.',
  severity: 'error',
  category: 'host',
  reads: ['engine', 'pathPython'],
  docs: {
    what: '`python` on PATH has no package cosmos-rl, or another version of it than the program `cosmos-rl`.',
    why: 'launch_controller.sh and, in 0.4.7, launch_replica.sh run `python` from PATH: the controller would fail with `No module named cosmos_rl`, or run another version than the launcher.',
    fix: 'Activate the environment of the engine, so that `python` and `cosmos-rl` come from it.',
  },
  evaluate({ engine, pathPython: { path, engineVersion } }) {
    if (engineVersion === engine.version) return [];
    const has = engineVersion === undefined ? 'has no package cosmos-rl' : `has cosmos-rl ${engineVersion}`;
    return [
      {
        subject: path,
        message: `python on PATH (${path}) ${has}, but cosmos-rl ${engine.version} runs in ${engine.python}.`,
        because:
          'The engine starts its controller with python from PATH (launcher/launch_controller.sh, 0.4.7).',
        remedy: note(`put its environment first on PATH: \`export PATH=${dirname(engine.python)}:$PATH\``),
        data: { path, engineVersion, python: engine.python },
      },
    ];
  },
});
