/** Whether cosmos-rl can go on from a checkpoint: it is proved whole, and saved with the same layout of ranks. */
import { readdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { readJsonFile } from '../../json/read.ts';
import { statusOf } from '../../path-status.ts';
import type { Weights } from '../engine.ts';
import { readExport } from '../torch/proof/export.ts';
import { LAYOUT } from './layout.ts';
import { readSavedStep } from './proof/checkpoint.ts';

const LARGEST_CONFIG = 16 * 1024 * 1024;

/** The layout keys that shards depend on (utils/checkpoint.py, one file per rank, 0.4.4 and 0.4.7). */
const SHARDING = ['dp_shard_size', 'dp_replicate_size', 'tp_size', 'pp_size', 'cp_size'];

function layoutProblem(path: string, config: Readonly<Record<string, unknown>>): string | undefined {
  const read = readJsonFile(join(path, 'cosmos_config'), LARGEST_CONFIG);
  if (!read.ok) return `cosmos_config cannot be read: ${read.why}`;
  const saved = (read.value as { policy?: { parallelism?: Record<string, unknown> } } | null)?.policy
    ?.parallelism;
  for (const key of SHARDING) {
    const [was, is] = [saved?.[key], config[`policy.parallelism.${key}`]];
    if (typeof was === 'number' && typeof is === 'number' && was > 0 && is > 0 && was !== is)
      return `it was saved with ${key} ${was}, not ${is}`;
  }
  return undefined;
}

/** A checkpoint that is not there, and the newest one beside it that is. */
export interface MissingResume {
  readonly name: string;
  readonly newest?: string;
}

function isFolder(path: string): boolean {
  return statusOf(path)?.isDirectory() === true;
}

/** Looks for the checkpoint `name`; `undefined` where it is there, or where this disk cannot tell. */
export function missingResume(name: unknown, cwd: string): MissingResume | undefined {
  if (typeof name !== 'string' || !/(^|\/)step_\d+(\/|$)/.test(name)) return undefined;
  try {
    const path = resolve(cwd, name);
    if (isFolder(path)) return undefined;
    const [run = ''] = path.split(/\/step_\d+(?:\/|$)/);
    // Where not even the run's parent is there, the file is for another machine.
    if (!isFolder(dirname(dirname(run)))) return undefined;
    const steps = isFolder(run) ? readdirSync(run) : [];
    const newest = steps
      .flatMap((step) => (/^step_(\d+)$/.test(step) && isFolder(join(run, step, 'policy')) ? [step] : []))
      .sort((a, b) => Number(b.slice(5)) - Number(a.slice(5)))[0];
    return { name, ...(newest === undefined ? {} : { newest: join(run, newest, 'policy') }) };
  } catch {
    return undefined;
  }
}

/** The files of a run, read again. */
export const WEIGHTS: Weights = {
  resumeProblem(outputDir, step, savingRanks, config) {
    const proof = readSavedStep(outputDir, step, savingRanks);
    if (!proof.complete) return proof.problems[0] ?? 'it is not complete';
    return layoutProblem(proof.path, config);
  },
  exported(outputDir, step, lora) {
    const { path, complete, problems } = readExport(LAYOUT.export(outputDir, step), lora);
    return complete ? { path } : { path, problem: problems[0] ?? 'it is not complete' };
  },
};
