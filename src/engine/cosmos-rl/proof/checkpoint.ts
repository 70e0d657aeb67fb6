/** Whether `checkpoints/step_N/policy` is complete. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { partProblem } from '../../torch/proof/part.ts';

/** What the folder shows; `provable` is false where the engine wrote no markers. */
export interface CheckpointProof {
  readonly path: string;
  readonly present: boolean;
  readonly complete: boolean;
  readonly provable: boolean;
  /** Every file of every saving rank is there, markers aside. */
  readonly whole: boolean;
  readonly ranks: readonly number[];
  readonly problems: readonly string[];
}

function names(path: string): readonly string[] | undefined {
  try {
    return readdirSync(path);
  } catch {
    return undefined;
  }
}

function rankOf(name: string, pattern: RegExp): number | undefined {
  const match = pattern.exec(name)?.[1];
  return match === undefined ? undefined : Number(match);
}

/**
 * Complete is `cosmos_config` and `.rank_R_complete` for every saving rank (utils/checkpoint.py:137-175, 0.4.0 to
 * 0.4.7). Older engines wrote no markers: then only the files can be counted.
 */
export function readSavedStep(outputDir: string, step: number, ranks?: number): CheckpointProof {
  const path = join(outputDir, 'checkpoints', `step_${step}`, 'policy');
  const files = names(path);
  if (files === undefined) {
    return {
      path,
      present: false,
      complete: false,
      provable: true,
      whole: false,
      ranks: [],
      problems: [`${path} does not exist`],
    };
  }
  const marked = files.flatMap((name) => rankOf(name, /^\.rank_(\d+)_complete$/) ?? []);
  const models = files.flatMap((name) => rankOf(name, /^model_rank_(\d+)\.pth$/) ?? []);
  const expected = ranks === undefined ? models : Array.from({ length: ranks }, (_, rank) => rank);
  const problems: string[] = [];
  if (!files.includes('cosmos_config')) problems.push(`${path} has no cosmos_config`);
  if (expected.length === 0) problems.push(`${path} has no model_rank_R.pth`);
  for (const rank of expected) {
    for (const part of ['model', 'optimizer', 'scheduler', 'extra_info']) {
      const name = `${part}_rank_${rank}.pth`;
      if (!files.includes(name)) {
        problems.push(`${name} is missing`);
        continue;
      }
      const problem = partProblem(join(path, name));
      if (problem !== undefined) problems.push(`${name}: ${problem}`);
    }
    if (marked.length > 0 && !marked.includes(rank)) problems.push(`.rank_${rank}_complete is missing`);
  }
  const provable = marked.length > 0;
  const whole = !problems.some((problem) => !problem.startsWith('.rank_'));
  if (!provable && problems.length === 0)
    problems.push('there are no .rank_R_complete markers: it cannot be proved complete');
  return {
    path,
    present: true,
    complete: provable && problems.length === 0,
    provable,
    whole,
    ranks: marked.sort((a, b) => a - b),
    problems,
  };
}
