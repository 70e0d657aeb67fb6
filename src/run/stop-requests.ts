/** Turns signals to cookbook-run into stop requests, remembering those that came before somebody listened. */
import type { Io } from '../io.ts';
import type { StopRequest } from './supervise.ts';

/** Signals as stop requests, until `release`. */
export interface StopRequests {
  readonly subscribe: (handler: (request: StopRequest) => void) => () => void;
  readonly release: () => void;
}

/** Something other than a signal that may ask for a stop: calls the handler, until the returned function is called. */
export type StopSource = (handler: (request: StopRequest) => void) => () => void;

/** SIGINT stays SIGINT; SIGTERM and SIGHUP (the terminal is gone) are terminations. */
export function stopRequests(io: Io, stops: StopSource = () => () => {}): StopRequests {
  const early: StopRequest[] = [];
  let handler: ((request: StopRequest) => void) | undefined;
  const ask = (request: StopRequest) => {
    if (handler === undefined) early.push(request);
    else handler(request);
  };
  const releaseSignals = io.onSignal((signal) =>
    ask({ requested: signal === 'SIGINT' ? 'SIGINT' : 'SIGTERM' }),
  );
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
