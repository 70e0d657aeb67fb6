/** Proof of success from the files of a run, independent of what the engine printed. */
import { join } from 'node:path';
import { namesIn } from '../../../path-status.ts';
import { type ExportProof, readExport } from '../../torch/proof/export.ts';
import { LAYOUT } from '../layout.ts';
import { type CheckpointProof, readSavedStep } from './checkpoint.ts';

/** What the files of one step prove. */
export interface Proof {
  readonly step: number;
  readonly checkpoint: CheckpointProof;
  readonly export: ExportProof;
  /** Half-written or replaced folders of earlier attempts, left by the engine. */
  readonly leftovers: readonly string[];
}

/** What is expected: `ranks` are the saving ranks (world size / dp_replicate_size). */
interface ProofOptions {
  readonly ranks?: number;
  readonly lora?: boolean;
}

function leftovers(outputDir: string): readonly string[] {
  // 0.4.7 utils/model_export.py: staging folders stay after a crash, replaced exports stay for ever.
  const left = /\.(?:incomplete|previous)-[0-9a-f]+$/;
  return ['safetensors', 'checkpoints']
    .flatMap((folder) => namesIn(join(outputDir, folder)).map((name) => join(outputDir, folder, name)))
    .filter((path) => left.test(path))
    .sort();
}

/** Looks at `checkpoints/step_N/policy` and `safetensors/step_N` below the run folder. */
export function readProof(outputDir: string, step: number, options: ProofOptions = {}): Proof {
  return {
    step,
    checkpoint: readSavedStep(outputDir, step, options.ranks),
    export: readExport(LAYOUT.export(outputDir, step), options.lora),
    leftovers: leftovers(outputDir),
  };
}
