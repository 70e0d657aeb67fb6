/** The length of a sample in tokens. */
import type { Conversation } from '../sample.ts';
import { type Piece, pieces } from './chat.ts';
import type { Family } from './family.ts';
import type { CountText } from './tokenizer.ts';
import type { Seen } from './vision.ts';

/** Numbers of tokens. Without a tokenizer `total` is a bound: no token is less than a byte. */
export interface SampleTokens {
  readonly total: number;
  /** Pads that stand for pixels. */
  readonly vision: number;
  /** Up to and with the last pad: what must not be cut, or the run fails. */
  readonly visionEnd: number;
}

/** At least so many tokens as bytes make, since a byte-level token holds one byte or more. */
export const countBytes: CountText = (text) => Buffer.byteLength(text);

/** Counts a sample; `countAnswer` for its answers, which unlike prompts differ from sample to sample. */
export function countSample(
  conversation: Conversation,
  media: ReadonlyArray<{ readonly kind: 'video' | 'image'; readonly seen: Seen }>,
  family: Family,
  count: CountText,
  countAnswer: CountText = count,
): SampleTokens {
  let total = 0;
  let vision = 0;
  let visionEnd = 0;
  for (const piece of pieces(conversation, media, family)) {
    total += length(piece, 'answer' in piece ? countAnswer : count);
    if ('special' in piece && piece.special.endsWith('_pad|>')) {
      vision += piece.times;
      visionEnd = total;
    }
  }
  return { total, vision, visionEnd };
}

function length(piece: Piece, count: CountText): number {
  return 'special' in piece ? piece.times : count(piece.text);
}
