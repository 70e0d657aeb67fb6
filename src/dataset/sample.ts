/** One sample of a dataset: what is trained on, as light as it can be, so that a reader can give out a million. */
import type { Clip } from './mp4/clip.ts';

/** A piece of a message: words, or the number of one of the sample's media. */
export type Part = { readonly text: string } | { readonly media: number };

/** One message of text. */
export interface Turn {
  readonly role: 'user' | 'assistant';
  readonly text: string;
  /** Text and media in their order; on every user turn of a sample whose media do not all stand in front, else on none. */
  readonly parts?: readonly Part[];
}

/** What the model is shown beside the media, which stand before the text of the first user turn, in their order. */
export interface Conversation {
  readonly system?: string;
  /** Begins with the user and ends with the assistant. */
  readonly turns: readonly Turn[];
}

/** Width and height in pixels, as displayed. */
export interface Picture {
  readonly width: number;
  readonly height: number;
}

/** A file the model looks at; what its header says is missing where it could not be read but may still decode. */
export type Media =
  | { readonly kind: 'video'; readonly path: string; readonly clip?: Clip }
  | { readonly kind: 'image'; readonly path: string; readonly picture?: Picture };

/** A sample that can be trained on. */
export interface Sample {
  readonly id: string;
  /** Its sub-directory, "" where the layout has none. */
  readonly group: string;
  readonly media: readonly Media[];
  /** Prompt and answer exactly as the entry script gives them to the engine; made when asked for, never kept. */
  readonly conversation: () => Conversation;
}

/** What a reader gives out: sound samples, one by one, in the order of the entry script; later, where it loads a library first. */
export type MediaReading = Iterable<Sample> | Promise<Iterable<Sample>>;
