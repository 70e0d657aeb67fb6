/** Asks a small program and returns what it said; never throws, never waits longer than asked. */
import { runToEnd } from './run-to-end.ts';

/** What came of asking a program. `absent`: it could not be started; `failed`: it ended with another code than 0. */
type ProgramAnswer =
  | { readonly kind: 'answered'; readonly stdout: string; readonly stderr: string }
  | {
      readonly kind: 'absent' | 'failed' | 'timed-out';
      readonly detail: string;
      /** The last line that it said, where one that failed gives its reason at the end. */
      readonly last?: string;
      readonly stdout?: string;
    };

/** Surroundings of the program, and how long to wait for it. */
interface AskOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly timeoutMs: number;
}

/** More than any of the programs we ask prints; a runaway one must not fill the memory. */
const MAX_OUTPUT = 1024 * 1024;

function firstLine(text: string): string {
  return text.trim().split('\n', 1)[0]?.trim() ?? '';
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1)?.trim() ?? '';
}

/** Asks `program` in a process group of its own, so that a wrapper's children end with it when time is up. */
export async function ask(
  program: string,
  args: readonly string[],
  options: AskOptions,
): Promise<ProgramAnswer> {
  const end = await runToEnd(program, args, { ...options, most: MAX_OUTPUT, cut: true, group: true });
  if (end.error !== undefined) return { kind: 'absent', detail: end.error.message };
  if (end.late)
    return { kind: 'timed-out', detail: `${program} gave no answer within ${options.timeoutMs / 1000} s` };
  const [stdout, stderr] = [end.stdout.toString('utf8'), end.stderr.toString('utf8')];
  if (end.code === 0) return { kind: 'answered', stdout, stderr };
  const how = end.problem ?? `exit code ${end.code}`;
  const said = firstLine(stderr) || firstLine(stdout);
  const last = lastLine(stderr) || lastLine(stdout);
  return { kind: 'failed', detail: `${program}: ${how}${said === '' ? '' : `: ${said}`}`, last, stdout };
}
