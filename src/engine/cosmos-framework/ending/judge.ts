/** From evidence to an ending. The exit code of torchrun alone never decides. */

import { bytesOf } from '../../../disk-use.ts';
import { type Finding, stamp } from '../../../findings/finding.ts';
import { failedSomewhere, OUTCOMES } from '../../../findings/outcome.ts';
import type { Ending } from '../../engine.ts';
import { endedByUs, type JudgedEnding, lineOf } from '../../torch/ending/judged.ts';
import * as kinds from '../../torch/ending/kinds.ts';
import { windowAt } from '../../torch/log/context.ts';
import { failingRank, hardStop } from '../../torch/log/evidence.ts';
import { isFragment } from '../../torch/log/fragment.ts';
import { productOf } from '../../torch/proof/product.ts';
import type { FrameworkSymptom } from '../log/framework-symptom.ts';
import { samplesSkipped } from '../log/symptoms/dataset.ts';
import { badLoss } from '../log/symptoms/deaths.ts';
import { FRAMEWORK_SYMPTOMS } from '../log/symptoms/index.ts';
import { checkpointProcessDied } from '../log/symptoms/save.ts';
import { type FrameworkCompletion, judgeEnd } from './completion.ts';
import type { FrameworkEvidence } from './evidence.ts';
import { NO_STEP_MADE, NOT_RESUMED, SHARDS_CLAMPED } from './kinds.ts';

function told(symptom: FrameworkSymptom, evidence: FrameworkEvidence): Finding | undefined {
  const draft = symptom.matches(evidence.log, undefined);
  return draft === undefined ? undefined : stamp(symptom, draft);
}

/** The first symptom that stood in the log before a stop from outside. */
function symptomOf(evidence: FrameworkEvidence): JudgedEnding | undefined {
  const { log, signalledAfter = Number.POSITIVE_INFINITY } = evidence;
  const stop = hardStop(log)?.line ?? Number.POSITIVE_INFINITY;
  for (const symptom of FRAMEWORK_SYMPTOMS) {
    // The request decides how a stop ends, not what the engine says of being asked.
    if (symptom === samplesSkipped || (symptom.stop === true && evidence.stop !== undefined)) continue;
    const cause = told(symptom, evidence);
    if (cause === undefined) continue;
    // Our own signal has consequences, from the line on that followed it.
    if (symptom.consequence === true && lineOf(cause) > signalledAfter) continue;
    if (lineOf(cause) >= stop && symptom.stop !== true) continue;
    // Signals of torchrun: SIGINT is Ctrl-C, any other was sent by somebody who ends runs.
    const signal = symptom.stop === true ? cause.data['signal'] : undefined;
    const terminated = signal !== undefined && signal !== 2;
    return { outcome: terminated ? 'terminated' : symptom.outcome, cause };
  }
  return undefined;
}

function unproved(completion: FrameworkCompletion): JudgedEnding {
  const { missing } = completion;
  const draft = {
    subject: 'run',
    message: `The run ended, and its success could not be shown: ${missing.join('; ') || 'nothing says how'}.`,
    because: 'torchrun exits 0 after runs that saved nothing or trained on half of the data (5eee9ed, seen).',
    help: 'Look into the run folder: checkpoints/latest_checkpoint.txt names the last step that was saved whole.',
    data: { missing },
  };
  return { outcome: 'unverified', cause: stamp(kinds.END_NOT_VERIFIED, draft) };
}

