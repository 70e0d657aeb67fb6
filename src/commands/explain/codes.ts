/** What an exit code says, which findings and outcomes end with it, and what to do then. */
import { CATALOGUE } from '../../catalogue.ts';
import { codeOfCategory, EXIT_CODES, ExitCode } from '../../findings/exit-code.ts';
import type { FindingKind } from '../../findings/finding.ts';
import { OUTCOMES, type Outcome } from '../../findings/outcome.ts';

/** What to do after an ending with this code. */
const NEXT: Readonly<Record<ExitCode, string>> = {
  [ExitCode.ok]: 'Nothing. The end of a run is proved: `cookbook-run runs show last` names the proofs.',
  [ExitCode.failed]:
    'Read the cause with `cookbook-run runs show last`, or `cookbook-run diagnose LOG` for a run started by hand; mend it, then start again.',
  [ExitCode.usage]:
    'Read the line that begins with `error:`; the --help of the verb shows its flags and examples.',
  [ExitCode.data]:
    'See every fault at once with `cookbook-run data check DATA`; nothing was trained on that data.',
  [ExitCode.input]: 'A file, folder, model or run that was named is not there; the message names it.',
  [ExitCode.host]:
    'See what is missing with `cookbook-run doctor`; `cookbook-run setup` prints what installs an engine.',
  [ExitCode.bug]:
    'Report it with the text that was printed. A run that was started goes on: `cookbook-run runs ls`.',
  [ExitCode.disk]:
    'Make room or name another folder with --output; `cookbook-run estimate --preset PRESET` says how much a run writes.',
  [ExitCode.retry]:
    'Start the same command again later; a run that had begun goes on with `cookbook-run sft --resume last`.',
  [ExitCode.token]:
    'Log in to the hub (`hf auth login`), accept the licence of the model there, and start again.',
  [ExitCode.config]:
    'Nothing was started. Each error names its key and what to type; `cookbook-run check FILE --fix` writes the safe fixes; for a verdict `cookbook-run feasibility` says what can do it instead.',
  [ExitCode.outOfGpuMemory]:
    'Ask `cookbook-run estimate --preset PRESET` for settings that fit, or start with `cookbook-run sft --preset PRESET --fit`.',
  [ExitCode.stalled]:
    'See the last lines with `cookbook-run runs logs last`, mend the cause, and go on with `cookbook-run sft --resume last`. A first step that takes long (a download, a large cache) needs a longer --stall-timeout.',
  [ExitCode.lossNotFinite]:
    'Go back to a checkpoint before it and lower the learning rate; `cookbook-run runs show last` names the step at which it began.',
  [ExitCode.unverified]:
    'Do not use the result before you looked: `cookbook-run runs show last` says which proof is missing and why.',
  [ExitCode.interrupted]: 'Go on with `cookbook-run sft --resume last`.',
  [ExitCode.terminated]: 'Go on with `cookbook-run sft --resume last`.',
};

/** The exit code of an error of this kind. */
export function codeOfKind(kind: FindingKind & { readonly outcome?: Outcome }): ExitCode {
  return kind.outcome === undefined ? codeOfCategory(kind.category) : OUTCOMES[kind.outcome];
}

/** A code as `explain` tells it. */
export interface ExplainedCode {
  readonly code: ExitCode;
  readonly meaning: string;
  readonly outcomes: readonly string[];
  readonly next: string;
  /** Errors of these kinds end with it. */
  readonly findings: readonly string[];
}

/** What the number means; `undefined` for one that is no exit code of ours. */
export function explainedCode(number: number): ExplainedCode | undefined {
  const row = EXIT_CODES.find(([code]) => code === number);
  if (row === undefined) return undefined;
  const [code, meaning] = row;
  const outcomes = Object.entries(OUTCOMES).flatMap(([name, one]) => (one === code ? [name] : []));
  const findings = CATALOGUE.filter((kind) => kind.severity === 'error' && codeOfKind(kind) === code);
  return { code, meaning, outcomes, next: NEXT[code], findings: findings.map(({ id }) => id) };
}
