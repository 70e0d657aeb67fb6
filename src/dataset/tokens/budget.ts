/** How long the samples are in tokens, and how many are too long. */

import type { Notes } from '../finding-collector.ts';
import { answerCut, type LengthData, visionTokensCut } from '../findings/lengths.ts';
import { mediaShapeRefused } from '../findings/media.ts';
import type { Vision } from '../request.ts';
import type { Conversation, Media, Sample } from '../sample.ts';
import type { SeenMedia } from './chat.ts';
import { countBytes, countSample, type SampleTokens, withoutAnswers } from './count.ts';
import type { TokenFamily } from './family.ts';
import type { Length } from './frames.ts';
import { isTooNarrow, type Size } from './resize.ts';
import type { CountText } from './tokenizer.ts';
import { type SeenSize, seen } from './vision.ts';

/** What a sample is measured with. */
export interface BudgetRequest {
  readonly family: TokenFamily;
  readonly vision: Vision;
  /** Tokens that a sample is cut at, and the key that says so. */
  readonly limit: number;
  readonly key?: string;
  /** The model's tokenizer; without one, text is counted in bytes, and the lengths are upper bounds. */
  readonly count?: CountText;
}

/** Lengths of all samples. Without a tokenizer they are bounds: `over` counts samples that may be too long. */
export interface TokenSummary {
  readonly exact: boolean;
  readonly p50: number;
  readonly p95: number;
  readonly max: number;
  readonly over: number;
  readonly limit: number;
  /** Tokens that stand for pixels, which need no tokenizer. */
  readonly vision: { readonly p50: number; readonly p95: number; readonly max: number };
}

/** The next multiple of 256: what is proposed as a length. */
const roundUp = (tokens: number): number => Math.ceil(tokens / 256) * 256;

function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? 0;
}

function spread(lengths: readonly number[]): {
  readonly p50: number;
  readonly p95: number;
  readonly max: number;
} {
  const sorted = Float64Array.from(lengths).sort();
  const at = (share: number): number => percentile(sorted as unknown as readonly number[], share);
  return { p50: at(0.5), p95: at(0.95), max: at(1) };
}

/** The worst of some samples, and how many there are. */
interface Worst {
  samples: number;
  longest: string;
  tokens: number;
}

/** What stands before the answer of a sample with one medium and one question, and its length. */
interface Question {
  readonly seen: SeenSize;
  readonly user: string;
  readonly system: string | undefined;
  readonly tokens: SampleTokens;
}

/** Questions that are kept: those of the clips of a few cameras. */
const MAX_KNOWN = 16;

/** Takes samples one by one and keeps numbers only. */
export class TokenBudget {
  readonly #request: BudgetRequest;
  readonly #totals: number[] = [];
  readonly #visions: number[] = [];
  readonly #cut: Worst = { samples: 0, longest: '', tokens: 0 };
  readonly #visionCut: Worst = { samples: 0, longest: '', tokens: 0 };
  readonly #questions: Question[] = [];
  readonly #sizes = new Map<string, SeenSize | undefined>();
  #last: { readonly size: Size; readonly seen: SeenSize | undefined } | undefined;
  #unknown = 0;

  constructor(request: BudgetRequest) {
    this.#request = request;
  }

  /** Measures a sample. */
  add(sample: Sample, notes: Notes): void {
    const media = this.#look(sample, notes);
    if (media === undefined) return;
    const conversation = sample.conversation();
    const count = this.#request.count ?? countBytes;
    const question = this.#question(conversation, media, count);
    const answers = conversation.turns.reduce(
      (sum, { role, text }) => (role === 'assistant' ? sum + count(text) : sum),
      0,
    );
    const tokens = { ...question, total: question.total + answers };
    this.#totals.push(tokens.total);
    this.#visions.push(tokens.vision);
    this.#judge(sample.id, tokens);
  }