/** Every step was made and nothing is said against it. */
function judgeWhole(evidence: FrameworkEvidence, completion: FrameworkCompletion): JudgedEnding {
  const loss = told(badLoss, evidence);
  if (loss !== undefined) return { outcome: 'loss-not-finite', cause: loss };
  const skipped = told(samplesSkipped, evidence);
  const { saved, exported, missing, begunRight } = completion;
  if (!begunRight) return notResumed(evidence);
  const whole = (state: FrameworkCompletion['saved']) => state === 'proved' || state === 'logged';
  if (saved === 'disabled') {
    const draft = {
      subject: 'custom.overrides.ckpt_type',
      message: 'The run trained to its last step and saved nothing: checkpointing is off.',
      because: 'ckpt_type=dummy writes neither checkpoint nor export (5eee9ed).',
      help: 'Take that override away and run again if the model is wanted.',
    };
    return { outcome: 'unverified', cause: stamp(kinds.NOTHING_SAVED, draft) };
  }
  if (!whole(saved) || !(whole(exported) || exported === 'disabled')) {
    const problem = missing[0] ?? 'unknown';
    const lost = saved === 'missing' && evidence.engineExit === 0;
    const draft = {
      subject: evidence.proof?.checkpoint.path ?? 'checkpoints',
      message: lost
        ? `The run ended with 0, and its last checkpoint was never written: ${problem}.`
        : `The files of the last step are not complete: ${problem}.`,
      because:
        'The trainer does not wait for its checkpoint process where that is dead, and ends as if it had saved (checkpoint/dcp.py finalize, 5eee9ed).',
      help: 'Look for the kill: dmesg -T | grep -i "out of memory". Resume from the newest complete checkpoint.',
      data: { problems: missing },
    };
    return { outcome: 'unverified', cause: stamp(kinds.PROOF_INCOMPLETE, draft) };
  }
  return skipped === undefined ? { outcome: 'succeeded' } : { outcome: 'unverified', cause: skipped };
}

function notResumed({ resumes = '' }: FrameworkEvidence): JudgedEnding {
  const draft = {
    subject: 'custom.run.resume',
    message: `The run was to go on from ${resumes}, and began from the start.`,
    because:
      'What the trainer cannot find it begins anew, without a word (checkpoint/dcp.py, 5eee9ed, seen).',
    help: 'See that the checkpoint is there, and start again with sft --resume RUN.',
  };
  return { outcome: 'failed', cause: stamp(NOT_RESUMED, draft) };
}

function judgeSilent(evidence: FrameworkEvidence, completion: FrameworkCompletion): JudgedEnding {
  const { log, engineExit } = evidence;
  const ours = endedByUs(evidence);
  if (ours !== undefined) return ours;
  if (isFragment(log)) {
    const message = 'The file holds no line of a cosmos-framework run.';
    return { outcome: 'unverified', cause: stamp(kinds.LOG_UNKNOWN, { subject: 'log', message }) };
  }
  if (engineExit == null) {
    const message = 'The log stops in the middle, and nothing says that the run ended.';
    return {
      outcome: 'running',
      cause: stamp(kinds.STILL_RUNNING, { subject: 'run', message, data: { phase: log.phase } }),
    };
  }
  if (engineExit === 0) return unproved(completion);
  if (engineExit > 0) {
    const message = `torchrun ended with ${engineExit}, and the log does not say why.`;
    const help = 'Look into the last lines of engine.log, and into dmesg of the host.';
    return {
      outcome: 'failed',
      cause: stamp(kinds.ENGINE_FAILED, { subject: 'torchrun', message, help, data: { engineExit } }),
    };
  }
  const signal = -engineExit;
  const draft = {
    subject: 'torchrun',
    message: `torchrun was ended by signal ${signal}, and the log does not show that its workers ended with it.`,
    because:
      'A signal that it cannot catch leaves workers, checkpoint process and loaders running (5eee9ed, seen).',
    help: 'Look for processes that train on: pgrep -af "torchrun|cosmos3_reasoner"',
    data: { signal },
  };
  const asked = signal === 2 ? 'interrupted' : signal === 15 || signal === 1 ? 'terminated' : 'failed';
  return { outcome: asked, cause: stamp(kinds.LAUNCHER_GONE, draft) };
}

