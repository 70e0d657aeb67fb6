/** Whether `checkpoints/iter_N` is whole: four parts, each with the list that torch writes last, and every file on that list. */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { fileBytes } from '../../../file-bytes.ts';
import { statusOf } from '../../../path-status.ts';
import { partProblem } from '../../torch/proof/part.ts';
import { LAYOUT } from '../layout.ts';

/** What the folder shows. */
export interface IterationProof {
  readonly path: string;
  readonly present: boolean;
  readonly complete: boolean;
  readonly problems: readonly string[];
}

const PARTS = ['model', 'optim', 'scheduler', 'trainer'];
const LARGEST_LIST = 256 * 1024 * 1024;
/** Names of files as the pickled list holds them (torch.distributed.checkpoint FileSystemWriter). */
const FILES = /__\d+_\d+\.distcp/g;

function modifiedAt(path: string): number | undefined {
  return statusOf(path)?.mtimeMs;
}

/** The files that the list of a part names, or why there is no list. */
function listOf(part: string): readonly string[] | string {
  const list = join(part, '.metadata');
  try {
    const { size } = statSync(list);
    if (size === 0) return 'its .metadata is empty';
    if (size > LARGEST_LIST) return 'its .metadata is larger than a list can be';
    const bytes = fileBytes(list, LARGEST_LIST);
    return bytes === undefined
      ? 'its .metadata is not a file'
      : [...new Set(bytes.toString('latin1').match(FILES) ?? [])];
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === 'ENOENT'
      ? 'it has no .metadata, which is written last'
      : `its .metadata cannot be read: ${code}`;
  }
}

/** `since`: nothing older belongs to this attempt. */
function problemsOf(folder: string, name: string, since: number | undefined): readonly string[] {
  const part = join(folder, name);
  const files = listOf(part);
  if (typeof files === 'string') return [`${name}: ${files}`];
  if (files.length === 0) return [`${name}: its .metadata names no file`];
  const at = modifiedAt(join(part, '.metadata'));
  if (since !== undefined && at !== undefined && at < since)
    return [`${name}: its .metadata is older than this run`];
  return files.flatMap((file) => {
    const problem = partProblem(join(part, file));
    return problem === undefined ? [] : [`${name}/${file}: ${problem}`];
  });
}

/** Reads the folder of a step. */
export function readIteration(outputDir: string, step: number, since?: number): IterationProof {
  const path = LAYOUT.checkpoint(outputDir, step);
  if (modifiedAt(path) === undefined)
    return { path, present: false, complete: false, problems: [`${path} does not exist`] };
  const problems = PARTS.flatMap((name) => problemsOf(path, name, since));
  return { path, present: true, complete: problems.length === 0, problems };
}

/** The step that `latest_checkpoint.txt` names, which the trainer goes on from; written after a save. */
export function latestStep(outputDir: string): number | undefined {
  try {
    const text =
      fileBytes(join(outputDir, 'checkpoints', 'latest_checkpoint.txt'), 4096)?.toString('utf8') ?? '';
    const step = /^iter_(\d{9})\s*$/.exec(text)?.[1];
    return step === undefined ? undefined : Number(step);
  } catch {
    return undefined;
  }
}

/** When this attempt began: the trainer writes config.yaml anew at its start, by the clock that the checkpoints are written by. */
export function attemptBegan(outputDir: string): number | undefined {
  return modifiedAt(join(outputDir, 'config.yaml'));
}
