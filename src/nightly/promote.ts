/** `last-good`: a link to the export of the newest run that passed the gate, replaced in one step. */
import { readFileSync, readlinkSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { readHeader } from '../engine/safetensors.ts';
import type { Place } from './place.ts';

/** Points `last-good` at an export; readers see the old or the new one, never none. */
export function promote(place: Place, exportFolder: string): void {
  const draft = `${place.lastGood}.${process.pid}.new`;
  rmSync(draft, { force: true });
  // A relative target: the series may be moved or mounted elsewhere.
  symlinkSync(relative(dirname(place.lastGood), exportFolder), draft);
  renameSync(draft, place.lastGood);
}

/** The export that `last-good` names and the id of its run; `undefined` if there is no link of ours. */
export function lastGood(place: Place): { readonly run: string; readonly path: string } | undefined {
  let target: string;
  try {
    target = readlinkSync(place.lastGood);
  } catch {
    return undefined;
  }
  const path = resolve(place.folder, target);
  const [run] = relative(place.runs, path).split('/');
  return run === undefined || run === '' || run === '..' ? undefined : { run, path };
}

/** The data types of an export's tensors, sorted; shards are those that its index or the adapter names. */
export function exportDtypes(exportFolder: string): readonly string[] {
  let shards: readonly string[];
  try {
    const index = JSON.parse(readFileSync(join(exportFolder, 'model.safetensors.index.json'), 'utf8')) as {
      weight_map: Record<string, string>;
    };
    shards = [...new Set(Object.values(index.weight_map))];
  } catch {
    shards = ['adapter_model.safetensors'];
  }
  const found = shards.flatMap((shard) => {
    const header = readHeader(join(exportFolder, shard));
    return header.ok ? header.tensors.map((tensor) => tensor.dtype) : [];
  });
  return [...new Set(found)].sort();
}
