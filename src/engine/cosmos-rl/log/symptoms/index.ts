/** Every symptom, in the order in which they are asked: the cause before what follows from it. */

import { finderOf, wordsOf } from '../../../torch/log/literals.ts';
import type { Sighting } from '../../../torch/log/traceback.ts';
import type { OwnSymptom } from '../own-symptom.ts';
import { collectiveTimeout, controllerKilled, workerException, workerKilled, workersLost } from './deaths.ts';
import { diskFull, exportFailed, outputRefused } from './disk.ts';
import { GPU } from './gpu.ts';
import { cudaOutOfMemory } from './gpu-memory.ts';
import { HUB } from './hub.ts';
import { DATASET, inputMissing, MODEL, MULTI_REPLICA, RESUMED } from './input.ts';
import {
  compileUnsupported,
  configRejected,
  controllerStartFailed,
  gpusInsufficient,
  redisLost,
  rolloutPlanned,
} from './launch.ts';
import { LIBRARIES } from './libraries.ts';
import { lossNotFinite, lossSpike, validationNotFinite } from './loss.ts';
import { MEMORY } from './memory.ts';
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
import { interruptedBySignal, stopRequested } from './stops.ts';

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
  interruptedBySignal,
  stopRequested,
  lossSpike,
  validationNotFinite,
];

const CLUES = SYMPTOMS.flatMap(({ id, clue }) => (clue === undefined ? [] : [{ id, clue }]));
// Made when the first line is asked for: verbs that read no log do not pay for it.
let cluesIn: ((text: string) => ReadonlySet<number> | undefined) | undefined;
const LASTING: ReadonlySet<string> = new Set(
  SYMPTOMS.filter(({ lasting }) => lasting === true).map(({ id }) => id),
);

/** Whether the engine only logs what the clue of this symptom tells, and trains on all the same. */
export const isLasting = (id: string): boolean => LASTING.has(id);

/** The symptoms whose clue this line is, except those already sighted; `undefined` for most lines. */
export function sightClue(
  text: string,
  level: string | undefined,
  known: Readonly<Record<string, Sighting>>,
): readonly string[] | undefined {
  // wandb's own lines tell of its own files: training does not need them.
  if (level === 'INFO' || level === 'DEBUG' || text.length < 8 || text.startsWith('wandb: '))
    return undefined;
  // Clues stand at the start of a message; a hostile line of 64 KB must not cost a second.
  const head = text.length > 4000 ? text.slice(0, 4000) : text;
  cluesIn ??= finderOf(CLUES.map(({ clue }) => wordsOf(clue) ?? ['']));
  const possible = cluesIn(head);
  if (possible === undefined) return undefined;
  const ids = CLUES.filter(
    ({ id, clue }, i) => possible.has(i) && known[id] === undefined && clue.test(head),
  ).map(({ id }) => id);
  return ids.length === 0 ? undefined : ids;
}
