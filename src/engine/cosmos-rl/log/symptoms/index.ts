/** Every symptom, in the order in which they are asked: the cause before what follows from it. */

import type { Symptom } from '../symptom.ts';
import type { Sighting } from '../traceback.ts';
import { batchNotDivisible } from './batch-rejected.ts';
import { checkpointImmutable } from './checkpoint-immutable.ts';
import { collectiveTimeout } from './collective-timeout.ts';
import { compileUnsupported } from './compile-unsupported.ts';
import { configRejected } from './config-rejected.ts';
import { configSyntax } from './config-unreadable.ts';
import { controllerKilled } from './controller-died.ts';
import { cudaOutOfMemory } from './cuda-out-of-memory.ts';
import { datasetInvalid } from './dataset-invalid.ts';
import { datasetTooSmall } from './dataset-too-small.ts';
import { diskFull } from './disk-full.ts';
import { engineNotFound } from './engine-not-found.ts';
import { controllerStartFailed } from './entry-script-failed.ts';
import { exportFailed } from './export-failed.ts';
import { flashAttnMissing } from './flash-attn-not-importable.ts';
import { framesExceedClip } from './frames-exceed-clip.ts';
import { gpuCountUnsupported } from './gpu-count-rejected.ts';
import { gpuMissing } from './gpu-missing.ts';
import { gpusInsufficient } from './gpus-insufficient.ts';
import { memoryExhausted } from './host-memory-exhausted.ts';
import { infrastructureError } from './infrastructure-error.ts';
import { inputMissing } from './input-missing.ts';
import { interruptedBySignal } from './interrupted-by-signal.ts';
import { lossNotFinite } from './loss-not-finite.ts';
import { lossSpike } from './loss-was-not-finite.ts';
import { modelGated } from './model-gated.ts';
import { modelMissing } from './model-not-loaded.ts';
import { multiReplicaDataset } from './multi-replica-dataset.ts';
import { ncclMissing } from './nccl-missing.ts';
import { packerRejectsSample } from './packer-rejects-sample.ts';
import { parallelismInvalid } from './parallelism-invalid.ts';
import { portInUse } from './port-in-use.ts';
import { pythonEnvironmentBroken } from './python-environment-broken.ts';
import { redisLost } from './redis-lost.ts';
import { redisUnavailable } from './redis-unavailable.ts';
import { resumeMissing } from './resume-checkpoint-missing.ts';
import { resumeUnusable } from './resume-checkpoint-unusable.ts';
import { rolloutPlanned } from './rollout-planned.ts';
import { sampleRejected } from './sample-rejected.ts';
import { sampleTooLong } from './sample-too-long.ts';
import { sampleUnreadable } from './sample-unreadable.ts';
import { settingUnsupported } from './setting-unsupported.ts';
import { stopRequested } from './stop-requested.ts';
import { boundaryRejected } from './training-boundary-rejected.ts';
import { validationNotFinite } from './validation-loss-not-finite.ts';
import { workerException } from './worker-exception.ts';
import { workerKilled } from './worker-killed.ts';
import { workersLost } from './workers-lost.ts';
import { outputNotWritable } from './write-refused.ts';

/** In order of precedence. */
export const SYMPTOMS: readonly Symptom[] = [
  // Before anything ran.
  engineNotFound,
  configSyntax,
  gpuMissing,
  gpuCountUnsupported,
  gpusInsufficient,
  redisUnavailable,
  ncclMissing,
  flashAttnMissing,
  // What the machine gave up on.
  cudaOutOfMemory,
  diskFull,
  outputNotWritable,
  memoryExhausted,
  infrastructureError,
  // What the run was given.
  modelGated,
  modelMissing,
  batchNotDivisible,
  parallelismInvalid,
  compileUnsupported,
  settingUnsupported,
  configRejected,
  resumeMissing,
  resumeUnusable,
  checkpointImmutable,
  multiReplicaDataset,
  boundaryRejected,
  datasetTooSmall,
  sampleTooLong,
  framesExceedClip,
  sampleUnreadable,
  packerRejectsSample,
  datasetInvalid,
  sampleRejected,
  inputMissing,
  portInUse,
  pythonEnvironmentBroken,
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
const ANY_CLUE = new RegExp(
  CLUES.map(({ clue }) => `(?:${clue.source.replace(/\(\?<\w+>/g, '(?:')})`).join('|'),
);

/** The symptoms whose clue this line is, except those already sighted; `undefined` for most lines. */
export function sightClue(
  text: string,
  level: string | undefined,
  known: Readonly<Record<string, Sighting>>,
): readonly string[] | undefined {
  if (level === 'INFO' || level === 'DEBUG' || text.length < 8) return undefined;
  // Clues stand at the start of a message; a hostile line of 64 KB must not cost a second.
  const head = text.length > 4000 ? text.slice(0, 4000) : text;
  if (!ANY_CLUE.test(head)) return undefined;
  const ids = CLUES.filter(({ id, clue }) => known[id] === undefined && clue.test(head)).map(({ id }) => id);
  return ids.length === 0 ? undefined : ids;
}

/** The symptom of this id. */
export function symptomOf(id: string): Symptom | undefined {
  return SYMPTOMS.find((symptom) => symptom.id === id);
}
