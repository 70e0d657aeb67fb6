/** What a night does, decided once: `run`, `status` and `--dry-run` say and do the same. Pure. */
import type { ResumePoint } from '../run/newest-whole.ts';
import type { NightlyFile } from './schema.ts';

/** How the newest training of the series stands. */
export type TrainingState =
  | { readonly kind: 'new' }
  | { readonly kind: 'open'; readonly point: ResumePoint }
  | { readonly kind: 'nothing-saved'; readonly run: string }
  | { readonly kind: 'finished'; readonly run: string }
  | { readonly kind: 'spoiled'; readonly run: string; readonly outcome: string };

/** What differs between that training and what would be started now, in words. */
export interface Changes {
  /** Keys of the config. */
  readonly config: readonly string[];
  /** Engine, GPUs, ranks: a checkpoint cannot follow them, a finished training need not. */
  readonly machine: readonly string[];
  /** Since the run that would be continued, and since the training began; absent where the data are the same. */
  readonly data?: string;
  readonly dataSinceStart?: string;
}

/** What else the decision rests on. */
export interface Facts {
  readonly lastGood?: {
    readonly run: string;
    /** It is merged into its model before anything starts from it: an engine reads none. */
    readonly adapter?: boolean;
  };
  /** Steps that the training would have now. */
  readonly plannedSteps?: number;
}

/** What a night does. */
export type Action =
  | { readonly do: 'start'; readonly from: 'base' | 'last-good'; readonly because: string }
  | { readonly do: 'resume'; readonly point: ResumePoint; readonly because: string }
  | { readonly do: 'skip'; readonly because: string }
  | { readonly do: 'refuse'; readonly because: string; readonly help: string };

type Policy = Pick<NightlyFile['on'], 'data_changed' | 'finished' | 'config_changed'>;

const start = (because: string): Action => ({ do: 'start', from: 'base', because });

function open(policy: Policy, point: ResumePoint, changes: Changes, facts: Facts): Action {
  const at = `${point.run} at step ${point.step}`;
  const other = [...changes.config, ...changes.machine];
  if (other.length > 0) {
    if (policy.config_changed === 'restart')
      return start(`${other.join('; ')} (on.config_changed = "restart")`);
    return {
      do: 'refuse',
      because: `the training of ${at} cannot be continued: ${other.join('; ')}`,
      help: 'undo the change, or set `config_changed = "restart"` under [on] to start from the base model; nothing was started',
    };
  }
  if (facts.plannedSteps !== undefined && point.step >= facts.plannedSteps)
    return start(`step ${point.step} is past the ${facts.plannedSteps} steps that the dataset gives now`);
  const whole = `the dataset changed: ${changes.data}`;
  if (changes.data !== undefined && policy.data_changed === 'refuse')
    return {
      do: 'refuse',
      because: `the training of ${at} is not continued, because ${whole}`,
      help: 'undo the change, or set `data_changed = "finish-then-restart"` under [on]; nothing was started',
    };
  if (changes.data !== undefined && policy.data_changed === 'restart')
    return start(`${whole} (on.data_changed = "restart")`);
  if (changes.dataSinceStart !== undefined && policy.data_changed === 'finish-then-restart')
    return {
      do: 'resume',
      point,
      because: `the dataset changed since this training began (${changes.dataSinceStart}): it is finished first, then a new one starts (on.data_changed = "finish-then-restart")`,
    };
  const because =
    changes.data === undefined ? 'its training is not finished' : `${whole} (on.data_changed = "continue")`;
  return { do: 'resume', point, because };
}

function finished(policy: Policy, run: string, changes: Changes, facts: Facts): Action {
  if (changes.config.length > 0)
    return start(`the last training is finished, and ${changes.config.join('; ')}`);
  const data = changes.dataSinceStart;
  if (data !== undefined && policy.data_changed === 'refuse')
    return {
      do: 'refuse',
      because: `the training of ${run} is finished and the dataset changed: ${data}`,
      help: 'undo the change, or set `data_changed = "finish-then-restart"` under [on] to train anew; nothing was started',
    };
  if (data !== undefined && policy.data_changed !== 'continue')
    return start(`the last training is finished, and the dataset changed: ${data}`);
  const same =
    data === undefined ? 'neither config nor dataset changed since' : `the dataset changed: ${data}`;
  if (policy.finished === 'skip')
    return {
      do: 'skip',
      because: `the training of ${run} is finished, and ${same} (on.finished = "skip"${data === undefined ? '' : ', on.data_changed = "continue"'})`,
    };
  const grown = data === undefined ? '' : ` and the dataset changed: ${data}`;
  const why = `the last training is finished${grown} (on.finished = "${policy.finished}")`;
  if (policy.finished === 'restart') return start(why);
  if (facts.lastGood === undefined) return start(`${why}, and there is no last good model yet`);
  const { run: good, adapter } = facts.lastGood;
  const merged = adapter === true ? ', whose adapter is merged into its model first' : '';
  return { do: 'start', from: 'last-good', because: `${why}: ${good}${merged}` };
}

/** Decides what a night does. */
export function nextAction(policy: Policy, situation: TrainingState, changes: Changes, facts: Facts): Action {
  switch (situation.kind) {
    case 'new':
      return start('this series has not trained yet');
    case 'nothing-saved':
      return start(`no complete checkpoint is left of ${situation.run}`);
    case 'spoiled':
      return start(`${situation.run} ended ${situation.outcome}, which is not continued`);
    case 'finished':
      return finished(policy, situation.run, changes, facts);
    case 'open':
      return open(policy, situation.point, changes, facts);
  }
}

/** The decision as one sentence. */
export function sentence(action: Action): string {
  switch (action.do) {
    case 'start':
      return `starts from the ${action.from === 'base' ? 'base' : 'last good'} model: ${action.because}`;
    case 'resume':
      return `goes on from step ${action.point.step} of ${action.point.run}: ${action.because}`;
    case 'skip':
      return `trains nothing: ${action.because}`;
    case 'refuse':
      return `refuses to start: ${action.because}`;
  }
}
