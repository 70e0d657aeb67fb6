/** The engine's verdict on a config: would its own Config take it, what would it ignore, and which values would it use. */
import type { Decision } from '../engine/decide/answer.ts';
import { decideTable } from '../engine/decide/index.ts';
import type { Engine } from '../engine/versions.ts';
import type { TomlTable } from './value.ts';

/** Decides as the nearest known version of `engine` does. `config` is the file as the engine's TOML reader understands it. */
export function decide(config: TomlTable, engine: Pick<Engine, 'known'>): Decision {
  return decideTable(engine.known, config);
}
