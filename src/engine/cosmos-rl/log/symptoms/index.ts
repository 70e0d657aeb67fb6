/** Every symptom, in the order in which they are asked: the cause before what follows from it. */

import type { OwnSymptom } from '../own-symptom.ts';
import { collectiveTimeout, controllerKilled, workerException, workerKilled, workersLost } from './deaths.ts';
import { diskFull, exportFailed, outputRefused } from './disk.ts';
import { GPU } from './gpu.ts';
import { cudaOutOfMemory } from './gpu-memory.ts';
import { HUB } from './hub.ts';
import { DATASET, inputMissing, MULTI_REPLICA, RESUMED } from './input.ts';
import {
  compileUnsupported,
  configRejected,
  controllerStartFailed,
  gpusInsufficient,
  redisLost,
  rolloutPlanned,
} from './launch.ts';
import { LIBRARIES } from './libraries.ts';
import { GRADIENT, lossNotFinite, lossSpike, validationNotFinite } from './loss.ts';
import { MEMORY } from './memory.ts';
import { MODEL } from './model.ts';
import { NETWORK } from './network.ts';
import { PACKAGES } from './packages.ts';
import {
  datasetTooSmall,
  framesExceedClip,
  packerRejectsSample,
  sampleRejected,
  sampleTooLong,
  sampleUnreadable,
} from './samples.ts';
import { SETTINGS } from './settings.ts';
import { PORT_IN_USE, START } from './start.ts';
import { CLUSTER, interruptedBySignal, stopRequested } from './stops.ts';

/** In order of precedence. */
export const SYMPTOMS: readonly OwnSymptom[] = [
  ...START,
  gpusInsufficient,
  // What the machine gave up on.
  cudaOutOfMemory,
  ...GPU,
  ...MEMORY,
  ...NETWORK,
  ...LIBRARIES,
  ...GRADIENT,
  // What the run was given.
  ...HUB,
  ...RESUMED,
  ...MODEL,
  ...SETTINGS,
  compileUnsupported,
  configRejected,
  MULTI_REPLICA,
  // What it wrote.
  diskFull,
  outputRefused,
  datasetTooSmall,
  sampleTooLong,
  framesExceedClip,
  sampleUnreadable,
  ...DATASET,
  packerRejectsSample,
  sampleRejected,
  inputMissing,
  PORT_IN_USE,
  ...PACKAGES,
  exportFailed,
  // What remains when no text names a cause.
  controllerStartFailed,
  redisLost,
  workerException,
  collectiveTimeout,
  workerKilled,
  controllerKilled,
  workersLost,
  rolloutPlanned,
  lossNotFinite,
  ...CLUSTER,
  interruptedBySignal,
  stopRequested,
  lossSpike,
  validationNotFinite,
];
