/** How an ending before any answer is told: to a person, and as the one document that --json promises. */
import type { ExitCode } from '../findings/exit-code.ts';
import { outcomeOf } from '../findings/outcome.ts';
import type { Io } from '../io.ts';
import { jsonAnswer } from '../json/text.ts';

/** An ending before any answer. */
export interface Refusal {
  readonly code: ExitCode;
  readonly message: string;
  readonly help?: string;
  /** True where commander has told it already. */
  readonly told?: boolean;
}

/** Whether the command line asks for one JSON document, readable even where the command line is wrong. */
function wantsJson(argv: readonly string[]): boolean {
  const own = argv.slice(0, argv.includes('--') ? argv.indexOf('--') : argv.length);
  return own.some(
    (word, index) =>
      word === '--json' || word === '--format=json' || (word === 'json' && own[index - 1] === '--format'),
  );
}

/** Tells it and returns its exit code. */
export function refuse({ code, message, help, told }: Refusal, argv: readonly string[], io: Io): ExitCode {
  if (told !== true) io.stderr.write(`error: ${message}\n${help === undefined ? '' : `help: ${help}\n`}`);
  if (wantsJson(argv)) {
    const error = { message, ...(help === undefined ? {} : { help }) };
    io.stdout.write(jsonAnswer({ outcome: outcomeOf(code), exitCode: code, error, findings: [] }));
  }
  return code;
}
