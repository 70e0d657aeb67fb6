/** Random numbers that a seed repeats (mulberry32). */
export interface Chance {
  /** From 0 up to, not including, `limit`. */
  below(limit: number): number;
  one<T>(list: readonly T[]): T;
}

/** A source of chance for a seed. */
export function chanceOf(seed: number): Chance {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
  return {
    below: (limit) => Math.floor(next() * limit),
    one: (list) => {
      const found = list[Math.floor(next() * list.length)];
      if (found === undefined) throw new Error('an empty list');
      return found;
    },
  };
}
