/** What a night has to hand: the outside world, and whether somebody asked it to stop. */
import type { Io } from '../io.ts';

/** Passed to whoever acts in a night. */
export interface Surroundings {
  readonly io: Io;
  /** Set once the person or the system asked this command to stop. */
  readonly stop: AbortSignal;
}
