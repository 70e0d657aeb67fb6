/** What the engine's own `Config.from_dict` of a version does with a table, without Python. Proved in the engine lane. */
import { isTable, type TomlTable, type TomlValue, withValue } from '../../../config/value.ts';
import { rawDefaults, rawSchema } from '../schema/raw.ts';
import { atLeast, type KnownVersion } from '../versions.ts';
import type { Decision, Reason } from './answer.ts';
import { type Conversion, instance } from './convert.ts';
import { describe } from './describe-value.ts';

/** Stands for the time that the engine fills in; the real one is `YYYYmmddHHMMSS`. */
const NOW = '<time>';

const POLICY = ['train', 'train_policy'];
/** Any of these keys makes an unnamed policy GRPO; up to 0.3.9 they outvote a written `type` too. */
const GRPO_KEYS = ['temperature', 'epsilon_low', 'epsilon_high', 'kl_beta'];

/** The type `Config.preprocess` gives the policy table (policy/config/__init__.py). */
function policyType(policy: TomlTable, version: KnownVersion): TomlValue {
  const newer = atLeast(version, '0.4.4');
  if (newer && Object.hasOwn(policy, 'type')) return policy['type'] ?? '';
  const marks = newer ? [...GRPO_KEYS, 'use_remote_reward'] : GRPO_KEYS;
  return marks.some((key) => Object.hasOwn(policy, key)) ? 'grpo' : 'sft';
}

/** os.path.join of two parts, the second relative. */
function joined(folder: string, name: string): string {
  return folder === '' || folder.endsWith('/') ? folder + name : `${folder}/${name}`;
}

/** A table made ready for validation, and the Python exception that ends the engine before it, if there is one. */
interface Prepared {
  readonly table: TomlTable;
  readonly exception?: Reason;
}

function exception(table: TomlTable, key: string, message: string): Prepared {
  return { table, exception: { key, type: 'exception', message } };
}

/** Timestamp and output folder, as from_dict sets them. */
function stamped(table: TomlTable, train: TomlTable): Prepared {
  if (Object.hasOwn(train, 'timestamp') && train['timestamp'] !== '') return { table };
  const folder = train['output_dir'];
  if (folder === undefined)
    return exception(table, 'train.output_dir', 'is missing, and the engine ends with KeyError');
  if (typeof folder !== 'string')
    return exception(table, 'train.output_dir', `is ${describe(folder)}, but must be a text`);
  const named = withValue(table, ['train', 'timestamp'], NOW);
  return { table: withValue(named, ['train', 'output_dir'], joined(folder, NOW)) };
}

/** What from_dict and preprocess do before any validation. */
function prepared(table: TomlTable, version: KnownVersion): Prepared {
  if (Object.keys(table).length === 0) return { table };
  const train = table['train'];
  if (train === undefined) return exception(table, 'train', 'is missing, and the engine ends with KeyError');
  if (!isTable(train)) return exception(table, 'train', `is ${describe(train)}, but must be a table`);
  const ready = stamped(table, train);
  const policy = train['train_policy'];
  if (policy === undefined) return ready;
  if (!isTable(policy))
    return exception(ready.table, 'train.train_policy', `is ${describe(policy)}, but must be a table`);
  return { ...ready, table: withValue(ready.table, [...POLICY, 'type'], policyType(policy, version)) };
}

/**
 * Decides as the version's `Config` does. Where it rejects, `dropped` still lists the keys it does not know, and after an
 * exception, which is all that the engine shows, the reasons it would show next.
 */
export function decideTable(version: KnownVersion, table: TomlTable): Decision {
  const root = rawSchema(version);
  const work: Conversion = { version, root, defaults: rawDefaults(version), reasons: [], dropped: [] };
  const ready = prepared(table, version);
  const made = instance(work, 'Config', root, ready.table, []);
  const first = ready.exception;
  // What the exception says of a key need not be said again.
  const later = work.reasons.filter(({ key }) => key !== first?.key);
  const reasons = first === undefined ? later : [first, ...later];
  if (made === undefined || reasons.length > 0) return { accepts: false, reasons, dropped: work.dropped };
  return { accepts: true, reasons, dropped: work.dropped, effective: made };
}
