/** Takes some samples out of a dataset. */
import { resolve } from 'node:path';
import { Notes } from './finding-collector.ts';
import { LAYOUTS } from './layouts/index.ts';
import type { DatasetRequest } from './request.ts';
import type { Sample } from './sample.ts';

/** A sample with its number, counted from 0 as the engine counts before it shuffles. */
export interface Numbered {
  readonly number: number;
  readonly sample: Sample;
}

/** The samples that `wanted` says yes to, at most `limit`; reads no further than it must. */
export async function pickSamples(
  request: DatasetRequest,
  wanted: (number: number, id: string) => boolean,
  limit: number,
): Promise<{ readonly picked: readonly Numbered[]; readonly seen: number }> {
  const picked: Numbered[] = [];
  let number = 0;
  if (request.root === '') return { picked, seen: 0 };
  const root = resolve(request.cwd, request.root);
  for (const sample of await LAYOUTS[request.layout].read(root, request, new Notes())) {
    if (wanted(number, sample.id)) picked.push({ number, sample });
    number += 1;
    if (picked.length === limit) break;
  }
  return { picked, seen: number };
}
