/** The kinds of finding of every engine: one line each, beside its line in engines.ts. */

import type { EngineKinds } from './adapter.ts';
import { KINDS as FRAMEWORK_KINDS } from './cosmos-framework/kinds.ts';
import { KINDS } from './cosmos-rl/kinds.ts';

/** In the order of the engines. */
export const ENGINE_KINDS: readonly EngineKinds[] = [KINDS, FRAMEWORK_KINDS];
