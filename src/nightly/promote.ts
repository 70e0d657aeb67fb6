/** `last-good`: a link to the export of the newest run that passed the gate, replaced in one step. */

import { createHash } from 'node:crypto';
import {
  closeSync,
  fsyncSync,
  lstatSync,
  openSync,
  readdirSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { readAt, readHeader } from '../checkpoint/safetensors.ts';
import { ExitCode } from '../findings/exit-code.ts';
import { Failure } from '../findings/failure.ts';
import { isObject, valueAt } from '../json/object.ts';
import { readJsonFile } from '../json/read.ts';
import type { Place } from './series-paths.ts';

/** Headers of exports are within it, or large enough to differ in it. */
const HEAD = 1024 * 1024;

function sync(path: string): void {
  const file = openSync(path, 'r');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/**
 * Throws Failure 78 if something that is no link of this series lies where `last-good` belongs, or if what it names is gone: then
 * nothing new could be compared with it, which is better known before a night than after it.
 */
export function checkLink(place: Place): void {
  if (lstatSync(place.lastGood, { throwIfNoEntry: false }) === undefined) return;
  const good = lastGood(place);
  if (good !== undefined && statSync(good.path, { throwIfNoEntry: false })?.isDirectory()) return;
  if (good !== undefined)
    throw new Failure(
      ExitCode.config,
      `last-good points to ${good.path}, which is gone: no new model could be compared with it`,
      `restore it, or start anew without a last good model: rm ${place.lastGood}; nothing was started`,
    );
  throw new Failure(
    ExitCode.config,
    `${place.lastGood} is not a link to a run of this series, and is not replaced`,
    'move it away, or choose another `folder`; nothing was started',
  );
}

/** Points `last-good` at an export; readers see the old or the new one, never none. */
export function promote(place: Place, exportFolder: string): void {
  checkLink(place);
  // The engine does not sync: a power failure must not leave the link with half of a model.
  for (const entry of readdirSync(exportFolder, { withFileTypes: true }))
    if (entry.isFile()) sync(join(exportFolder, entry.name));
  sync(exportFolder);
  const draft = `${place.lastGood}.new`;
  rmSync(draft, { force: true });
  // A relative target: the series may be moved or mounted elsewhere.
  symlinkSync(relative(dirname(place.lastGood), exportFolder), draft);
  renameSync(draft, place.lastGood);
  sync(dirname(place.lastGood));
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
  const [run = ''] = relative(place.runs, path).split('/');
  return run === '' || run === '..' ? undefined : { run, path };
}

/** What tells one state of an export from another: its files with size, time, inode and head. Only reads. */
export function exportStamp(exportFolder: string): string {
  const hash = createHash('sha256');
  for (const name of readdirSync(exportFolder).sort()) {
    const path = join(exportFolder, name);
    const found = statSync(path);
    const { size, mtimeMs, ino } = found;
    hash.update(`${name}\0${size}\0${mtimeMs}\0${ino}\0`);
    if (!found.isFile()) continue;
    const file = openSync(path, 'r');
    try {
      hash.update(readAt(file, 0, Math.min(size, HEAD)));
    } finally {
      closeSync(file);
    }
  }
  return hash.digest('hex');
}

const LARGEST_INDEX = 64 * 1024 * 1024;

/** The data types of an export's tensors, sorted; shards are those that its index or the adapter names. */
export function exportDtypes(exportFolder: string): readonly string[] {
  const index = readJsonFile(join(exportFolder, 'model.safetensors.index.json'), LARGEST_INDEX);
  const map = index.ok ? valueAt(index.value, 'weight_map') : undefined;
  const named = isObject(map) ? Object.values(map).filter((one) => typeof one === 'string') : undefined;
  const shards = named === undefined ? ['adapter_model.safetensors'] : [...new Set(named)];
  const found = shards.flatMap((shard) => {
    const header = readHeader(join(exportFolder, shard));
    return header.ok ? header.tensors.map((tensor) => tensor.dtype) : [];
  });
  return [...new Set(found)].sort();
}
