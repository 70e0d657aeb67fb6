/** Whose file is it: cosmos-rl's, of which version, or another engine's. */

import type { TomlTable } from '../../../config/value.ts';
import type { FindingDraft } from '../../../findings/finding.ts';
import { type Remedy, toType } from '../../../findings/remedy.ts';
import type { Decision } from '../config-class/answer.ts';
import { decide } from '../config-class/decision.ts';
import { KNOWN_VERSIONS, type KnownVersion, NEWEST } from '../versions.ts';
import { FOREIGN_ENGINES, type ForeignEngine, marksOf } from './engines.ts';
import { keysText } from './keys-text.ts';
import { knownShare } from './known-share.ts';

/** Another engine's file, with the keys that show it. */
interface Foreign {
  readonly name: string;
  readonly keys: readonly string[];
  readonly remedy: Remedy | readonly Remedy[];
  readonly ours: boolean;
}

/** The other engine, or `undefined` if the file is for cosmos-rl's SFT or GRPO. `dropped` is of the newest version. */
export function foreignEngine(table: TomlTable, dropped: readonly string[]): Foreign | undefined {
  const { leaves, known } = knownShare(table, dropped);
  if (leaves === 0) return undefined;
  const found = (engine: ForeignEngine) =>
    marksOf(engine, table).length >= engine.least && (engine.when === undefined || engine.when(table));
  // A cosmos-rl file may hold some foreign keys; those are findings of their own.
  const mixed = known * 4 > leaves;
  const engine = FOREIGN_ENGINES.find((one) => (!mixed || one.certain === true) && found(one));
  if (engine !== undefined) {
    const { name, remedy, ours = false } = engine;
    return { name, remedy, ours, keys: marksOf(engine, table) };
  }
  if (mixed || known > 0) return undefined;
  return {
    name: 'something that is not known here',
    remedy: toType(
      ['cookbook-run', 'cp', 'PRESET', 'my.toml'],
      'a cosmos-rl config has tables such as [train], [policy] and [logging]: {} writes one',
    ),
    ours: false,
    keys: Object.keys(table),
  };
}

/** What a version was chosen by. */
interface Guess {
  readonly version: KnownVersion;
  /** Keys that the newest version would drop and this one reads. */
  readonly keys: readonly string[];
}

/** The version whose settings the file uses: the newest, unless an older one drops less. `newest` is the newest one's answer. */
export function guessVersion(table: TomlTable, newest: Decision): Guess {
  if (newest.dropped.length === 0) return { version: NEWEST, keys: [] };
  const older = KNOWN_VERSIONS.filter((version) => version !== NEWEST).map((version) => ({
    version,
    decision: decide(table, { known: version }),
  }));
  let best: { readonly version: KnownVersion; readonly decision: Decision } = {
    version: NEWEST,
    decision: newest,
  };
  for (const one of [...older].reverse()) {
    if (one.decision.dropped.length < best.decision.dropped.length) best = one;
  }
  const gone = new Set(best.decision.dropped);
  return { version: best.version, keys: newest.dropped.filter((key) => !gone.has(key)) };
}

/** The sentence about a foreign file. */
export function foreignDraft(name: string, foreign: Foreign): FindingDraft {
  return {
    subject: name,
    message: foreign.ours
      ? `this file is for ${foreign.name}: ${keysText(foreign.keys)} show it; it was not checked`
      : `this file is not for cosmos-rl but for ${foreign.name}: ${keysText(foreign.keys)} show it`,
    because: foreign.ours
      ? 'that trainer reads another class (launcher/launch_vision.py, 0.3.9 and later)'
      : "cosmos-rl ends with KeyError: 'train', or drops these keys and trains with its defaults (policy/config, all versions)",
    remedy: foreign.remedy,
    data: { engine: foreign.name, keys: foreign.keys },
  };
}
