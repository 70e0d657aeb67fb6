/** Chance for a seed, in the forms that a night needs. */
import { randomFrom } from '../random.ts';

export interface Chance {
  /** From 0 up to, not including, `limit`. */
  below(limit: number): number;
  one<T>(list: readonly T[]): T;
}

/** A source of chance for a seed. */
export function chanceOf(seed: number): Chance {
  const next = randomFrom(seed);
  return {
    below: (limit) => Math.floor(next() * limit),
    one: (list) => {
      const found = list[Math.floor(next() * list.length)];
      if (found === undefined) throw new Error('an empty list');
      return found;
    },
  };
}
