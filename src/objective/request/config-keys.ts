/** Keys that ask for a loss, a decoder or a reward of their own. Keys are read as keys; names and paths in values are not. */
import { isBelow, isTable, joinKey, leavesOf, type TomlTable, type TomlValue } from '../../config/value.ts';

/** Words of a key that stand for a decoder or a loss, whole words between underscores. */
const DECODER_WORDS =
  /^(?:.*_)?(?:loss(?:es)?|decoder|diffusion|flow(?:_matching)?|denois\w*)(?:_.*)?$|^(?:(?:.*_)?(?:traj|trajectory|waypoints?)(?:_.*)?)$|^(?:action_(?:space|in_proj|out_proj|head|decoder|expert)(?:_.*)?)$|^(?:expert(?:_(?:cfg|config|lr|loss|ckpt|weights?|only))?|train_expert\w*|action_expert\w*)$/;

/** Under [custom] only keys that switch something on count; a dataset's or a prompt's settings do not. */
const CUSTOM_WORDS =
  /^(?:(?:.*_)?loss(?:_.*)?|(?:.*_)?decoder(?:_.*)?|train_expert\w*|action_expert\w*|expert_(?:cfg|config|lr|ckpt|weights?|only)|flow_matching\w*|diffusion_(?:cfg|config|loss)\w*|action_(?:head|space_cfg|in_proj_cfg|out_proj_cfg)|traj\w*_(?:weight|reward|loss)|(?:.*_)?l2_weight|label_components)$/;

/** Keys that note something down: where a file lies, how often to log, what a thing is called. */
const NOTING =
  /(?:^|_)(?:path|file|dir|folder|name|url|log|logs|logging|logger|plot|curve|csv|every|interval|freq|window|title|note|comment|description|tag|prompt)s?$/;

function switchedOff(value: TomlValue): boolean {
  return value === false || value === 0 || value === 0n || value === '' || value === 'none';
}

/** The topmost keys of a dropped table that name a decoder or a loss. */
function namesDecoder(path: readonly string[]): boolean {
  return path.some((part) => DECODER_WORDS.test(part.toLowerCase()));
}

/** A key that asks for something, as a dotted key. */
interface AskingKey {
  readonly key: string;
  readonly custom: boolean;
}

/**
 * The keys of a config that ask for a decoder or a loss: those that the engine would drop (`dropped`, dotted), and those
 * below [custom], apart from its tables that are read (`read`).
 */
export function askingKeys(
  config: TomlTable,
  dropped: readonly string[],
  read: readonly string[] = [],
): readonly AskingKey[] {
  const gone = new Set(dropped);
  const known = new Set(read);
  const asked = leavesOf(config).flatMap(([path, value]): readonly AskingKey[] => {
    const key = joinKey(path);
    if (path[0] === 'logging' || NOTING.test((path.at(-1) ?? '').toLowerCase())) return [];
    if (switchedOff(value) && !isTable(value)) return [];
    if (path[0] === 'custom' && isBelow(key, known)) return [];
    if (path[0] === 'custom')
      return CUSTOM_WORDS.test((path.at(-1) ?? '').toLowerCase()) ? [{ key, custom: true }] : [];
    return isBelow(key, gone) && namesDecoder(path) ? [{ key, custom: false }] : [];
  });
  return asked;
}
