/** The sides of cosmos-rl that a running or ended run needs. */
import type { Runtime } from '../../engine.ts';
import { splitLines } from '../../torch/log/lines.ts';
import { follow } from './follow.ts';
import { COSMOS_RL_LOGS } from './read.ts';
import { askForCheckpoint, disowned, isStray, nothingToSave } from './stop.ts';

/** Everything of it is used wherever a run is watched. */
export const RUNTIME: Runtime = {
  follow,
  readLines: splitLines,
  askForCheckpoint,
  nothingToSave,
  isStray,
  disowned,
  logs: COSMOS_RL_LOGS,
};
