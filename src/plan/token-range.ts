import type { TomlTable } from '../config/value.ts';
import type { TokenSummary } from '../dataset/tokens/budget.ts';
import type { Engine } from '../engine/engine.ts';
import type { Planning } from '../engine/planning.ts';
import type { LongestRange } from '../estimate/memory/estimate.ts';

/** Four patches of the vision tower become one token (spatial_merge_size 2, both families). */
const PATCHES = 4;
/** Bytes of text for one token: fewer than the least are not seen in English or JSON, more than the most neither. */
const BYTES = { least: 2.5, usual: 4, most: 6 };

/** The longest sample of counted data, cut at the model's limit; where text was counted in bytes, a range. */
export function longestOf({ exact, max, vision, limit }: TokenSummary): LongestRange {
  const patches = vision.max * PATCHES;
  const text = Math.max(0, max - vision.max);
  const tokens = (share: number) => Math.min(limit, Math.ceil(vision.max + text / share));
  const at = (share: number) => ({ tokens: exact ? Math.min(limit, max) : tokens(share), patches });
  return {
    least: at(BYTES.most),
    expected: at(BYTES.usual),
    most: at(BYTES.least),
    from: exact ? 'the data, counted with the model’s tokenizer' : 'the data; text counted in bytes',
  };
}

/** Without data: anything up to where a sample is cut; nothing where none is. */
export function withoutData(
  config: TomlTable,
  engine: Engine,
  { cutBy = '', tokenLimit }: Pick<Planning, 'cutBy' | 'tokenLimit'>,
): LongestRange | undefined {
  const limit = tokenLimit(engine, config);
  if (limit < 1 || !Number.isFinite(limit)) return undefined;
  const most = { tokens: limit, patches: limit * PATCHES };
  return {
    least: { tokens: 1, patches: 0 },
    expected: most,
    most,
    from: `${cutBy}, since no data was looked at`,
  };
}
