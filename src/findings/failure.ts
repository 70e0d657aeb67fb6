/** Expected failures: the person can mend them. Everything else that is thrown is our bug (exit 70). */
import type { ExitCode } from './exit-code.ts';

/** An expected failure with its exit code; `message` says what and why, `help` what to type. */
export class Failure extends Error {
  readonly exitCode: ExitCode;
  readonly help: string | undefined;

  constructor(exitCode: ExitCode, message: string, help?: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'Failure';
    this.exitCode = exitCode;
    this.help = help;
  }
}
