/** Turns signals to cookbook-run into stop requests, remembering those that came before somebody listened. */
import type { StopReason } from '../engine/engine.ts';
import { ExitCode } from '../findings/exit-code.ts';
import type { Outcome } from '../findings/outcome.ts';
import type { Io, StopSignal } from '../io.ts';
import type { StopRequest } from './course.ts';

/** What each signal asks for: one table. Slurm sends SIGUSR1 before the time limit: as a deadline it may be tried again. */
export const REQUESTED: Readonly<Record<StopSignal, StopReason>> = {
  SIGINT: 'SIGINT',
  SIGTERM: 'SIGTERM',
  SIGHUP: 'SIGTERM',
  SIGUSR1: 'SIGUSR1',
  // LSF and others warn with these.
  SIGUSR2: 'SIGUSR1',
  SIGXCPU: 'SIGUSR1',
  SIGQUIT: 'SIGTERM',
  SIGALRM: 'SIGTERM',
  SIGVTALRM: 'SIGTERM',
  SIGPWR: 'SIGTERM',
  SIGIO: 'SIGTERM',
  SIGSTKFLT: 'SIGTERM',
};

/** How a run is called that ended because of a request: the request decides, never what the engine says of being asked. */
export const STOPPED_AS: Readonly<
  Record<StopReason, { readonly outcome: Outcome; readonly exitCode: ExitCode }>
> = {
  SIGINT: { outcome: 'interrupted', exitCode: ExitCode.interrupted },
  SIGTERM: { outcome: 'terminated', exitCode: ExitCode.terminated },
  SIGUSR1: { outcome: 'retryable', exitCode: ExitCode.retry },
  deadline: { outcome: 'retryable', exitCode: ExitCode.retry },
};

/** The end that a stop asks for, whose reason is a signal. */
export const stoppedAs = ({ reason }: AbortSignal) =>
  STOPPED_AS[REQUESTED[reason as StopSignal] ?? 'SIGTERM'];

/** Signals as stop requests, until `release`. */
export interface StopRequests {
  readonly subscribe: (handler: (request: StopRequest) => void) => () => void;
  readonly release: () => void;
}

/** Something other than a signal that may ask for a stop: calls the handler, until the returned function is called. */
export type StopSource = (handler: (request: StopRequest) => void) => () => void;

/** Requests from signals, and from `stops`. */
export function stopRequests(
  io: Pick<Io, 'onSignal' | 'supervising'>,
  stops: StopSource = () => () => {},
): StopRequests {
  io.supervising?.();
  const early: StopRequest[] = [];
  let handler: ((request: StopRequest) => void) | undefined;
  const ask = (request: StopRequest) => {
    if (handler === undefined) early.push(request);
    else handler(request);
  };
  const releaseSignals = io.onSignal((signal) => ask({ requested: REQUESTED[signal] }));
  const releaseStops = stops(ask);
  return {
    subscribe: (listener) => {
      handler = listener;
      for (const request of early.splice(0)) listener(request);
      return () => {
        handler = undefined;
      };
    },
    release: () => {
      releaseSignals();
      releaseStops();
    },
  };
}
