import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { classify } from '../../../src/engine/cosmos-rl/ending/classify.ts';
import { OUTCOMES } from '../../../src/findings/outcome.ts';
import { jsonText } from '../../../src/json/text.ts';
import { stateOf } from '../log/reading.ts';
import { SYMPTOM_CASES } from './symptom-cases.ts';

const LINES = Object.values(SYMPTOM_CASES)
  .flatMap(({ shows, not }) => [...shows.split('\n').slice(0, 60), ...not.split('\n').slice(0, 60)])
  .filter((line, index, all) => all.indexOf(line) === index);

describe('any text', () => {
  it('gets exactly one outcome and never throws, whatever lines of the engine it is made of', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.constantFrom(...LINES), fc.string()), { maxLength: 60 }),
        fc.option(fc.integer({ min: -15, max: 145 })),
        (lines, engineExit) => {
          const ending = classify({ log: stateOf(lines.join('\n')), engineExit });
          expect([OUTCOMES[ending.outcome], 77]).toContain(ending.exitCode);
          expect(JSON.parse(jsonText(ending.findings))).toHaveLength(ending.findings.length);
          if (ending.outcome === 'succeeded') expect(ending.step.last).toBeGreaterThan(0);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('is read in time even if it is made to be slow', () => {
    const hostile = [
      'ERROR opening: ',
      'Error reading a',
      'Step: 1/',
      '[rank0]:',
      "'policy': {",
      'Traceback (most recent call last):',
      'ModuleNotFoundError: ',
    ];
    const start = performance.now();
    for (const piece of hostile) stateOf(piece.repeat(20_000));
    expect(performance.now() - start).toBeLessThan(20_000);
  });
});
