/** The engine's verdict on a config: would its own Config take it, what would it ignore, and which values would it use. */

import type { TomlTable } from '../../../config/value.ts';
import type { Engine } from '../versions.ts';
import type { Decision } from './answer.ts';
import { decideTable } from './index.ts';

/** Decides as the nearest known version of `engine` does. `config` is the file as the engine's TOML reader understands it. */
export function decide(config: TomlTable, engine: Pick<Engine, 'known'>): Decision {
  return decideTable(engine.known, config);
}
