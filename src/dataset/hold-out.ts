/** Which samples are held out for validation: the same ones as in templates/entry/cookbook_entry/sampling.py. */
import { createHash } from 'node:crypto';

/** How many samples of `total` are held out. */
export function heldOutCount(total: number, share: number): number {
  return Math.max(1, Math.floor(total * share));
}

/** Training and validation samples: those with the smallest SHA-256 of their id are held out. */
export function holdOut<Held extends { readonly id: string }>(
  samples: readonly Held[],
  share: number,
): { readonly train: readonly Held[]; readonly validation: readonly Held[] } {
  const digests = samples.map(
    (sample) => [createHash('sha256').update(sample.id).digest('hex'), sample] as const,
  );
  const held = new Set(
    digests
      .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
      .slice(0, heldOutCount(samples.length, share))
      .map(([, sample]) => sample),
  );
  return {
    train: samples.filter((sample) => !held.has(sample)),
    validation: samples.filter((sample) => held.has(sample)),
  };
}
