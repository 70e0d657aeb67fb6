/** Ctrl-C in a command that only reads: it ends at the next sample, with the right exit code. */
import { ExitCode } from '../findings/exit-code.ts';
import { Failure } from '../findings/failure.ts';
import type { Io } from '../io.ts';

/** The exit code of a verb that only reads, ended by this signal. */
export const codeOfSignal = (signal: NodeJS.Signals): ExitCode =>
  signal === 'SIGINT' ? ExitCode.interrupted : ExitCode.terminated;

/** Watches for signals until `release`. */
interface Interruption {
  /** Throws Failure 130 or 143 if there was a signal. */
  check(): void;
  release(): void;
}

/** Begins to watch; `what` is named in the message, and `end` stops what is under way. */
export function interruption(io: Io, what: string, end: () => void = () => undefined): Interruption {
  let seen: NodeJS.Signals | undefined;
  const release = io.onSignal((signal) => {
    seen ??= signal;
    end();
  });
  return {
    release,
    check() {
      if (seen === undefined) return;
      throw new Failure(
        codeOfSignal(seen),
        `${what} was stopped by ${seen} before its end`,
        'the same command goes on where it was',
      );
    },
  };
}
