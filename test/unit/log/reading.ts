/** Reads fixtures and texts the way the program does. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { linesOf } from '../../../src/engine/cosmos-rl/log/lines.ts';
import { initialLogState, type LogState, observe } from '../../../src/engine/cosmos-rl/log/state.ts';

/** The folder of the 30 recorded runs. */
export const LOGS = join(import.meta.dirname, '..', '..', 'fixtures', 'logs');

/** The state after a whole text. */
export const stateOf = (text: string): LogState => linesOf(text).reduce(observe, initialLogState);

/** The bytes of a recorded log. */
export const recorded = (name: string): Buffer => readFileSync(join(LOGS, `${name}.log`));
