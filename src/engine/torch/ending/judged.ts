/** A run whose log names no cause: what cookbook-run itself did to it, or its entry script said. */
import { type Finding, stamp } from '../../../findings/finding.ts';
import type { Outcome } from '../../../findings/outcome.ts';
import type { Observed, StopReason } from '../../engine.ts';
import type { EventSummary } from '../log/script-events.ts';
import * as kinds from './kinds.ts';

/** An outcome and the finding that it rests on. */
export interface JudgedEnding {
  readonly outcome: Outcome;
  readonly cause?: Finding;
}

const STOPPED_AS: Readonly<Record<StopReason, Outcome>> = {
  SIGINT: 'interrupted',
  SIGTERM: 'terminated',
  SIGUSR1: 'retryable',
  deadline: 'retryable',
};

const REFUSED_AS: ReadonlyMap<string, Outcome> = new Map([
  ['CookbookDataError', 'data'],
  ['CookbookConfigError', 'config'],
]);

/** The line of the log that a finding rests on; 0 where it rests on none. */
export const lineOf = (finding: Finding) => (typeof finding.data.line === 'number' ? finding.data.line : 0);

/** What is known beside the engine's own log. */
type OwnEvidence = Pick<Observed, 'stop' | 'stalled'> & { readonly events?: EventSummary };

/** How cookbook-run or the entry script ended the run; `undefined` if neither did. */
export function endedByUs({ stop, stalled, events }: OwnEvidence): JudgedEnding | undefined {
  if (stop !== undefined) {
    const message = `cookbook-run stopped the run: ${stop.requested}.`;
    const help = 'Resume from the last complete checkpoint.';
    return {
      outcome: STOPPED_AS[stop.requested],
      cause: stamp(kinds.STOPPED, { subject: 'run', message, help }),
    };
  }
  if (stalled !== undefined) {
    const message = `Nothing moved for ${Math.round(stalled.seconds)} s (${stalled.phase}).`;
    const help = 'Read the last lines of the log; --stall-timeout sets another limit.';
    return {
      outcome: 'stalled',
      cause: stamp(kinds.STALLED, { subject: stalled.phase, message, help, data: stalled }),
    };
  }
  const failure = events?.failures[0];
  if (failure === undefined) return undefined;
  const message = `The entry script ended with ${failure.error}: ${failure.message}`;
  return {
    outcome: REFUSED_AS.get(failure.error) ?? 'failed',
    cause: stamp(kinds.ENTRY_FAILED, { subject: 'entry script', message, data: { ...failure } }),
  };
}
