/** Reads a log of cosmos-rl into its state, line by line. */
import { FAILURES } from '../../torch/log/failure.ts';
import type { LogLine } from '../../torch/log/lines.ts';
import { observerOf } from '../../torch/log/observe.ts';
import type { Notice, NoticeKind } from './line-event.ts';
import { levelOf, parseNotice } from './parse-line.ts';
import { phaseAfter } from './phase.ts';
import type { LogState } from './state.ts';
import { SYMPTOMS } from './symptoms/index.ts';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

// A rank that trains, validates or saves after a traceback has survived it (utils that log a traceback and go on).
const PROGRESS: ReadonlySet<NoticeKind> = new Set<NoticeKind>([
  'step',
  'epoch',
  'validation-start',
  'controller-ready',
  'config-checked',
  'replica-registered',
  'dataset-size',
]);
const MARKED: ReadonlySet<string> = new Set<string>([
  ...FAILURES,
  'stop-requested',
  'signal-received',
  'agent-signal',
  'native-load-failed',
]);

function roleOf(state: LogState, id: number): 'policy' | 'controller' {
  if (state.policyPids.includes(id)) return 'policy';
  if (id > 1) return 'controller';
  // Up to 0.4.4 the number is an index: the controller is 0 until it has ended, then the policy moves up.
  return id === 1 || state.processes.length > 0 ? 'policy' : 'controller';
}

const added = <T>(list: readonly T[], item: T): readonly T[] =>
  list.includes(item) ? list : [...list, item];

/** Whether a step shows the first loss that is not finite. */
const firstBad = (state: LogState, notice: Notice): boolean =>
  notice.kind === 'step' && !Number.isFinite(notice.loss) && state.firstNotFinite === undefined;

/** What a notice changes beside `seen`. */
function apply(log: LogState, line: LogLine, notice: Notice): void {
  const state = log as Mutable<LogState>;
  const rank = line.rank ?? 0;
  switch (notice.kind) {
    case 'step':
      if (firstBad(state, notice))
        state.firstNotFinite = { step: notice.step, loss: notice.loss, line: line.number };
      break;
    case 'replicas':
      state.replicas = {
        ...state.replicas,
        [notice.role]: { count: notice.count, gpus: notice.gpus, line: line.number },
      };
      break;
    case 'temp-file':
      state.tempFiles = added(state.tempFiles, notice.path);
      break;
    case 'policy-process':
      state.policyPids = added(state.policyPids, notice.pid);
      break;
    case 'process-failed':
    case 'process-completed': {
      const end = {
        id: notice.id,
        rc: notice.rc,
        line: line.number,
        role: notice.role ?? roleOf(state, notice.id),
      };
      state.processes = [...state.processes.slice(-15), end];
      break;
    }
    case 'sample-retry':
      state.retries = { worst: Math.max(state.retries.worst, notice.attempt), of: notice.of };
      break;
    case 'checkpoint-saved': {
      const ranks = state.saved?.step === notice.step ? state.saved.ranks : [];
      state.saved = { step: notice.step, ranks: added(ranks, rank) };
      break;
    }
    case 'group-destroyed':
      state.destroyed = added(state.destroyed, rank);
      break;
    default:
  }
  state.phase = phaseAfter(state.phase, notice);
}

const FIRST_ONLY: ReadonlySet<NoticeKind> = new Set<NoticeKind>(['sample-retry', 'load-retry']);

/** Reads one more logical line into the state, which is changed in place; returns what the line says, if anything. */
export const observe = observerOf<LogState, Notice>({
  parse: parseNotice,
  levelOf,
  apply,
  marks(state, notice) {
    if (MARKED.has(notice.kind) || firstBad(state, notice)) return true;
    if (notice.kind === 'replicas') return notice.role === 'rollout' && notice.count > 0;
    return FIRST_ONLY.has(notice.kind) && state.seen[notice.kind] === undefined;
  },
  survives: PROGRESS,
  overcomes({ retries }, { kind }) {
    // A sample that failed in its last attempt ends the run, whatever steps the loader's lead still gives.
    return (kind === 'step' || kind === 'config-checked') && !(retries.of > 0 && retries.worst >= retries.of);
  },
  clueAsWell: new Set<NoticeKind>(['load-retry', 'watchdog']),
  symptoms: SYMPTOMS,
});
