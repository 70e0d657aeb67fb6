/** job.json of a run on a cluster: what is asked of the job beside the plan, and which job it became. */
import type { Job } from '../executors/slurm/queue.ts';
import { objectIn } from '../json/object.ts';
import { readText } from '../json/read.ts';
import { jsonAnswer } from '../json/text.ts';
import type { Container } from '../site/container.ts';
import { PRIVATE, type RunFiles, writeAtomically } from './files.ts';

/** What the file holds. */
interface JobFile {
  /** How often the job may be queued again. */
  readonly maxRequeues: number;
  /** What the engine's programs run in. */
  readonly container?: Container;
  /** The kind of GPU as far as it is known: what a later run must have in common to be estimated from this one. */
  readonly gpu?: string;
  /** Set once it was submitted by us; a script that was handed in by hand is known when its job begins. */
  readonly job?: Job;
}

const STANDARD: JobFile = { maxRequeues: 3 };

/** The kind of GPU that a job gets, told by where it asks for it. */
export const gpuOfJob = ({ partition, gres }: { readonly partition?: string; readonly gres?: string }) =>
  `GPU (${gres ?? 'gpu'}) of ${partition ?? 'the standard partition'}`;

/** Reads it; what is missing or broken is as usual. */
export function readJobFile(files: RunFiles): JobFile {
  const text = readText(files.job, 1_000_000);
  return { ...STANDARD, ...(typeof text === 'string' ? (objectIn(text) as Partial<JobFile>) : {}) };
}

/** Writes it. */
export function writeJobFile(files: RunFiles, job: JobFile): void {
  writeAtomically(files.job, jsonAnswer(job), PRIVATE.file);
}
