/** What a run of cosmos-framework has made, read again. */
import { ExitCode } from '../../../findings/exit-code.ts';
import { Failure } from '../../../findings/failure.ts';
import type { Weights } from '../../engine.ts';

function notYet(): never {
  throw new Failure(ExitCode.bug, 'runs of cosmos-framework cannot be proved yet', 'use --dry-run');
}

export const WEIGHTS: Weights = { resumeProblem: notYet, exported: notYet };
