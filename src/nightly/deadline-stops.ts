/** A deadline as somebody who asks for a stop. */
import type { Io } from '../io.ts';
import type { StopSource } from '../run/stop-requests.ts';
import { type Deadline, millisecondsLeft } from './deadline.ts';

/** Calls for a stop when only the reserve is left. */
export function deadlineStops(deadline: Deadline | undefined, reserve: number, io: Io): StopSource {
  return (handler) => {
    if (deadline === undefined) return () => {};
    const timer = setInterval(() => {
      if (millisecondsLeft(deadline, io) > reserve * 1000) return;
      clearInterval(timer);
      handler({ requested: 'deadline' });
    }, 200);
    return () => clearInterval(timer);
  };
}
