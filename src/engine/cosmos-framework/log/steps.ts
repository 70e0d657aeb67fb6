/** Puts a step together from the lines that tell of it: losses of its micro-batches, its own line, its gradient and its throughput. */
import type { StepMeasures } from '../../events.ts';
import type { FrameworkNotice } from './notice.ts';

/** What is known of steps, changed in place. */
export interface StepFold {
  /** The highest step that is known to be done. */
  readonly last: number;
  /** Mean of the losses of one iteration's micro-batches. */
  readonly micro?: { readonly iteration: number; readonly sum: number; readonly count: number };
  /** The step whose lines are still coming. */
  readonly open?: StepMeasures;
}

type Mutable = { -readonly [K in keyof StepFold]: StepFold[K] };

const lossOf = ({ micro }: StepFold, step: number): number | undefined =>
  micro?.iteration === step - 1 ? micro.sum / micro.count : undefined;

/** The step whose lines are over, if one was open. */
export function closeStep(fold: StepFold): StepMeasures | undefined {
  const { open } = fold;
  delete (fold as { open?: StepMeasures }).open;
  return open;
}

/** One more line; returns the steps that are complete by it. After the first 50 steps most have no line but their losses and gradient. */
export function foldStep(steps: StepFold, notice: FrameworkNotice): readonly StepMeasures[] {
  const fold = steps as Mutable;
  const finished: StepMeasures[] = [];
  const close = () => {
    const done = closeStep(fold);
    if (done !== undefined) finished.push(done);
  };
  const add = (step: number, measures: Omit<StepMeasures, 'step'>) => {
    if (fold.open !== undefined && fold.open.step !== step) close();
    if (step <= fold.last && fold.open === undefined) return;
    const loss = lossOf(fold, step);
    fold.open = { step, ...fold.open, ...measures, ...(loss === undefined ? {} : { loss }) };
    fold.last = Math.max(fold.last, step);
  };
  switch (notice.kind) {
    case 'micro-loss': {
      const { iteration, loss } = notice;
      const before = fold.micro;
      if (before !== undefined && before.iteration < iteration && fold.last <= before.iteration)
        add(before.iteration + 1, {});
      close();
      fold.micro =
        before?.iteration === iteration
          ? { iteration, sum: before.sum + loss, count: before.count + 1 }
          : { iteration, sum: loss, count: 1 };
      break;
    }
    case 'step': {
      const { loss, seconds, tokensPerSecond } = notice;
      add(notice.step, { loss, seconds, ...(tokensPerSecond === undefined ? {} : { tokensPerSecond }) });
      break;
    }
    case 'grad-norm':
      if (notice.rank === 0) add(notice.step, { gradNorm: notice.norm });
      break;
    case 'throughput':
      if (notice.rank === 0) add(notice.step, { peakMemoryBytes: notice.peakBytes });
      break;
    case 'own-step': {
      const { kind: _kind, step, ...measured } = notice;
      add(step, measured);
      break;
    }
    case 'resuming':
      fold.last = notice.step;
      break;
    case 'validation-loss':
    case 'training-finished':
    case 'stop-seen':
      close();
      break;
    default:
  }
  return finished;
}
