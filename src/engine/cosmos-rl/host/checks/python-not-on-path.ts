import { note } from '../../../../findings/remedy.ts';
import { defineCheck } from '../facts.ts';

/** The engine's scripts call `python`, which is not on PATH. */
export const pythonNotOnPath = defineCheck({
  id: 'python-not-on-path',
  summary: "The engine's scripts call `python`, which is not on PATH.",
  severity: 'error',
  category: 'host',
  reads: ['programs'],
  docs: {
    what: 'There is no program called `python` on PATH (`python3` is not enough).',
    why: 'launch_controller.sh runs `python …` (all known versions), whatever Python cosmos-rl itself runs in; the launch ends with code 127.',
    fix: 'Activate the environment of the engine, whose bin folder holds `python`.',
  },
  evaluate: ({ programs }) =>
    programs['python'] !== undefined
      ? []
      : [
          {
            subject: 'python',
            message:
              'No program called python is on PATH, and the engine starts its controller by that name.',
            because: 'cosmos_rl/launcher/launch_controller.sh, 0.4.7: CMD="python -m …".',
            remedy: note("put the bin folder of the engine's environment first on PATH (activate it)"),
          },
        ],
});
