import type { TomlTable } from '../config/value.ts';
import type { TokenSummary } from '../dataset/tokens/budget.ts';
import { effectiveValues } from '../engine/cosmos-rl/effective.ts';
import type { CosmosRl } from '../engine/cosmos-rl/versions.ts';
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

/** Tokens that a sample is cut at, 0 where the engine says none. */
function limitOf(config: TomlTable, engine: CosmosRl): number {
  return effectiveValues(config, engine).number('policy.model_max_length') ?? 0;
}

/** Without data: anything up to the model's limit. */
export function withoutData(config: TomlTable, engine: CosmosRl): LongestRange | undefined {
  const limit = limitOf(config, engine);
  if (limit < 1) return undefined;
  const most = { tokens: limit, patches: limit * PATCHES };
  return {
    least: { tokens: 1, patches: 0 },
    expected: most,
    most,
    from: 'policy.model_max_length, since no data was looked at',
  };
}
