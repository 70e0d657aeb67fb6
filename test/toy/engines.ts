/** The list of engines that the toy build has instead of src/engine/engines.ts. */

import type { EngineAdapter } from '../../src/engine/adapter.ts';
import { COSMOS_RL } from '../../src/engine/cosmos-rl/adapter.ts';
import { TOY } from './adapter.ts';

export const ENGINES: readonly [EngineAdapter, ...EngineAdapter[]] = [COSMOS_RL, TOY];
