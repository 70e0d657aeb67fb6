/** The longest samples of a dataset by their tokens, and ordinary ones: what a rehearsal trains on. */
import { type DatasetReport, inspectDataset } from './inspect.ts';
import type { DatasetQuestion } from './measured.ts';
import { asSeen } from './tokens/as-seen.ts';
import { TOKEN_FAMILIES } from './tokens/family.ts';

/** Ids, the longest first; of the ordinary ones those around the middle. */
interface Choice {
  readonly longest: readonly string[];
  readonly ordinary: readonly string[];
  /** Tokens of the longest. */
  readonly tokens: number;
}

/** Reads every sample; `most` ids of each kind are named. */
export async function chooseSamples(
  { request, family: name, limit, tokenizer }: DatasetQuestion,
  most: number,
): Promise<{ readonly choice: Choice; readonly dataset: DatasetReport }> {
  const family = TOKEN_FAMILIES[name];
  const counting = tokenizer.ok ? { count: tokenizer.count } : {};
  const samples: Array<{ readonly id: string; readonly tokens: number }> = [];
  const dataset = await inspectDataset(request, {
    sample: (sample) => {
      const tokens =
        family && asSeen(sample, { family, vision: request.vision, limit, ...counting }).tokens?.total;
      samples.push({ id: sample.id, tokens: tokens ?? 0 });
    },
  });
  const sorted = [...samples].sort((a, b) => b.tokens - a.tokens);
  const ids = sorted.map(({ id }) => id);
  const middle = Math.max(0, Math.floor((ids.length - most) / 2));
  return {
    choice: {
      longest: ids.slice(0, most),
      ordinary: ids.slice(middle, middle + most),
      tokens: sorted[0]?.tokens ?? 0,
    },
    dataset,
  };
}
