/** What a run leaves that can be used: sizes of folders, and the model that a proved export is. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { readHeader } from '../../../checkpoint/safetensors.ts';
import type { Product } from '../../engine.ts';
import type { ExportProof } from './export.ts';

/** The type that most tensors of the first shard have, as its header tells. */
function dtypeOf(folder: string): string | undefined {
  try {
    const shard = readdirSync(folder).find((name) => name.endsWith('.safetensors'));
    const header = shard === undefined ? undefined : readHeader(join(folder, shard));
    return header?.ok === true ? header.tensors[0]?.dtype : undefined;
  } catch {
    return undefined;
  }
}

/** The model of an export, if it is proved whole. */
export function productOf(made: ExportProof): Product | undefined {
  if (!made.complete) return undefined;
  const dtype = dtypeOf(made.path);
  const adapter = existsSync(join(made.path, 'adapter_config.json'));
  return {
    path: made.path,
    kind: adapter ? 'adapter' : 'whole',
    bytes: made.bytes,
    ...(dtype === undefined ? {} : { dtype }),
  };
}
