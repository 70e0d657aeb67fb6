/** Every check of a host, one file each. */

import type { AnyCheck } from '../../host/check.ts';
import { gpuMemoryInUse } from './gpu-memory-in-use.ts';
import { gpuMemoryTooSmall } from './gpu-memory-too-small.ts';
import { gpuNone } from './gpu-none.ts';
import { gpuTooFew } from './gpu-too-few.ts';
import { nvidiaSmiFailing } from './nvidia-smi-failing.ts';
import { outputDiskTooSmall } from './output-disk-too-small.ts';
import { outputNotWritable } from './output-not-writable.ts';
import { portBusy } from './port-busy.ts';
import { sharedMemorySmall } from './shared-memory-small.ts';

/** The checks of a host, whatever trains on it. */
export const HOST_CHECKS: readonly AnyCheck[] = [
  nvidiaSmiFailing,
  gpuNone,
  gpuTooFew,
  gpuMemoryInUse,
  gpuMemoryTooSmall,
  portBusy,
  outputNotWritable,
  outputDiskTooSmall,
  sharedMemorySmall,
];
