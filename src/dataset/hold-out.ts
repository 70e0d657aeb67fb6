/** Which samples are held out for validation: the same ones as in templates/entry/cookbook_entry/sampling.py. */
import { getValue, splitKey, type TomlTable } from '../config/value.ts';
import type { DataReading } from '../engine/planning.ts';
import { sha256 } from './sha256.ts';

/** Where validation samples come from: a set of their own, or a share of the data that is held out. */
interface HoldOut {
  readonly enabled: boolean;
  /** As written. */
  readonly path?: string;
  readonly share: number;
}

/** The share that is held out where nothing is said (cookbook_entry/config.py). */
const DEFAULT_SHARE = 0.1;

/** The hold-out that a config asks for; an unusable share, which is told elsewhere, counts as the default. */
export function holdOutOf(
  config: TomlTable,
  { enabled, path = getValue(config, splitKey('custom.dataset.validation_path')) }: DataReading['validation'],
): HoldOut {
  const share = getValue(config, splitKey('custom.dataset.validation_share'));
  return {
    enabled,
    ...(typeof path === 'string' && path.trim() !== '' ? { path } : {}),
    share: typeof share === 'number' && share > 0 && share < 1 ? share : DEFAULT_SHARE,
  };
}

/** Samples that are trained on, of so many in the whole dataset. */
export function trainingSamples(total: number, { enabled, path, share }: HoldOut): number {
  return !enabled || path !== undefined || total === 0 ? total : total - heldOutCount(total, share);
}

/** How many samples of `total` are held out. */
export function heldOutCount(total: number, share: number): number {
  return Math.max(1, Math.floor(total * share));
}

/** Training and validation samples: those with the smallest SHA-256 of their id are held out. */
export function holdOut<Held extends { readonly id: string }>(
  samples: readonly Held[],
  share: number,
): { readonly train: readonly Held[]; readonly validation: readonly Held[] } {
  const digests = samples.map((sample) => [sha256(sample.id), sample] as const);
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
