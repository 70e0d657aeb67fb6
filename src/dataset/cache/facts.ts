/** What was found out about single files and texts, so that a check that was stopped, or whose data grew, need not begin anew. */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { isObject } from '../../json/object.ts';
import { type Files, type Remembered, stampNow } from '../files.ts';
import type { Mp4Result } from '../mp4/read-mp4.ts';
import type { CountText } from '../tokens/tokenizer.ts';
import { cacheNameOf, load, store } from './folder.ts';

/** A result for a file, with the stamp it had. */
type Kept<Result> = Readonly<[stamp: string, result: Result]>;

/** Everything that is kept. */
interface Tables {
  readonly clips: Map<string, Kept<Mp4Result>>;
  readonly decoded: Map<string, Kept<string>>;
  readonly texts: Map<string, number>;
}

/** Milliseconds between two savings: what a power cut may cost. */
const EVERY = 5000;

/** Results by path, and lengths of texts by their hash. Saved now and then, and at the end. */
export class CachedFacts implements Remembered {
  readonly #path: string;
  #tables: Tables | undefined;
  #savedAt = performance.now();
  #changed = false;

  /** `key` names the dataset and the tokenizer. */
  constructor(folder: string, key: unknown) {
    this.#path = join(folder, `${cacheNameOf(['facts', key])}.json`);
  }

  /** Read when it is first asked: an answer that still holds needs nothing of it. */
  get #kept(): Tables {
    if (this.#tables !== undefined) return this.#tables;
    const kept = load(this.#path);
    const table = <Value>(name: string): Map<string, Value> =>
      new Map(
        isObject(kept) && isObject(kept[name]) ? (Object.entries(kept[name]) as Array<[string, Value]>) : [],
      );
    this.#tables = { clips: table('clips'), decoded: table('decoded'), texts: table('texts') };
    return this.#tables;
  }

  clip(path: string): Mp4Result | undefined {
    const kept = this.#kept.clips.get(path);
    return kept !== undefined && kept[0] === stampNow(path) ? kept[1] : undefined;
  }

  /** The complaint of a decoder about a file, "" for none; `undefined` if it was not decoded as it is now. */
  decoded(path: string): string | undefined {
    const kept = this.#kept.decoded.get(path);
    return kept !== undefined && kept[0] === stampNow(path) ? kept[1] : undefined;
  }

  keepDecoded(path: string, complaint: string): void {
    this.#kept.decoded.set(path, [stampNow(path), complaint]);
    this.#changed = true;
  }

  /** A counter that counts no text twice. */
  counting(count: CountText): CountText {
    return (text) => {
      const hash = createHash('sha1').update(text).digest('base64');
      const known = this.#kept.texts.get(hash);
      if (known !== undefined) return known;
      const tokens = count(text);
      this.#kept.texts.set(hash, tokens);
      this.#changed = true;
      return tokens;
    };
  }

  /** Saves if the last saving is a while ago. */
  saveNowAndThen(files: Files): void {
    if (performance.now() - this.#savedAt > EVERY) this.save(files);
  }

  /** Keeps what is new, and the clips that were read. */
  save(files: Files): void {
    this.#savedAt = performance.now();
    this.#takeClips(files);
    if (!this.#changed) return;
    this.#changed = false;
    const table = (map: ReadonlyMap<string, unknown>): unknown => Object.fromEntries(map);
    store(this.#path, {
      clips: table(this.#kept.clips),
      decoded: table(this.#kept.decoded),
      texts: table(this.#kept.texts),
    });
  }

  #takeClips(files: Files): void {
    const { paths, sizes, times } = files.seen;
    const stamps = new Map(paths.map((path, at) => [path, `${sizes[at]} ${times[at]}`]));
    for (const [path, result] of files.clips()) {
      const stamp = stamps.get(path) ?? '';
      if (this.#kept.clips.get(path)?.[0] === stamp) continue;
      this.#kept.clips.set(path, [stamp, result]);
      this.#changed = true;
    }
  }
}
