/** Turns signals to cookbook-run into stop requests, remembering those that came before somebody listened. */
import type { Io } from '../io.ts';
import type { StopRequest } from '../run/supervise.ts';

/** Signals as stop requests, until `release`. */
export interface StopRequests {
  readonly subscribe: (handler: (request: StopRequest) => void) => () => void;
  readonly release: () => void;
}

/** SIGINT stays SIGINT; SIGTERM and SIGHUP (the terminal is gone) are terminations. */
export function stopRequests(io: Io): StopRequests {
  const early: StopRequest[] = [];
  let handler: ((request: StopRequest) => void) | undefined;
  const release = io.onSignal((signal) => {
    const request: StopRequest = { requested: signal === 'SIGINT' ? 'SIGINT' : 'SIGTERM' };
    if (handler === undefined) early.push(request);
    else handler(request);
  });
  return {
    subscribe: (listener) => {
      handler = listener;
      for (const request of early.splice(0)) listener(request);
      return () => {
        handler = undefined;
      };
    },
    release,
  };
}
