import { note, toType } from '../../../../findings/remedy.ts';
import { defineCheck } from '../facts.ts';

/** The engine, cosmos-rl, is not installed where the shell finds it. */
export const engineMissing = defineCheck({
  id: 'engine-missing',
  summary: 'The engine, cosmos-rl, is not installed where the shell finds it.',
  severity: 'error',
  category: 'host',
  reads: ['engineLookup'],
  docs: {
    what: 'No program `cosmos-rl` is on PATH, or the Python it runs in has no package cosmos-rl.',
    why: 'cookbook-run starts the engine by that name; without it nothing can be launched.',
    fix: 'Activate the environment that holds cosmos-rl, or make one: `cookbook-run setup` prints the script, `--run` runs it.',
  },
  evaluate: ({ engineLookup }) =>
    engineLookup.found
      ? []
      : [
          {
            subject: 'cosmos-rl',
            message: `The engine was not found: ${engineLookup.why ?? 'no reason is known'}.`,
            remedy: [
              note('activate the environment that holds it'),
              toType(['cookbook-run', 'setup'], 'see what {} would install'),
            ],
            data: { why: engineLookup.why },
          },
        ],
});
