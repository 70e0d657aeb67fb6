/** Runs a small program to its end and returns what it said; never throws, never waits longer than asked. */
import { spawn } from 'node:child_process';

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

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // Already gone.
  }
}

function firstLine(text: string): string {
  return text.trim().split('\n', 1)[0]?.trim() ?? '';
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1)?.trim() ?? '';
}

/** Starts `program` in its own process group, so that a wrapper's children end with it when time is up. */
export function ask(program: string, args: readonly string[], options: AskOptions): Promise<ProgramAnswer> {
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      cwd: options.cwd,
      env: options.env,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stdout = '';
    let stderr = '';
    const settle = (answer: ProgramAnswer): void => {
      clearTimeout(timer);
      child.removeAllListeners('close');
      child.stdout.destroy();
      child.stderr.destroy();
      child.unref();
      resolve(answer);
    };
    // A driver that hangs leaves its caller unkillable (state D): go on without waiting for the end.
    const timer = setTimeout(() => {
      killGroup(child.pid);
      settle({ kind: 'timed-out', detail: `${program} gave no answer within ${options.timeoutMs / 1000} s` });
    }, options.timeoutMs);
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      if (stdout.length < MAX_OUTPUT) stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      if (stderr.length < MAX_OUTPUT) stderr += text;
    });
    child.on('error', (error) => settle({ kind: 'absent', detail: error.message }));
    child.on('close', (code, signal) => {
      if (code === 0) return settle({ kind: 'answered', stdout, stderr });
      const how = signal === null ? `exit code ${code}` : signal;
      const said = firstLine(stderr) || firstLine(stdout);
      const last = lastLine(stderr) || lastLine(stdout);
      settle({ kind: 'failed', detail: `${program}: ${how}${said === '' ? '' : `: ${said}`}`, last, stdout });
    });
  });
}
