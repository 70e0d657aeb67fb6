/** What a run of cosmos-framework has made, read again. */
import type { Weights } from '../../engine.ts';
import { readExport } from '../../torch/proof/export.ts';
import { LAYOUT } from '../layout.ts';
import { readIteration } from './iteration.ts';

/** Another number of ranks is no problem: the shards are cut anew when they are loaded (checkpoint/dcp.py, 5eee9ed). */
export const WEIGHTS: Weights = {
  resumeProblem: (outputDir, step) => readIteration(outputDir, step).problems[0],
  exported(outputDir, step, lora) {
    const { path, complete, problems } = readExport(LAYOUT.export(outputDir, step), lora);
    return complete ? { path } : { path, problem: problems[0] ?? 'it is not complete' };
  },
};
