/** Reads fixtures and texts the way the program does. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { observe } from '../../../src/engine/cosmos-rl/log/observe.ts';
import { type LogState, newLogState } from '../../../src/engine/cosmos-rl/log/state.ts';
import { linesOf } from '../../../src/engine/torch/log/lines.ts';

/** The folder of the 30 recorded runs. */
export const LOGS = join(import.meta.dirname, '..', '..', 'fixtures', 'logs');

/** The state after a whole text. */
export function stateOf(text: string): LogState {
  const state = newLogState();
  for (const line of linesOf(text)) observe(state, line);
  return state;
}

/** The bytes of a recorded log. */
export const recorded = (name: string): Buffer => readFileSync(join(LOGS, `${name}.log`));
