/** The engines that cookbook-run knows: one folder and one line each. */

import type { EngineAdapter } from './adapter.ts';
import { COSMOS_FRAMEWORK } from './cosmos-framework/adapter.ts';
import { COSMOS_RL } from './cosmos-rl/adapter.ts';

/** The first is the one that is meant where none is named. */
export const ENGINES: readonly [EngineAdapter, ...EngineAdapter[]] = [COSMOS_RL, COSMOS_FRAMEWORK];
