/** The engine's verdict on a config: would its own Config take it, what would it ignore, and which values would it use. */

import type { TomlTable } from '../../../config/value.ts';
import type { CosmosRl, KnownVersion } from '../versions.ts';
import type { Decision } from './answer.ts';
import { decideTable } from './index.ts';

/** Tables never change, and several parts ask of the same one. */
const known = new WeakMap<TomlTable, Map<KnownVersion, Decision>>();

/** Decides as the nearest known version of `engine` does. `config` is the file as the engine's TOML reader understands it. */
export function decide(config: TomlTable, engine: Pick<CosmosRl, 'known'>): Decision {
  const decisions = known.get(config) ?? new Map<KnownVersion, Decision>();
  known.set(config, decisions);
  const decision = decisions.get(engine.known) ?? decideTable(engine.known, config);
  decisions.set(engine.known, decision);
  return decision;
}
