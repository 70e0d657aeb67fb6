/** From evidence to an ending. The exit code of the engine alone never decides. */

import { ExitCode } from '../../../findings/exit-code.ts';
import { type Finding, stamp } from '../../../findings/finding.ts';
import { failedSomewhere, OUTCOMES, type Outcome, type StepCount } from '../../../findings/outcome.ts';
import { toSet } from '../../../findings/remedy.ts';
import type { Ending } from '../../engine.ts';
import { type JudgedEnding, lineOf } from '../../torch/ending/judged.ts';
import * as kinds from '../../torch/ending/kinds.ts';
import { windowAt } from '../../torch/log/context.ts';
import { causeChain, exceptions, failingRank, hardStop } from '../../torch/log/evidence.ts';
import type { OwnSymptom } from '../log/own-symptom.ts';
import { SYMPTOMS } from '../log/symptoms/index.ts';
import { lossNotFinite } from '../log/symptoms/loss.ts';
import { type Completion, completionOf } from './completion.ts';
import type { EndingEvidence } from './evidence.ts';
import * as OWN from './kinds.ts';
import { productsOf } from './products.ts';
import { endingProgress, endingSettings } from './progress.ts';
import { judgeSilent, unverified } from './unexplained-ending.ts';

interface Candidate {
  readonly symptom: OwnSymptom;
  readonly finding: Finding;
}

/** The symptoms that the log showed before a stop from outside, in precedence. */
function candidates(evidence: EndingEvidence): readonly Candidate[] {
  const { log, signalledAfter = Number.POSITIVE_INFINITY } = evidence;
  const stop = hardStop(log)?.line ?? Number.POSITIVE_INFINITY;
  const settings = endingSettings(evidence);
  return SYMPTOMS.flatMap((symptom) => {
    // The request decides how a stop ends, not what the engine says of being asked.
    if (symptom.aside === true || (symptom.stop === true && evidence.stop !== undefined)) return [];
    const draft = symptom.matches(log, settings);
    if (draft === undefined) return [];
    const finding = stamp(symptom, draft);
    const before = lineOf(finding) < stop;
    if (symptom.consequence === true) {
      // torchrun tells of our own signal as of anybody's (seen on two GPUs: a stall would read as an interruption).
      if (lineOf(finding) > signalledAfter) return [];
      if (evidence.stop !== undefined && (!before || stop === Number.POSITIVE_INFINITY)) return [];
    }
    return before || symptom.stop === true ? [{ symptom, finding }] : [];
  });
}

/** The symptom that decides: the first in precedence, unless another one rests on the chain that ended the first rank. */
function primary(evidence: EndingEvidence): Candidate | undefined {
  const found = candidates(evidence);
  const [first] = found;
  if (first === undefined) return undefined;
  const raised = new Set(exceptions(evidence.log).map((one) => one.line));
  const chain = new Set(causeChain(evidence.log).map((one) => one.line));
  const elsewhere = raised.has(lineOf(first.finding)) && !chain.has(lineOf(first.finding));
  if (!elsewhere) return first;
  return found.find(({ symptom, finding }) => symptom.names !== false && chain.has(lineOf(finding))) ?? first;
}

/** A run that reached its last step with nothing said against its workers. */
function judgeComplete(evidence: EndingEvidence, completion: Completion): JudgedEnding {
  const draft = lossNotFinite.matches(evidence.log, endingSettings(evidence));
  if (draft !== undefined) return { outcome: 'loss-not-finite', cause: stamp(lossNotFinite, draft) };
  const loss = evidence.events?.last?.loss;
  const first = evidence.events?.firstNotFinite;
  if (loss !== undefined && first !== undefined && !Number.isFinite(loss)) {
    const message = `The loss is not finite from step ${first.step} on.`;
    const data = { step: first.step, loss: String(first.loss) };
    return {
      outcome: 'loss-not-finite',
      cause: stamp(lossNotFinite, { subject: 'train.optm_lr', message, data }),
    };
  }
  switch (completion.saved) {
    case 'disabled': {
      const draft = {
        subject: 'train.ckpt.enable_checkpoint',
        message: 'The run trained to its last step and saved nothing: checkpointing is off.',
        because:
          'Without train.ckpt.enable_checkpoint the engine writes neither checkpoint nor export (0.4.4 to 0.4.7).',
        remedy: toSet(
          { 'train.ckpt.enable_checkpoint': true },
          'Set {} and run again if the model is wanted',
        ),
      };
      return { outcome: 'unverified', cause: stamp(kinds.NOTHING_SAVED, draft) };
    }
    case 'broken': {
      const problems = [
        ...(evidence.proof?.checkpoint.problems ?? []),
        ...(evidence.proof?.export.problems ?? []),
      ];
      const draft = {
        subject: evidence.proof?.export.path ?? 'train.output_dir',
        message: `The files of the last step are not complete: ${problems[0] ?? 'unknown'}.`,
        because: 'The engine announces a save before it is on disk.',
        help: 'Use the newest complete step, and look at the disk.',
        data: { problems },
      };
      return { outcome: 'unverified', cause: stamp(kinds.PROOF_INCOMPLETE, draft) };
    }
    case 'missing':
      return unverified(completion);
    default:
      return { outcome: 'succeeded' };
  }
}

