/** The length of a sample in tokens. */
import type { Conversation } from '../sample.ts';
import { pieces, type SeenMedia } from './chat.ts';
import type { TokenFamily } from './family.ts';
import type { CountText } from './tokenizer.ts';

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

/** Counts a sample. */
export function countSample(
  conversation: Conversation,
  media: readonly SeenMedia[],
  family: TokenFamily,
  count: CountText,
): SampleTokens {
  let total = 0;
  let vision = 0;
  let visionEnd = 0;
  for (const piece of pieces(conversation, media, family)) {
    total += 'special' in piece ? piece.times : count(piece.text);
    if ('special' in piece && piece.special.endsWith('_pad|>')) {
      vision += piece.times;
      visionEnd = total;
    }
  }
  return { total, vision, visionEnd };
}

/** A conversation whose answers are empty: its tokens are those of the sample less those of its answers. */
export function withoutAnswers({ turns, ...rest }: Conversation): Conversation {
  return { ...rest, turns: turns.map((turn) => (turn.role === 'assistant' ? { ...turn, text: '' } : turn)) };
}
