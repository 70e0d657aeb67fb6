/** Every symptom of cosmos-framework, in the order in which they are asked: the cause before what follows from it. */
import { SHARED_KINDS } from '../../../torch/symptoms/kinds.ts';
import type { FrameworkSymptom } from '../framework-symptom.ts';
import { datasetBarren, samplesSkipped } from './dataset.ts';
import { askedToStop, badLoss, gpuMemory, killedWorker, signalled, unknownException } from './deaths.ts';
import { LACKING } from './host.ts';
import { START_WEIGHTS, UNREADABLE } from './input.ts';
import { checkpointProcessDied, exportLost, fullDisk } from './save.ts';
import { SETTINGS_REFUSED } from './settings.ts';

/** In order of precedence. */
export const FRAMEWORK_SYMPTOMS: readonly FrameworkSymptom[] = [
  gpuMemory,
  ...SETTINGS_REFUSED,
  fullDisk,
  exportLost,
  datasetBarren,
  ...UNREADABLE,
  ...LACKING,
  ...START_WEIGHTS,
  killedWorker,
  checkpointProcessDied,
  unknownException,
  badLoss,
  signalled,
  askedToStop,
  samplesSkipped,
];

const SHARED: ReadonlySet<string> = new Set(SHARED_KINDS.map(({ id }) => id));

/** Those that no other engine has. */
export const FRAMEWORK_OWN_SYMPTOMS: readonly FrameworkSymptom[] = FRAMEWORK_SYMPTOMS.filter(
  ({ id }) => !SHARED.has(id),
);
