import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SYMPTOMS } from '../../../src/engine/cosmos-rl/log/symptoms/index.ts';
import { finderOf, wordsOf } from '../../../src/engine/torch/log/literals.ts';
import { SYMPTOM_CASES } from '../classify/symptom-cases.ts';
import { VARIANTS } from '../classify/variants.ts';

const LINES = [
  ...Object.values(SYMPTOM_CASES).flatMap(({ shows, not }) => [shows, not]),
  ...Object.values(VARIANTS).map(({ log }) => log),
].flatMap((text) => text.split('\n'));

describe('words of patterns', () => {
  it.each([
    [/abc/, ['abc']],
    [/a(?:bcd|efgh)i?/, ['bcd', 'efgh']],
    [/[Tt]oo many (?:x|y)?/, ['oo many ']],
    [/(?:a)?b+cd*e/, undefined],
    [/\d+ items of (?!x)\S+/, [' items of ']],
    [/one|t.o/, undefined],
    [/(?<name>first|second)\.$/, ['first', 'second']],
    [/x{0,3}word{2}/, ['wor']],
  ])('%s', (pattern, words) => {
    expect(wordsOf(pattern)).toEqual(words);
  });

  it('every clue has some, of three letters at least', () => {
    for (const { id, clue } of SYMPTOMS) {
      if (clue === undefined) continue;
      const words = wordsOf(clue);
      expect(words, id).toBeDefined();
      for (const word of words ?? []) expect(word.length, `${id}: ${word}`).toBeGreaterThan(2);
    }
  });

  it('no line that a clue matches is missed', () => {
    let matched = 0;
    for (const { clue } of SYMPTOMS) {
      if (clue === undefined) continue;
      const find = finderOf([wordsOf(clue) ?? []]);
      for (const line of LINES) {
        if (!clue.test(line)) continue;
        matched += 1;
        expect(find(line)?.has(0), `${clue.source.slice(0, 80)} and ${line}`).toBe(true);
      }
    }
    expect(matched).toBeGreaterThan(60);
  });

  it('finds the lists, as a search for each word would', () => {
    const letters = { unit: fc.constantFrom('a', 'b', 'c') };
    const words = fc.array(fc.string({ ...letters, minLength: 1, maxLength: 4 }), {
      minLength: 1,
      maxLength: 4,
    });
    fc.assert(
      fc.property(
        fc.array(words, { minLength: 1, maxLength: 4 }),
        fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'é') }),
        (lists, text) => {
          const wanted = lists.flatMap((list, i) => (list.some((word) => text.includes(word)) ? [i] : []));
          expect([...(finderOf(lists)(text) ?? [])].sort()).toEqual(wanted);
        },
      ),
    );
  });
});
