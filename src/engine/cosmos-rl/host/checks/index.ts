/** The checks of a host that are about cosmos-rl, in the order of a launch. */
import type { AnyCheck } from '../../../../host/check.ts';
import { engineImportBroken } from './engine-import-broken.ts';
import { engineMissing } from './engine-missing.ts';
import { engineVersionDiffers } from './engine-version-differs.ts';
import { engineVersionUnsupported } from './engine-version-unsupported.ts';
import { flashAttnMissing } from './flash-attn-missing.ts';
import { gpuCountUnsupported } from './gpu-count-unsupported.ts';
import { leptonVariablesSet } from './lepton-variables-set.ts';
import { optFolderMissing } from './opt-folder-missing.ts';
import { PROGRAM_CHECKS } from './programs.ts';
import { pythonLacksEngine } from './python-lacks-engine.ts';
import { redisLogNotWritable } from './redis-log-not-writable.ts';
import { redisOpenToNetwork } from './redis-open-to-network.ts';
import { redisTooOld } from './redis-too-old.ts';
import { shellUnsafePath } from './shell-unsafe-path.ts';
import { torchrunMissing } from './torchrun-missing.ts';
import { videoReaderMissing } from './video-reader-missing.ts';
import { wandbMissing } from './wandb-missing.ts';

export const ENGINE_CHECKS: readonly AnyCheck[] = [
  engineMissing,
  engineVersionUnsupported,
  engineVersionDiffers,
  engineImportBroken,
  videoReaderMissing,
  PROGRAM_CHECKS.python,
  pythonLacksEngine,
  PROGRAM_CHECKS.bash,
  torchrunMissing,
  PROGRAM_CHECKS.redisServer,
  PROGRAM_CHECKS.redisCli,
  redisTooOld,
  redisOpenToNetwork,
  gpuCountUnsupported,
  optFolderMissing,
  redisLogNotWritable,
  shellUnsafePath,
  leptonVariablesSet,
  flashAttnMissing,
  wandbMissing,
];