  /** Everything but the answers, which is the same for most samples of a dataset. */
  #question(conversation: Conversation, media: readonly SeenMedia[], count: CountText): SampleTokens {
    const { family } = this.#request;
    const { system, turns } = conversation;
    const [first, , third] = turns;
    const only = media.length === 1 ? media[0] : undefined;
    const bare = (): SampleTokens => countSample(withoutAnswers(conversation), media, family, count);
    if (only === undefined || first === undefined || first.parts !== undefined || third !== undefined)
      return bare();
    const known = this.#questions.find(
      (one) => one.seen === only.seen && one.user === first.text && one.system === system,
    );
    if (known !== undefined) return known.tokens;
    const tokens = bare();
    if (this.#questions.length === MAX_KNOWN) this.#questions.shift();
    this.#questions.push({ seen: only.seen, user: first.text, system, tokens });
    return tokens;
  }

  /** The media as the model sees them, or nothing if one of them cannot be measured. */
  #look(sample: Sample, notes: Notes) {
    const found: SeenMedia[] = [];
    for (const medium of sample.media) {
      const size = medium.kind === 'video' ? medium.clip : medium.picture;
      const one = size && this.#sized(medium, size);
      if (one !== undefined) {
        found.push({ kind: medium.kind, seen: one });
      } else if (size !== undefined && isTooNarrow(size)) {
        const { width, height } = size;
        notes.add(mediaShapeRefused, medium.path, { width, height, sample: sample.id });
      } else {
        // Too few frames and bounds that contradict each other are found where they are set.
        this.#unknown += 1;
      }
    }
    return found.length === sample.media.length ? found : undefined;
  }

  /** Many clips of a dataset come from one camera, and alike ones in a row share what is known of them. */
  #sized(medium: Media, size: Size & Partial<Length>): SeenSize | undefined {
    if (size === this.#last?.size) return this.#last.seen;
    const { width, height, frames = 0, fps = 0 } = size;
    const key = `${medium.kind} ${width} ${height} ${frames} ${fps}`;
    if (!this.#sizes.has(key)) {
      if (this.#sizes.size > 1024) this.#sizes.clear();
      this.#sizes.set(key, seen(medium, this.#request.vision, this.#request.family));
    }
    this.#last = { size, seen: this.#sizes.get(key) };
    return this.#last.seen;
  }

  #judge(id: string, { total, visionEnd }: SampleTokens): void {
    const { limit } = this.#request;
    const worst = visionEnd > limit ? this.#visionCut : total > limit ? this.#cut : undefined;
    if (worst === undefined) return;
    worst.samples += 1;
    const tokens = worst === this.#visionCut ? visionEnd : total;
    if (tokens > worst.tokens) Object.assign(worst, { longest: id, tokens });
  }

  /** The lengths, with findings about those that are too long; `undefined` if nothing could be measured. */
  finish(notes: Notes): TokenSummary | undefined {
    const { limit, count, key = 'the limit of tokens' } = this.#request;
    if (this.#unknown > 0) {
      notes.skip(
        'tokens',
        `${this.#unknown} clips or pictures could not be measured by their headers and the config`,
      );
    }
    const of = this.#totals.length;
    if (of === 0) return undefined;
    const lengths = spread(this.#totals);
    const data = (worst: Worst): LengthData => ({ ...worst, of, key, limit, enough: roundUp(lengths.max) });
    const over = this.#cut.samples + this.#visionCut.samples;
    if (this.#visionCut.samples > 0) notes.add(visionTokensCut, key, data(this.#visionCut));
    if (count !== undefined && this.#cut.samples > 0) notes.add(answerCut, key, data(this.#cut));
    else if (count === undefined && over > 0) {
      notes.skip(
        answerCut.id,
        `${over} of ${of} samples may be longer than ${limit} tokens: text was counted in bytes`,
      );
    }
    return { exact: count !== undefined, ...lengths, over, limit, vision: spread(this.#visions) };
  }
}
