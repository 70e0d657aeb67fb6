/** The sides of cosmos-framework that a running or ended run needs. */
import { ExitCode } from '../../../findings/exit-code.ts';
import { Failure } from '../../../findings/failure.ts';
import type { Runtime } from '../../engine.ts';

function notYet(): never {
  throw new Failure(ExitCode.bug, 'runs of cosmos-framework cannot be supervised yet', 'use --dry-run');
}

export const RUNTIME: Runtime = {
  follow: notYet,
  readLines: notYet,
  askForCheckpoint: notYet,
  nothingToSave: notYet,
  isStray: () => false,
  disowned: async () => false,
};
