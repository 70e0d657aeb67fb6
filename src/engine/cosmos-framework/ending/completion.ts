/** Whether success is shown: each part of a good end, and what is missing of it. "Done with training." is none of them. */
import type { StepCount } from '../../../findings/outcome.ts';
import type { ProofLine } from '../../engine.ts';
import { exceptions } from '../../torch/log/evidence.ts';
import type { FrameworkState } from '../log/state.ts';
import type { FrameworkEvidence } from './evidence.ts';

/** The parts of a good end. */
export interface FrameworkCompletion {
  readonly step: StepCount;
  /** Steps of this attempt. */
  readonly made: number;
  readonly reached: boolean;
  readonly clean: boolean;
  readonly ended: boolean;
  readonly saved: 'proved' | 'logged' | 'disabled' | 'missing' | 'broken';
  readonly exported: 'proved' | 'logged' | 'disabled' | 'missing' | 'broken';
  /** It went on from where it was to go on from. */
  readonly begunRight: boolean;
  readonly proofs: readonly ProofLine[];
  readonly missing: readonly string[];
}

/** Torch's agent, a rank or the checkpoint process said that something failed. */
function failedWord(log: FrameworkState): boolean {
  const { seen } = log;
  if (
    seen['child-failed'] ??
    seen['elastic-failed'] ??
    seen.watchdog ??
    seen['save-failed'] ??
    seen['saver-dead'] ??
    seen['export-failed']
  )
    return true;
  return exceptions(log).some((one) => one.rank !== undefined);
}

type Saved = FrameworkCompletion['saved'];

/** By its files where they were looked at, else by what the log says. */
function stateOf(
  wanted: boolean | undefined,
  proof: { readonly present: boolean; readonly complete: boolean } | undefined,
  logged: boolean,
): Saved {
  if (proof?.complete === true) return 'proved';
  if (wanted === false) return 'disabled';
  if (proof !== undefined) return proof.present ? 'broken' : 'missing';
  return logged ? 'logged' : 'missing';
}

const good = (state: Saved) => state === 'proved' || state === 'logged' || state === 'disabled';

/** Judges the end. */
export function judgeEnd(evidence: FrameworkEvidence): FrameworkCompletion {
  const { log, planned, proof, expects, engineExit, resumes } = evidence;
  const last = Math.max(log.steps.last, evidence.events?.last?.step ?? 0);
  const started = log.startedAt ?? 0;
  const made = Math.max(0, last - started);
  const step: StepCount = {
    ...(last === 0 ? {} : { last }),
    ...(planned === undefined ? {} : { planned }),
  };
  const reached = planned === undefined ? log.seen['training-finished'] !== undefined : last >= planned;
  const clean = !failedWord(log);
  const ended = engineExit === undefined ? log.phase === 'ended' : engineExit === 0;
  const looked = proof?.step === last ? proof : undefined;
  const saved = stateOf(expects?.checkpoint, looked?.checkpoint, log.saved?.step === last);
  // Without a config nothing says that an export was wanted but that one was begun.
  const wantsExport = expects?.export ?? log.seen.exporting !== undefined;
  const exported = stateOf(wantsExport, looked?.export, log.exported === last);
  const begunRight = resumes === undefined || log.startedAt === undefined || started > 0;
  const bad = evidence.diverged?.step ?? log.firstNotFinite?.step ?? evidence.events?.firstNotFinite?.step;
  const line = (name: string, ok: boolean, why: string): ProofLine => ({ name, ok, ...(ok ? {} : { why }) });
  const proofs = [
    line(
      'the last step is the planned one',
      reached && planned !== undefined,
      planned === undefined ? 'the plan is not known' : `${last} of ${planned}`,
    ),
    line('this run made steps of its own', made > 0, `it began after step ${started}`),
    line(
      'every worker ended well',
      clean && ended,
      clean
        ? engineExit == null
          ? 'nobody saw torchrun end'
          : `torchrun ended with ${engineExit}`
        : 'a worker failed',
    ),
    line(
      'the checkpoint is complete',
      saved === 'proved',
      saved === 'disabled'
        ? 'checkpointing is off'
        : (looked?.checkpoint.problems[0] ?? 'nothing was looked at'),
    ),
    line(
      'the exported model is whole',
      exported === 'proved',
      exported === 'disabled'
        ? 'checkpoint.hf_export is off'
        : (looked?.export.problems[0] ?? 'nothing was looked at'),
    ),
    line('the loss is finite', bad === undefined, `not from step ${bad} on`),
  ];
  const missing = [
    ...(reached
      ? []
      : [
          planned === undefined
            ? 'the planned number of steps is not known'
            : `step ${planned} was not reached`,
        ]),
    ...(made > 0 ? [] : ['no step was made']),
    ...(clean ? [] : ['a worker failed']),
    ...(ended ? [] : ['torchrun was not seen to end with 0']),
    ...(good(saved)
      ? []
      : [looked?.checkpoint.problems[0] ?? `nothing shows the checkpoint of step ${last}`]),
    ...(good(exported) ? [] : [looked?.export.problems[0] ?? `nothing shows the export of step ${last}`]),
    ...(begunRight ? [] : ['it did not go on from the checkpoint that it was given']),
  ];
  return { step, made, reached, clean, ended, saved, exported, begunRight, proofs, missing };
}
