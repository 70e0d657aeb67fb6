/** Every check, in the order of a launch: engine, programs, redis, GPUs, places, settings. */
import type { AnyCheck } from '../check.ts';
import { bashMissing } from './bash-missing.ts';
import { engineImportBroken } from './engine-import-broken.ts';
import { engineMissing } from './engine-missing.ts';
import { engineVersionDiffers } from './engine-version-differs.ts';
import { engineVersionUnsupported } from './engine-version-unsupported.ts';
import { flashAttnMissing } from './flash-attn-missing.ts';
import { gpuCountUnsupported } from './gpu-count-unsupported.ts';
import { gpuMemoryInUse } from './gpu-memory-in-use.ts';
import { gpuNone } from './gpu-none.ts';
import { gpuTooFew } from './gpu-too-few.ts';
import { leptonVariablesSet } from './lepton-variables-set.ts';
import { nvidiaSmiFailing } from './nvidia-smi-failing.ts';
import { optFolderMissing } from './opt-folder-missing.ts';
import { outputDiskTooSmall } from './output-disk-too-small.ts';
import { outputNotWritable } from './output-not-writable.ts';
import { portBusy } from './port-busy.ts';
import { pythonLacksEngine } from './python-lacks-engine.ts';
import { pythonNotOnPath } from './python-not-on-path.ts';
import { redisCliMissing } from './redis-cli-missing.ts';
import { redisLogNotWritable } from './redis-log-not-writable.ts';
import { redisServerMissing } from './redis-server-missing.ts';
import { redisTooOld } from './redis-too-old.ts';
import { sharedMemorySmall } from './shared-memory-small.ts';
import { shellUnsafePath } from './shell-unsafe-path.ts';
import { torchrunMissing } from './torchrun-missing.ts';
import { videoReaderMissing } from './video-reader-missing.ts';
import { wandbMissing } from './wandb-missing.ts';

export const CHECKS: readonly AnyCheck[] = [
  engineMissing,
  engineVersionUnsupported,
  engineVersionDiffers,
  engineImportBroken,
  videoReaderMissing,
  pythonNotOnPath,
  pythonLacksEngine,
  bashMissing,
  torchrunMissing,
  redisServerMissing,
  redisCliMissing,
  redisTooOld,
  nvidiaSmiFailing,
  gpuNone,
  gpuTooFew,
  gpuCountUnsupported,
  gpuMemoryInUse,
  portBusy,
  optFolderMissing,
  redisLogNotWritable,
  outputNotWritable,
  outputDiskTooSmall,
  sharedMemorySmall,
  shellUnsafePath,
  leptonVariablesSet,
  flashAttnMissing,
  wandbMissing,
];
