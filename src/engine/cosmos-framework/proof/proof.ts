/** What the files of a run prove, independent of what the engine printed. */
import { type ExportProof, readExport } from '../../torch/proof/export.ts';
import { LAYOUT } from '../layout.ts';
import { attemptBegan, type IterationProof, latestStep, readIteration } from './iteration.ts';

/** What the files of one step prove. */
export interface FrameworkProof {
  readonly step: number;
  readonly checkpoint: IterationProof;
  /** The step that a restart would go on from. */
  readonly latest?: number;
  readonly export: ExportProof;
}

/** Looks at checkpoint and export of a step. */
export function proofOf(outputDir: string, step: number): FrameworkProof {
  const latest = latestStep(outputDir);
  const began = attemptBegan(outputDir);
  const checkpoint = readIteration(outputDir, step, began);
  const problems = [
    ...(began === undefined
      ? [`${outputDir} has no config.yaml, which the trainer writes at its start`]
      : []),
    ...checkpoint.problems,
    ...(latest === step
      ? []
      : [
          latest === undefined
            ? 'there is no latest_checkpoint.txt'
            : `latest_checkpoint.txt names step ${latest}, not ${step}`,
        ]),
  ];
  return {
    step,
    checkpoint: { ...checkpoint, complete: problems.length === 0, problems },
    ...(latest === undefined ? {} : { latest }),
    export: readExport(LAYOUT.export(outputDir, step), false),
  };
}
