/** Whether success is shown: each part of a good end, and what is missing of it. */
import { exceptions } from '../../torch/log/evidence.ts';
import type { LogState } from '../log/state.ts';
import { hasCapability } from '../versions.ts';
import type { EndingEvidence } from './evidence.ts';
import { endingProgress, endingSettings } from './progress.ts';

/** The parts of a good end. */
export interface Completion {
  /** The last step is the planned one. */
  readonly reached: boolean;
  /** Nothing says that a worker failed. */
  readonly clean: boolean;
  /** Something says that the workers ended well. */
  readonly ended: boolean;
  readonly saved: 'proved' | 'logged' | 'disabled' | 'missing' | 'broken';
  /** What is missing, as short phrases. */
  readonly missing: readonly string[];
}

function workersOf(log: LogState): number {
  const policy = log.replicas.policy;
  return policy === undefined ? Math.max(1, log.ranks.length) : policy.count * policy.gpus;
}

const UNREACHABLE =
  /Connection(?:Refused|Reset)?Error|MaxRetryError|Connection refused|RemoteDisconnected|HTTPConnectionPool/;

/** A worker failure; what only the controller, redis or the launcher suffered does not touch the results. */
function workerFailed(log: LogState): boolean {
  const { seen } = log;
  if (seen['child-failed'] ?? seen['elastic-failed'] ?? seen['unregister-failed'] ?? seen.watchdog)
    return true;
  if (log.processes.some((one) => one.role === 'policy' && one.rc !== 0)) return true;
  // Once every process group is gone the results are on disk: what exit hooks say about a lost controller is noise.
  const over = seen['group-destroyed']?.first.line ?? Number.POSITIVE_INFINITY;
  return exceptions(log).some(
    (one) => one.rank !== undefined && !(one.line > over && UNREACHABLE.test(one.text)),
  );
}

function endedWell(log: LogState, evidence: EndingEvidence): boolean {
  if (log.seen['replica-stopping'] !== undefined) return true;
  if (log.processes.some((one) => one.role === 'policy' && one.rc === 0)) return true;
  const workers = workersOf(log);
  return log.destroyed.length >= workers || (evidence.events?.returned.length ?? 0) >= workers;
}

/** Up to 0.4.0 the export was synchronous and printed before the checkpoint line of the same step. */
function exportedBefore(log: LogState, step: number): boolean {
  const path = log.seen.exporting?.last.notice.path ?? '';
  const old = log.seen.step?.last.notice.lr[''] !== undefined;
  return old && new RegExp(`step_${step}(?:\\.|/|$)`).test(path);
}

function savedState(evidence: EndingEvidence, last: number | undefined): Completion['saved'] {
  const { log, proof } = evidence;
  const settings = endingSettings(evidence);
  if (settings.enableCheckpoint === false && log.saved === undefined) return 'disabled';
  if (proof !== undefined && proof.step === last) {
    // Engines before 0.4.0 wrote no markers: then the files are all that can be counted. A newer one without them has not finished.
    const { engine } = evidence;
    const unmarked = engine !== undefined && !hasCapability(engine, 'checkpointMarkers');
    const { complete, whole, provable } = proof.checkpoint;
    if (proof.export.complete && (complete || (unmarked && whole && !provable))) return 'proved';
    return proof.checkpoint.present || proof.export.present ? 'broken' : 'missing';
  }
  if (last === undefined || log.saved?.step !== last) return 'missing';
  // Only the first data-parallel group saves (utils/checkpoint.py:115-135): fewer lines than workers are possible.
  const saving = workersOf(log) / Math.max(1, log.replicas.policy?.count ?? 1);
  const enough = log.saved.ranks.length >= saving || (settings.dataRanks ?? saving) < saving || saving === 1;
  const exported = log.seen.exported?.last.notice.step === last || exportedBefore(log, last);
  const lost = log.clues['export-failed'] !== undefined || log.clues['disk-full'] !== undefined;
  return exported && enough && !lost ? 'logged' : 'missing';
}

/** Judges the end. */
export function completionOf(evidence: EndingEvidence): Completion {
  const { log } = evidence;
  const { last, planned } = endingProgress(evidence);
  const stopping = log.seen['stop-requested'] ?? log.seen['signal-received'];
  const trained = last !== undefined && last > 0;
  // 0.4.7 prints "Replica … is stopping" only after the final checkpoint: without a stop request that is the planned end.
  const acknowledged =
    planned === undefined && stopping === undefined && log.seen['replica-stopping'] !== undefined;
  const reached = trained && (planned === undefined ? acknowledged : last >= planned);
  const clean = !workerFailed(log);
  const ended = endedWell(log, evidence) || evidence.engineExit === 0;
  const saved = savedState(evidence, last);
  const missing = [
    ...(reached
      ? []
      : [
          planned === undefined
            ? 'the planned number of steps is not known'
            : `step ${planned} was not reached`,
        ]),
    ...(ended ? [] : ['no line says that the workers ended well']),
    ...(saved === 'missing'
      ? [`no line or file shows the checkpoint and the export of step ${last ?? '?'}`]
      : []),
    ...(saved === 'broken' ? [`checkpoint or export of step ${last ?? '?'} is not complete`] : []),
  ];
  return { reached, clean, ended, saved, missing };
}
