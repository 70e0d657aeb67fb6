/** Whether weights on disk can be begun with: every shard that an index names, each with its tensors to the last byte. */
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { readHeader } from '../../../checkpoint/safetensors.ts';
import { readExport } from './export.ts';

function fileProblem(path: string): string | undefined {
  const header = readHeader(path);
  return header.ok ? undefined : `${path}: ${header.problem}`;
}

/** What is wrong with a folder of safetensors, with or without an index, or with one such file. */
export function modelFilesProblem(path: string): string | undefined {
  if (!statSync(path).isDirectory())
    return path.endsWith('.safetensors') ? fileProblem(path) : 'it is no folder';
  const files = readdirSync(path);
  if (files.includes('model.safetensors.index.json')) return readExport(path, false).problems[0];
  const shards = files.filter((name) => name.endsWith('.safetensors'));
  if (shards.length === 0) return 'it holds no .safetensors file';
  return shards.map((name) => fileProblem(join(path, name))).find((problem) => problem !== undefined);
}
