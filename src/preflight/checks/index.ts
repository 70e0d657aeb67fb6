/** Every check, in the order of a launch: engine, programs, redis, GPUs, places, settings. */

import { bashMissing } from '../../engine/cosmos-rl/checks/bash-missing.ts';
import { engineImportBroken } from '../../engine/cosmos-rl/checks/engine-import-broken.ts';
import { engineMissing } from '../../engine/cosmos-rl/checks/engine-missing.ts';
import { engineVersionDiffers } from '../../engine/cosmos-rl/checks/engine-version-differs.ts';
import { engineVersionUnsupported } from '../../engine/cosmos-rl/checks/engine-version-unsupported.ts';
import { flashAttnMissing } from '../../engine/cosmos-rl/checks/flash-attn-missing.ts';
import { gpuCountUnsupported } from '../../engine/cosmos-rl/checks/gpu-count-unsupported.ts';
import { leptonVariablesSet } from '../../engine/cosmos-rl/checks/lepton-variables-set.ts';
import { optFolderMissing } from '../../engine/cosmos-rl/checks/opt-folder-missing.ts';
import { pythonLacksEngine } from '../../engine/cosmos-rl/checks/python-lacks-engine.ts';
import { pythonNotOnPath } from '../../engine/cosmos-rl/checks/python-not-on-path.ts';
import { redisCliMissing } from '../../engine/cosmos-rl/checks/redis-cli-missing.ts';
import { redisLogNotWritable } from '../../engine/cosmos-rl/checks/redis-log-not-writable.ts';
import { redisOpenToNetwork } from '../../engine/cosmos-rl/checks/redis-open-to-network.ts';
import { redisServerMissing } from '../../engine/cosmos-rl/checks/redis-server-missing.ts';
import { redisTooOld } from '../../engine/cosmos-rl/checks/redis-too-old.ts';
import { shellUnsafePath } from '../../engine/cosmos-rl/checks/shell-unsafe-path.ts';
import { torchrunMissing } from '../../engine/cosmos-rl/checks/torchrun-missing.ts';
import { videoReaderMissing } from '../../engine/cosmos-rl/checks/video-reader-missing.ts';
import { wandbMissing } from '../../engine/cosmos-rl/checks/wandb-missing.ts';
import type { AnyCheck } from '../check.ts';
import { gpuMemoryInUse } from './gpu-memory-in-use.ts';
import { gpuMemoryTooSmall } from './gpu-memory-too-small.ts';
import { gpuNone } from './gpu-none.ts';
import { gpuTooFew } from './gpu-too-few.ts';
import { nvidiaSmiFailing } from './nvidia-smi-failing.ts';
import { outputDiskTooSmall } from './output-disk-too-small.ts';
import { outputNotWritable } from './output-not-writable.ts';
import { portBusy } from './port-busy.ts';
import { sharedMemorySmall } from './shared-memory-small.ts';

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
  redisOpenToNetwork,
  nvidiaSmiFailing,
  gpuNone,
  gpuTooFew,
  gpuCountUnsupported,
  gpuMemoryInUse,
  gpuMemoryTooSmall,
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