function judge(evidence: FrameworkEvidence, completion: FrameworkCompletion): JudgedEnding {
  const { reached, clean, ended, made, begunRight } = completion;
  const { diverged, stalled, log } = evidence;
  if (diverged !== undefined) {
    const cause =
      told(badLoss, evidence) ??
      stamp(badLoss, {
        subject: 'optimizer.lr',
        message: `The ${diverged.what} is not finite from step ${diverged.step} on, and cookbook-run ended the run.`,
        data: { step: diverged.step },
      });
    return { outcome: 'loss-not-finite', cause };
  }
  if (made > 0 && reached && clean && ended) return judgeWhole(evidence, completion);
  // A save that nobody answers is no fault until the run was ended for it.
  if (stalled !== undefined && log.phase === 'saving') {
    const cause = told(checkpointProcessDied, evidence);
    if (cause !== undefined) return { outcome: 'stalled', cause };
  }
  const found = symptomOf(evidence);
  const waiting = found?.cause?.id === checkpointProcessDied.id && clean;
  if (found !== undefined && !waiting) return found;
  if (made === 0 && clean && ended && log.seen['training-finished'] !== undefined) {
    const draft = {
      subject: 'trainer.max_iter',
      message: `The run made no step: ${log.startedAt ? `it began after step ${log.startedAt}, where it was to end` : 'trainer.max_iter is 0'}.`,
      because: 'The trainer says "Done with training." and exits 0 all the same (5eee9ed, seen).',
      help: 'Raise trainer.max_iter, and scheduler.cycle_lengths with it, to train on.',
    };
    return { outcome: 'unverified', cause: stamp(NO_STEP_MADE, draft) };
  }
  if (!begunRight && ended) return notResumed(evidence);
  return judgeSilent(evidence, completion);
}

function remarks(evidence: FrameworkEvidence, { outcome, cause }: JudgedEnding): readonly Finding[] {
  const notes: Finding[] = [];
  const clamped = evidence.log.seen['shards-clamped']?.first;
  if (clamped !== undefined) {
    const { asked, world } = clamped.notice;
    const message = `The config asks for ${asked} shards, and the run had ${world} GPUs: it used ${world}.`;
    const data = { line: clamped.line, asked, world };
    const subject = 'model.parallelism.data_parallel_shard_degree';
    notes.push(stamp(SHARDS_CLAMPED, { subject, message, help: 'Write -1 for all GPUs.', data }));
  }
  const skipped = cause?.id === samplesSkipped.id ? undefined : told(samplesSkipped, evidence);
  if (skipped !== undefined) notes.push(skipped);
  const { engineExit } = evidence;
  if (engineExit === 0 && outcome !== 'succeeded' && outcome !== 'unverified') {
    const message = 'torchrun exited 0, although the run is not complete.';
    notes.push(stamp(kinds.EXIT_MISLEADS, { subject: 'torchrun', message, data: { engineExit } }));
  }
  return notes;
}

/** Judges a run, finished or not, from everything that is known of it. */
export function judgeRun(evidence: FrameworkEvidence): Ending {
  const completion = judgeEnd(evidence);
  const judged = judge(evidence, completion);
  const { outcome, cause } = judged;
  const { proof } = evidence;
  const rank = failedSomewhere(outcome, evidence.stop !== undefined) ? failingRank(evidence.log) : undefined;
  const window = cause === undefined ? undefined : windowAt(evidence.log.context, lineOf(cause));
  const model = proof === undefined ? undefined : productOf(proof.export);
  const bytes = proof?.checkpoint.complete === true ? bytesOf(proof.checkpoint.path) : undefined;
  return {
    outcome,
    exitCode: OUTCOMES[outcome],
    step: completion.step,
    ...(rank === undefined ? {} : { rank }),
    findings: [...(cause === undefined ? [] : [cause]), ...remarks(evidence, judged)],
    ...(window === undefined ? {} : { window }),
    ...(completion.made > 0 ? { proofs: completion.proofs } : {}),
    ...(model === undefined ? {} : { model }),
    ...(proof?.checkpoint.complete === true
      ? {
          checkpoint: {
            path: proof.checkpoint.path,
            step: proof.step,
            ...(bytes === undefined ? {} : { bytes }),
          },
        }
      : {}),
  };
}
