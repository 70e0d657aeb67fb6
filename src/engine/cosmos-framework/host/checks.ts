/** The checks of a host that are about cosmos-framework, in the order of a launch. */
import type { AnyCheck } from '../../../host/check.ts';
import { conversionPythonUnfit } from './checks/conversion.ts';
import { attentionPackageMissing, optimizerPackageMissing } from './checks/kernels.ts';
import { moduleNotImportable, trainerCommitDiffers, trainerCommitUnread } from './checks/module.ts';
import { trainerPackageMissing, wandbBreaksStart } from './checks/packages.ts';
import { trainerLauncherMissing } from './checks/torchrun.ts';

/** All of them. */
export const TRAINER_CHECKS: readonly AnyCheck[] = [
  trainerLauncherMissing,
  moduleNotImportable,
  trainerCommitUnread,
  trainerCommitDiffers,
  trainerPackageMissing,
  wandbBreaksStart,
  optimizerPackageMissing,
  attentionPackageMissing,
  conversionPythonUnfit,
];
