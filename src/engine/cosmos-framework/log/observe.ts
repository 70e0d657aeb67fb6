/** Reads a log of cosmos-framework into its state, line by line. */
import { FAILURES } from '../../torch/log/failure.ts';
import type { LogLine } from '../../torch/log/lines.ts';
import { observerOf } from '../../torch/log/observe.ts';
import type { FrameworkKind, FrameworkNotice } from './notice.ts';
import { frameworkNotice, loggedLevel } from './parse-line.ts';
import { phaseOf } from './phases.ts';
import type { FrameworkState } from './state.ts';
import { foldStep } from './steps.ts';
import { FRAMEWORK_SYMPTOMS } from './symptoms/index.ts';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

const MOST_IDS = 100_000;

function skip(state: Mutable<FrameworkState>, line: LogLine, id: string): void {
  const { ids = new Set<string>(), lines = 0, first } = state.skipped ?? {};
  if (ids.size < MOST_IDS) (ids as Set<string>).add(id);
  state.skipped = {
    ids,
    lines: lines + 1,
    first: first ?? { line: line.number, text: line.text.slice(0, 2000) },
  };
}

function notFinite(state: Mutable<FrameworkState>, line: LogLine, step: number, loss: number): void {
  if (!Number.isFinite(loss)) state.firstNotFinite ??= { step, loss, line: line.number };
}

function apply(log: FrameworkState, line: LogLine, notice: FrameworkNotice): void {
  const state = log as Mutable<FrameworkState>;
  state.finished = foldStep(state.steps, notice);
  switch (notice.kind) {
    case 'dataset':
      state.entries = { ...state.entries, [notice.split]: notice.entries };
      break;
    case 'sample-skipped':
      skip(state, line, notice.id);
      break;
    case 'micro-loss':
      notFinite(state, line, notice.iteration + 1, notice.loss);
      break;
    case 'step':
      notFinite(state, line, notice.step, notice.loss);
      break;
    case 'unstable-loss':
      notFinite(state, line, notice.iteration + 1, notice.loss);
      break;
    case 'started-fresh':
      state.startedAt = 0;
      break;
    case 'resuming':
      state.startedAt = notice.step;
      break;
    case 'checkpoint-saved':
      state.saved = { step: notice.step, path: notice.path };
      break;
    case 'exported':
      state.exported = notice.step;
      break;
    default:
  }
  state.phase = phaseOf(state.phase, notice);
}

const MARKED: ReadonlySet<string> = new Set<string>([
  ...FAILURES,
  'agent-signal',
  'save-failed',
  'saver-dead',
  'export-failed',
  'shards-clamped',
  'stop-seen',
  'stop-unsaved',
  'unstable-loss',
  'waiting-for-save',
] satisfies readonly (FrameworkKind | string)[]);
const BAD_LOSS: ReadonlySet<FrameworkKind> = new Set<FrameworkKind>(['micro-loss', 'step']);

/** Reads one more logical line into the state, which is changed in place; returns what the line says, if anything. */
export const observeLine = observerOf<FrameworkState, FrameworkNotice>({
  parse: frameworkNotice,
  levelOf: loggedLevel,
  apply,
  marks(state, notice) {
    if (MARKED.has(notice.kind)) return true;
    if (notice.kind === 'sample-skipped') return state.skipped === undefined;
    if (notice.kind === 'dataset') return notice.entries === 0;
    return (
      BAD_LOSS.has(notice.kind) &&
      'loss' in notice &&
      !Number.isFinite(notice.loss) &&
      state.firstNotFinite === undefined
    );
  },
  // A worker that raises ends; what the checkpoint process raised is the cause of what the worker says at its next save.
  survives: new Set(),
  overcomes: (_, { kind }) => kind === 'step',
  clueAsWell: new Set<FrameworkKind>(['watchdog', 'launch-failed']),
  symptoms: FRAMEWORK_SYMPTOMS,
});