/** Nothing but the controller or its redis is said to have failed. */
function onlyControllerFailed({ log }: EndingEvidence): boolean {
  const { seen } = log;
  const controller = log.processes.some((one) => one.role === 'controller' && one.rc !== 0);
  return controller || seen['publication-failed'] !== undefined;
}

/** cookbook-run itself has ended the run for its loss. */
function judgeDiverged(evidence: EndingEvidence): JudgedEnding | undefined {
  if (evidence.diverged === undefined) return undefined;
  const { step, what } = evidence.diverged;
  const draft = lossNotFinite.matches(evidence.log, endingSettings(evidence)) ?? {
    subject: 'train.optm_lr',
    message: `The ${what} is not finite from step ${step} on, and cookbook-run ended the run.`,
    data: { step },
  };
  return { outcome: 'loss-not-finite', cause: stamp(lossNotFinite, draft) };
}

function judge(evidence: EndingEvidence, completion: Completion): JudgedEnding {
  const diverged = judgeDiverged(evidence);
  if (diverged !== undefined) return diverged;
  const { reached, clean, ended, saved } = completion;
  const results = saved === 'proved' || saved === 'logged' || saved === 'disabled' || saved === 'broken';
  if (reached && clean && ended && (results || evidence.log.phase === 'ended')) {
    return judgeComplete(evidence, completion);
  }
  const found = primary(evidence);
  // Trained, saved and exported, and then only the controller or redis failed: the files can still prove it.
  if (reached && clean && (saved === 'proved' || saved === 'logged') && onlyControllerFailed(evidence)) {
    const complete = judgeComplete(evidence, completion);
    return complete.outcome === 'succeeded' && saved === 'logged' ? unverified(completion) : complete;
  }
  if (found !== undefined) return { outcome: found.symptom.outcome, cause: found.finding };
  if (reached && clean && ended) return judgeComplete(evidence, completion);
  return judgeSilent(evidence, completion);
}

/** Notes beside the cause: they never change the outcome. */
function remarks(
  evidence: EndingEvidence,
  outcome: Outcome,
  step: StepCount,
  cause: Finding | undefined,
): readonly Finding[] {
  const { log, engineExit, proof } = evidence;
  const notes: Finding[] = [];
  for (const symptom of SYMPTOMS) {
    const beside =
      symptom.aside === true ||
      (symptom.besideSuccess === true && (outcome === 'succeeded' || outcome === 'unverified'));
    const draft =
      beside && symptom.id !== cause?.id ? symptom.matches(log, endingSettings(evidence)) : undefined;
    if (draft !== undefined) notes.push(stamp(symptom, { severity: 'warning', ...draft }));
  }
  const good = outcome === 'succeeded';
  const known = engineExit !== undefined && engineExit !== null;
  const misleads = known && (good ? engineExit !== 0 : engineExit === 0 && outcome !== 'unverified');
  if (misleads) {
    const message = `cosmos-rl exited ${engineExit}, although the run ${good ? 'is' : 'is not'} complete.`;
    notes.push(stamp(kinds.EXIT_MISLEADS, { subject: 'cosmos-rl', message, data: { engineExit } }));
  }
  if (evidence.planned !== undefined && step.planned !== undefined && evidence.planned !== step.planned) {
    const message = `The engine planned ${step.planned} steps, ${evidence.planned} were expected.`;
    notes.push(stamp(OWN.PLAN_DIFFERS, { subject: 'steps', message, data: { expected: evidence.planned } }));
  }
  if (good && step.planned === undefined) {
    const message =
      'The log does not tell how many steps were planned; the controller acknowledged the final checkpoint.';
    notes.push(stamp(OWN.PLAN_UNKNOWN, { subject: 'steps', message }));
  }
  if (proof !== undefined && proof.leftovers.length > 0) {
    const message = `${proof.leftovers.length} half-written or replaced exports were left: ${proof.leftovers[0]}.`;
    notes.push(
      stamp(OWN.LEFTOVERS, {
        subject: proof.leftovers[0] ?? '',
        message,
        data: { paths: proof.leftovers },
      }),
    );
  }
  return notes;
}

/** The code of the outcome; a refused download is missing input of a kind that a token mends. */
function exitCodeFor(outcome: Outcome, cause: Finding | undefined): ExitCode {
  const token = SYMPTOMS.some(({ id, category }) => id === cause?.id && category === 'token');
  return token ? ExitCode.token : OUTCOMES[outcome];
}

/** Judges a run, finished or not, from everything that is known of it. */
export function classify(evidence: EndingEvidence): Ending {
  const step = endingProgress(evidence);
  const completion = completionOf(evidence);
  const { outcome, cause } = judge(evidence, completion);
  const named = typeof cause?.data.rank === 'number' ? cause.data.rank : undefined;
  const rank = failedSomewhere(outcome, evidence.stop !== undefined)
    ? (named ?? failingRank(evidence.log))
    : undefined;
  const window = cause === undefined ? undefined : windowAt(evidence.log.context, lineOf(cause));
  return {
    outcome,
    exitCode: exitCodeFor(outcome, cause),
    step,
    ...(rank === undefined ? {} : { rank }),
    findings: [...(cause === undefined ? [] : [cause]), ...remarks(evidence, outcome, step, cause)],
    ...(window === undefined ? {} : { window }),
    ...productsOf(evidence, completion, step),
  };
}
