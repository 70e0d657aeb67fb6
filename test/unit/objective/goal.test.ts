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

const JUDGED = GOALS.map((one) => ({ ...one, verdict: judgeGoal(one.goal ?? '').verdict }));

/** The share of the goals with a label for which the judgement is one of `verdicts`. */
function share(expected: Goal['expected'], ...verdicts: readonly Goal['expected'][]): number {
  const some = JUDGED.filter((one) => one.expected === expected);
  return some.filter(({ verdict }) => verdicts.includes(verdict)).length / some.length;
}

describe('labelled goals', () => {
  const given = JUDGED.filter(({ id }) => !id.startsWith('own'));
  test.each(given.map((one) => [one.id, one] as const))('%s reaches its label', (_, one) => {
    expect(one.verdict, one.goal).toBe(one.expected);
  });

  const refused = JUDGED.filter(({ expected }) => expected === 'block');
  test.each(refused.map((one) => [one.id, one] as const))(
    '%s, which asks for more, never passes',
    (_, one) => {
      expect(one.verdict, one.goal).not.toBe('allow');
    },
  );

  test('few are judged more or less harshly than their label', () => {
    expect(share('allow', 'block')).toBeLessThan(0.01);
    expect(share('allow', 'allow')).toBeGreaterThan(0.95);
    expect(share('block', 'block')).toBeGreaterThan(0.92);
    expect(share('warn', 'warn')).toBeGreaterThan(0.9);
  });

  test('there are enough of them, in both languages', () => {
    expect(GOALS.length).toBeGreaterThan(900);
    const japanese = GOALS.filter(({ goal = '' }) => /[\u3040-\u30ff]/.test(goal));
    expect(japanese.length).toBeGreaterThan(300);
  });
});

describe('slips of the pen', () => {
  test.each([
    ['alpamyo drives stright thru every curve', 'block', 'alpamyo'],
    ['fine-tune the trajectroy decorder', 'block', 'trajectroy decorder'],
    ['better captoins', 'allow', 'captoins'],
  ] as const)('%j is %s', (goal, verdict, word) => {
    const judged = judgeGoal(goal);
    expect(judged.verdict).toBe(verdict);
    expect(judged.mentions.map(({ text }) => text)).toContain(word);
  });

  test('a real word beside one of them is left as it is', () => {
    expect(judgeGoal('label planned outages').mentions.map(({ text }) => text)).toContain('planned');
  });
});

test.each([' ', '軌道', 'answers ', 'make the '])('a long text of %j is judged in time', (piece) => {
  const started = process.cpuUsage().user;
  judgeGoal(piece.repeat(4000 / piece.length));
  judgeGoal(piece.repeat(1_000_000 / piece.length));
  expect((process.cpuUsage().user - started) / 1e6).toBeLessThan(3);
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
