/** Where the GPU leases of a series lie. */
import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { hostLeaseFolder } from '../run/gpu-leases.ts';
import type { Spec } from './series-config.ts';

/** The folder that the series names, else the one of this host. Throws Failure 69 if that is no folder. */
export function gpuLeaseFolder(spec: Spec): string {
  const given = spec.file.gpu_leases;
  if (given === undefined) return hostLeaseFolder('name another folder with `gpu_leases` in nightly.toml');
  const folder = resolve(spec.base, given);
  mkdirSync(folder, { recursive: true });
  return folder;
}
