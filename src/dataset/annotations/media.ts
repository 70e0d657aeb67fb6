/** The media that a LLaVA-style item names, and whether they can be used. */
import { resolve } from 'node:path';
import type { JsonObject } from '../../json/object.ts';
import { checkClip } from '../clip-check.ts';
import type { Notes } from '../finding-collector.ts';
import { mediaMissing } from '../findings/media.ts';
import { typeName } from '../json/shape.ts';
import { noteAbsent, oddName } from '../media-name.ts';
import { checkPicture } from '../picture-check.ts';
import type { DatasetRequest } from '../request.ts';
import type { Media } from '../sample.ts';
import { MediaRoot } from './media-root.ts';
import { isBroken } from './text.ts';

/** Names as they are written; pictures stand before clips. */
export interface MediaNames {
  readonly pictures: readonly string[];
  readonly clips: readonly string[];
}

/** Names under one key; null, "" and [] name nothing, as in the published scripts. */
function namesUnder(item: JsonObject, key: string): readonly string[] | string {
  const value = item[key];
  if (value === undefined || value === null || value === '') return [];
  const names: readonly unknown[] = Array.isArray(value) ? value : [value];
  const sound = names.every((name): name is string => typeof name === 'string' && name !== '');
  if (!sound) {
    return `its ${key} is ${Array.isArray(value) ? 'a list with something that is no path' : typeName(value)}`;
  }
  return names.some(isBroken) ? `its ${key} holds half a character, a lone surrogate` : names;
}

function namesOf(item: JsonObject, one: string, several: string): readonly string[] | string {
  const [single, many] = [namesUnder(item, one), namesUnder(item, several)];
  if (typeof single === 'string' || typeof many === 'string')
    return typeof single === 'string' ? single : many;
  if (single.length > 0 && many.length > 0) return `it has both ${one} and ${several}`;
  return single.length > 0 ? single : many;
}

/** What an item names, or what is wrong with it. */
export function mediaNames(item: JsonObject): MediaNames | string {
  const pictures = namesOf(item, 'image', 'images');
  if (typeof pictures === 'string') return pictures;
  const clips = namesOf(item, 'video', 'videos');
  return typeof clips === 'string' ? clips : { pictures, clips };
}

/** Sound media by name: several questions of a file are about one picture, and a name is shorter than its path. */
const MAX_KNOWN = 100_000;

/** A path that `resolve`, which takes longer than to open a file, would put behind the folder as it is. */
const PLAIN = /^(?:[^./][^/]*\/)*[^./][^/]*$/;

/** Finds media below `custom.dataset.media_path`, or, without one, below the folder of the launch. */
export class MediaFinder {
  readonly #known = new Map<string, Media>();
  readonly #request: DatasetRequest;
  readonly #notes: Notes;
  readonly #folder: string;
  readonly #set: boolean;
  readonly #root: MediaRoot;
  #elsewhere: { readonly path: string; readonly item: string; media: number } | undefined;

  /** `root` is the annotation file, or the folder of several. */
  constructor(root: string, request: DatasetRequest, notes: Notes) {
    const folder = request.options['media_path'];
    this.#request = request;
    this.#notes = notes;
    this.#folder = resolve(request.cwd, typeof folder === 'string' ? folder : '');
    this.#set = typeof folder === 'string' && folder !== '';
    this.#root = new MediaRoot(this.#folder, root, request.cwd);
  }

  /** The path that a name stands for: an absolute one for itself. */
  pathOf(name: string): string {
    return PLAIN.test(name)
      ? `${this.#folder === '/' ? '' : this.#folder}/${name}`
      : resolve(this.#folder, name);
  }

  /** The media of an item in the order of the prompt; nothing after a note, if one of them cannot be used. */
  find({ pictures, clips }: MediaNames, item: string): readonly Media[] | undefined {
    const found = [
      ...pictures.map((name) => this.#known.get(name) ?? this.#look(name, item, 'image')),
      ...clips.map((name) => this.#known.get(name) ?? this.#look(name, item, 'video')),
    ];
    return found.every((one): one is Media => one !== undefined) ? found : undefined;
  }

  /** Tells of the media that lie below another folder, once. */
  end(): void {
    const { found: folder } = this.#root;
    if (this.#elsewhere === undefined || folder === undefined) return;
    const { path, item, media } = this.#elsewhere;
    this.#notes.add(mediaMissing, path, { item, begins: this.#begins(), elsewhere: { folder, media } });
  }

  #begins() {
    return { folder: this.#folder, set: this.#set };
  }

  /** Says why a name stands for nothing; what lies below one other folder is told at the end. */
  #absent(name: string, path: string, item: string): void {
    if (oddName(name) !== undefined || !this.#root.has(name)) {
      noteAbsent(name, path, item, this.#notes, this.#begins());
    } else if (this.#elsewhere === undefined) this.#elsewhere = { path, item, media: 1 };
    else this.#elsewhere.media += 1;
  }

  #look(name: string, item: string, kind: Media['kind']): Media | undefined {
    const path = this.pathOf(name);
    const absent = () => this.#absent(name, path, item);
    const media =
      kind === 'image'
        ? checkPicture(path, item, this.#notes, absent)
        : checkClip(path, item, this.#request.vision, this.#notes, absent);
    if (media === undefined) return undefined;
    if (this.#known.size === MAX_KNOWN) this.#known.clear();
    this.#known.set(name, media);
    return media;
  }
}
