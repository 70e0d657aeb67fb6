/** A sample exactly as the model reads it: the text with its special tokens, and the media at their size. */
import type { Conversation, Media, Sample } from '../sample.ts';
import type { BudgetRequest } from './budget.ts';
import { pieces, type SeenMedia } from './chat.ts';
import { countBytes, countSample, type SampleTokens } from './count.ts';
import { seen } from './vision.ts';

/** A medium with what the model sees of it; without, where its header does not tell. */
export interface MediaAsSeen {
  readonly media: Media;
  readonly seen?: SeenMedia['seen'];
}

/** One sample as it enters the model. */
export interface SampleAsSeen {
  readonly id: string;
  readonly conversation: Conversation;
  readonly media: readonly MediaAsSeen[];
  /** Chat template filled in; a run of pads is written once, with how often it stands there. */
  readonly text: string;
  readonly tokens?: SampleTokens;
}

/** Looks at a sample as the model does. */
export function asSeen(sample: Sample, { family, vision, count = countBytes }: BudgetRequest): SampleAsSeen {
  const conversation = sample.conversation();
  const media = sample.media.map((medium): MediaAsSeen => {
    const found = seen(medium, vision, family);
    return found === undefined ? { media: medium } : { media: medium, seen: found };
  });
  const measured = media.map((one) => one.seen && { kind: one.media.kind, seen: one.seen });
  const text = pieces(conversation, measured, family)
    .map((piece) =>
      'text' in piece ? piece.text : piece.times === 1 ? piece.special : `${piece.special} × ${piece.times} `,
    )
    .join('');
  const known = measured.filter((one) => one !== undefined);
  return {
    id: sample.id,
    conversation,
    media,
    text,
    ...(known.length === media.length ? { tokens: countSample(conversation, known, family, count) } : {}),
  };
}
