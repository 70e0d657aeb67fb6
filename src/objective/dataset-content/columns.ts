/** What kind of thing a column holds: by its type and values first, by its name where those leave it open. */
import type { Column } from './content.ts';

const CONVERSATION =
  /^(?:conversations?|messages|dialogs?|dialogues?|chat|turns|prompts?|responses?|completion|questions?|answers?|captions?|text|texts|description|instruction|qa_pairs|qa|labels?_text|reasoning|explanation|summary|output|coc|cot|rationale|reasons?|narrations?|dialogue_text|transcripts?|subtitles?|comments?|stor(?:y|ies)|\w+_(?:text|captions?|descriptions?|answers?|questions?|explanations?|narrations?|rationale|reasoning))$/i;

const LATENTS = /latent|(?:^|_)t5(?:_|$)|text_embeddings?|prompt_embeds?|vae_|(?:^|_)embeddings?$/i;

const MEDIA =
  /^(?:videos?|images?|image_frames|frames|clips?|media|cam(?:era)?_\w+|pixel_values|video_path|image_path|png|jpe?g|mp4)$/i;

const IDENTITY =
  /(?:^|_)(?:id|uuid|token|name|path|file|url|split|index|indices|timestamps?|fps|width|height|hash|count|weight)s?$/i;

const NUMBER_TYPE = /float|double|int\d*|uint|tensor|array|bf16|half|number/i;

/** Places in the image: a documented text output, and no supervision of a path. */
const IN_IMAGE = /bbox|box|point_2d|pixel|mask|keypoint/i;

/** Names of trajectories, actions and poses in the data sets that people have. */
export const MOTION =
  /(?:^|[_.])(?:ego_(?:future|history)\w*|(?:gt_)?ego_(?:fut|his)\w*|traj(?:ectory|ectories|s)?\w*|waypoints?|actions?|future_\w+|poses?|ego_?pose|ego_?motion|steer\w*|throttle|brake|accel\w*|velocity|speed|curvature|yaw\w*|xyz|rot|joint\w*|gripper\w*|states?|control\w*|can_?bus|trajectories|motion|proprio\w*)(?:$|[_.])/i;

/** The kind of a column whose type is written in a schema. */
export function columnOfType(name: string, type: string): Column {
  const numeric = NUMBER_TYPE.test(type) && !/string|str\b|utf8|text/i.test(type);
  const shaped = /\[|\blist|sequence|array/i.test(type);
  if (LATENTS.test(name)) return { name, kind: 'latents', type };
  if (MEDIA.test(name) || /\bvideo\b|\bimage\b|mp4|jpe?g|png|bytes|binary/i.test(type))
    return { name, kind: 'media', type };
  if (CONVERSATION.test(name) && !numeric) return { name, kind: 'text', type };
  if (numeric && MOTION.test(name) && !IN_IMAGE.test(name)) return { name, kind: 'numbers', type };
  if (IDENTITY.test(name)) return { name, kind: 'id', type };
  if (numeric) return { name, kind: shaped && !IN_IMAGE.test(name) ? 'numbers' : 'other', type };
  return { name, kind: 'other', type };
}

function isWords(text: string): boolean {
  return (text.trim().match(/[\p{L}]+/gu) ?? []).length >= 3 || /[\u3040-\u30ff\u4e00-\u9fff]{4}/.test(text);
}

/** How deep a nested list of numbers is, and how long; `undefined` for anything else. */
function numberShape(value: unknown, depth = 0): readonly number[] | undefined {
  if (!Array.isArray(value) || depth > 6) return undefined;
  if (value.length === 0) return undefined;
  if (value.every((item) => typeof item === 'number')) return [value.length];
  const below = numberShape(value[0], depth + 1);
  return below === undefined ? undefined : [value.length, ...below];
}

function holdsWords(value: unknown, depth = 0): boolean {
  if (typeof value === 'string') return isWords(value);
  if (depth > 8 || typeof value !== 'object' || value === null) return false;
  return Object.values(value).some((item) => holdsWords(item, depth + 1));
}

const FILE = /\.(?:mp4|mov|avi|mkv|webm|jpe?g|png|webp|npy|npz|parquet|json|bin|pt)$/i;

/** The kind of a column by a value of it. */
export function columnOfValue(name: string, value: unknown): Column {
  const shape = numberShape(value);
  if (shape !== undefined) {
    const type = `number[${shape.join(',')}]`;
    if (LATENTS.test(name)) return { name, kind: 'latents', type };
    const points = shape.length >= 2 || MOTION.test(name);
    return { name, kind: points && !IN_IMAGE.test(name) ? 'numbers' : 'other', type };
  }
  if (typeof value === 'string') {
    if (FILE.test(value.trim()))
      return {
        name,
        kind: LATENTS.test(name)
          ? 'latents'
          : MEDIA.test(name) || /\.(?:mp4|mov|avi|mkv|webm|jpe?g|png|webp)$/i.test(value)
            ? 'media'
            : MOTION.test(name)
              ? 'numbers'
              : 'other',
        type: 'file',
      };
    const words = isWords(value) || (CONVERSATION.test(name) && value.trim() !== '');
    return {
      name,
      kind: words && !IDENTITY.test(name) ? 'text' : MEDIA.test(name) ? 'media' : 'id',
      type: 'string',
    };
  }
  if (typeof value === 'number') return { name, kind: MOTION.test(name) ? 'numbers' : 'id', type: 'number' };
  if (CONVERSATION.test(name) && typeof value === 'object' && value !== null)
    return { name, kind: 'text', type: 'conversation' };
  if (holdsWords(value)) return { name, kind: 'text', type: 'object' };
  if (MEDIA.test(name)) return { name, kind: 'media', type: 'list' };
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    const inner = Object.entries(value).map(([key, item]) => columnOfValue(`${name}.${key}`, item));
    const numbers = inner.find((one) => one.kind === 'numbers');
    if (numbers !== undefined) return { ...numbers };
  }
  if (Array.isArray(value) && value.length > 0 && typeof value[0] === 'object') {
    const inner = columnOfValue(name, value[0]);
    if (inner.kind === 'numbers') return inner;
  }
  return { name, kind: 'other', type: Array.isArray(value) ? 'list' : typeof value };
}
