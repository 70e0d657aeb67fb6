/** A sample as the text that is tokenized: the chat templates of Qwen2.5-VL and Qwen3-VL, with their special tokens. */
import type { Conversation, Turn } from '../sample.ts';
import type { TokenFamily } from './family.ts';
import type { SeenSize } from './vision.ts';

/** Text, or a run of one special token. */
type Piece =
  | { readonly text: string; readonly answer?: boolean }
  | { readonly special: string; readonly times: number };

/** A clip or picture of a sample, as the model sees it. */
export interface SeenMedia {
  readonly kind: 'video' | 'image';
  readonly seen: SeenSize;
}

const special = (name: string, times = 1): Piece => ({ special: `<|${name}|>`, times });

function mediaPieces(kind: 'video' | 'image', media: SeenSize): readonly Piece[] {
  const pad = (times: number): readonly Piece[] => [
    special('vision_start'),
    special(`${kind}_pad`, times),
    special('vision_end'),
  ];
  const stamps = media.timestamps;
  if (stamps === undefined) return pad(media.pads);
  return stamps.flatMap((stamp) => [{ text: `<${stamp} seconds>` }, ...pad(media.pads / stamps.length)]);
}

/** What a sample is made of, in order; the media stand in the first user turn, before its text, unless its parts say more. */
export function pieces(
  { system, turns }: Conversation,
  media: ReadonlyArray<SeenMedia | undefined>,
  family: TokenFamily,
): readonly Piece[] {
  const message = (role: string, ...content: readonly Piece[]): readonly Piece[] => [
    special('im_start'),
    { text: `${role}\n` },
    ...content,
    special('im_end'),
    { text: '\n' },
  ];
  const shown = (one: SeenMedia | undefined): readonly Piece[] =>
    one ? mediaPieces(one.kind, one.seen) : [];
  const asked = ({ text, parts }: Turn, place: number): readonly Piece[] =>
    parts?.flatMap((part) => ('text' in part ? [part] : shown(media[part.media]))) ?? [
      ...(place === 0 ? media.flatMap(shown) : []),
      { text },
    ];
  const first = system ?? family.defaultSystem;
  const parts = [
    ...(first === undefined ? [] : message('system', { text: first })),
    ...turns.flatMap((turn, place) =>
      turn.role === 'user'
        ? message('user', ...asked(turn, place))
        : message('assistant', { text: turn.text, answer: true }),
    ),
  ];
  return joined(parts);
}

/** Neighbouring texts are tokenized as one; an answer is tokenized by itself (`_replace_assistant_content`). */
function joined(parts: readonly Piece[]): readonly Piece[] {
  const result: Piece[] = [];
  for (const part of parts) {
    const last = result.at(-1);
    const plain = 'text' in part && part.answer !== true;
    if (plain && last !== undefined && 'text' in last && last.answer !== true) {
      result[result.length - 1] = { text: last.text + part.text };
    } else {
      result.push(part);
    }
  }
  return result;
}
