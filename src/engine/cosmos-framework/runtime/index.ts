/** The sides of cosmos-framework that a running or ended run needs. */
import type { Runtime } from '../../engine.ts';
import { splitLines } from '../../torch/log/lines.ts';
import { retained } from '../retention.ts';
import { follow } from './follow.ts';
import { FRAMEWORK_LOGS } from './read.ts';
import { leaveRequest, nothingSoFar } from './stop.ts';

/** Everything of it is used wherever a run is watched. All of its processes keep the environment that tags them. */
export const RUNTIME: Runtime = {
  follow,
  readLines: splitLines,
  askForCheckpoint: (launched, view, _where, reason) => leaveRequest(launched, view, reason),
  nothingToSave: nothingSoFar,
  isStray: () => false,
  disowned: async () => false,
  retained,
  logs: FRAMEWORK_LOGS,
};
