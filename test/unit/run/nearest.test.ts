/** Did-you-mean. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { editDistance, nearest } from '../../../src/findings/nearest.ts';

describe('nearest', () => {
  test.each([
    ['epohc', 'epoch'],
    ['EPOCH', 'epoch'],
    ['epochs', 'epoch'],
    ['learning_rate', undefined],
    ['', undefined],
  ])('%j -> %j', (word, expected) => {
    expect(nearest(word, ['epoch', 'optm_lr', 'compile'])).toBe(expected);
  });

  test('property: the distance is one', () => {
    const word = fc.string({ maxLength: 8 });
    fc.assert(
      fc.property(word, word, (a, b) => {
        expect(editDistance(a, a)).toBe(0);
        expect(editDistance(a, b)).toBe(editDistance(b, a));
        expect(editDistance(a, b)).toBeLessThanOrEqual(Math.max(a.length, b.length));
        expect(editDistance(a, b) === 0).toBe(a === b);
      }),
    );
  });
});
