/** What was found out about single files and texts, so that a check that was stopped, or whose data grew, need not begin anew. */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { isObject } from '../../json/object.ts';
import { type Remembered, stampNow } from '../files.ts';
import type { Mp4Result } from '../mp4/read-mp4.ts';
import type { CountText } from '../tokens/tokenizer.ts';
import { load, nameOf, store } from './folder.ts';

/** A result for a file, with the stamp it had. */
type Kept<Result> = Readonly<[stamp: string, result: Result]>;

/** Milliseconds between two savings: what a power cut may cost. */
const EVERY = 5000;

/** Results by path, and lengths of texts by their hash. Saved now and then, and at the end. */
export class Facts implements Remembered {
  readonly #path: string;
  readonly #clips: Map<string, Kept<Mp4Result>>;
  readonly #decoded: Map<string, Kept<string>>;
  readonly #texts: Map<string, number>;
  #savedAt = performance.now();
  #changed = false;

  /** `key` names the dataset and the tokenizer. */
  constructor(folder: string, key: unknown) {
    this.#path = join(folder, `${nameOf(['facts', key])}.json`);
    const kept = load(this.#path);
    const table = <Value>(name: string): Map<string, Value> =>
      new Map(
        isObject(kept) && isObject(kept[name]) ? (Object.entries(kept[name]) as Array<[string, Value]>) : [],
      );
    this.#clips = table('clips');
    this.#decoded = table('decoded');
    this.#texts = table('texts');
  }

  clip(path: string): Mp4Result | undefined {
    const kept = this.#clips.get(path);
    return kept !== undefined && kept[0] === stampNow(path) ? kept[1] : undefined;
  }

  keepClip(path: string, stamp: string, result: Mp4Result): void {
    this.#clips.set(path, [stamp, result]);
    this.#changed = true;
  }

  /** The complaint of a decoder about a file, "" for none; `undefined` if it was not decoded as it is now. */
  decoded(path: string): string | undefined {
    const kept = this.#decoded.get(path);
    return kept !== undefined && kept[0] === stampNow(path) ? kept[1] : undefined;
  }

  keepDecoded(path: string, complaint: string): void {
    this.#decoded.set(path, [stampNow(path), complaint]);
    this.#changed = true;
  }

  /** A counter that counts no text twice. */
  counting(count: CountText): CountText {
    return (text) => {
      const hash = createHash('sha1').update(text).digest('base64');
      const known = this.#texts.get(hash);
      if (known !== undefined) return known;
      const tokens = count(text);
      this.#texts.set(hash, tokens);
      this.#changed = true;
      return tokens;
    };
  }

  /** Saves if there is something new and the last saving is a while ago. */
  saveNowAndThen(): void {
    if (performance.now() - this.#savedAt > EVERY) this.save();
  }

  save(): void {
    this.#savedAt = performance.now();
    if (!this.#changed) return;
    this.#changed = false;
    const table = (map: ReadonlyMap<string, unknown>): unknown => Object.fromEntries(map);
    store(this.#path, {
      clips: table(this.#clips),
      decoded: table(this.#decoded),
      texts: table(this.#texts),
    });
  }
}
