/** Media under a key that nobody reads, while the questions have placeholders for them. */
import type { JsonObject } from '../../json/object.ts';
import type { MediaNames } from './media.ts';

const READ = new Set(['id', 'image', 'images', 'video', 'videos', 'conversations', 'messages', 'system']);
const MEDIA_FILE = /\.(?:png|jpe?g|webp|bmp|gif|tiff?|mp4|m4v|mov|avi|mkv|webm)$/i;
const MEDIA_KEY =
  /^(?:frames?|img|imgs|pictures?|photos?|media|clips?|(?:image|img|video|media|frame)s?_?(?:path|file|name|id|url|list|dir)s?|file_?names?)$/i;

/** Placeholders without media, and the key under which media seem to be. */
interface UnreadKey {
  readonly key: string;
  readonly kind: 'image' | 'video';
}

function namesMedia(key: string, value: unknown): boolean {
  const first: unknown = Array.isArray(value) ? value[0] : value;
  if (typeof first !== 'string' || first === '') return false;
  return MEDIA_FILE.test(first) || MEDIA_KEY.test(key);
}

/** The key that an item's author meant, where a question has more placeholders than the item names media. */
export function unreadKey(
  item: JsonObject,
  { pictures, clips }: MediaNames,
  tags: { readonly image: number; readonly video: number },
): UnreadKey | undefined {
  const kind = tags.image > pictures.length ? 'image' : tags.video > clips.length ? 'video' : undefined;
  if (kind === undefined || (kind === 'image' ? pictures : clips).length > 0) return undefined;
  const key = Object.keys(item).find((name) => !READ.has(name) && namesMedia(name, item[name]));
  return key === undefined ? undefined : { key, kind };
}
