/** Where cosmos-framework puts what it makes, below `IMAGINAIRE_OUTPUT_ROOT/project/group/name` (utils/config.py, 5eee9ed). */
import { join } from 'node:path';
import { namesIn } from '../../path-status.ts';
import type { OutputLayout } from '../engine.ts';

/** `iter_000000050` for step 50. */
const stepFolder = (step: number): string => `iter_${String(step).padStart(9, '0')}`;

/** Checkpoints of four parts each, and exports for Hugging Face beside them. */
export const LAYOUT: OutputLayout = {
  below: 'train',
  parents: ['checkpoints', 'hf_exports'],
  // A removal that was cut off leaves the longer name (run/keep-checkpoints.ts).
  ours: /^iter_\d{9}(?:\.removed)?$/,
  steps: (outputDir) =>
    namesIn(join(outputDir, 'checkpoints'))
      .flatMap((name) => /^iter_(\d{9})$/.exec(name)?.[1] ?? [])
      .map(Number),
  checkpoint: (outputDir, step) => join(outputDir, 'checkpoints', stepFolder(step)),
  export: (outputDir, step) => join(outputDir, 'hf_exports', stepFolder(step)),
  stepName: stepFolder,
};
