/** Runs a small program to its end and keeps what it said; never throws. */
import { spawn } from 'node:child_process';

/** Surroundings of the program, and what it may take. */
export interface ProgramLimits {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd?: string;
  readonly timeoutMs: number;
  /** Bytes of stdout that are kept; `cut` where a program that says more goes on, else it is ended. */
  readonly most: number;
  readonly cut?: boolean;
  /** A process group of its own, so that a wrapper's children end with it; then nobody waits for its end when time is up. */
  readonly group?: boolean;
  readonly signal?: AbortSignal;
}

/** How it ended: `error` where it could not be started or was aborted. */
export interface ProgramEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly error?: NodeJS.ErrnoException;
  readonly late: boolean;
  readonly stdout: Buffer;
  readonly stderr: Buffer;
}

/** Bytes of stderr that are kept: a runaway program must not fill the memory. */
const MOST_COMPLAINTS = 1024 * 1024;

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // Already gone.
  }
}

/** Starts it, and resolves when it has ended. */
export function runToEnd(
  program: string,
  args: readonly string[],
  { env, cwd, timeoutMs, most, cut = false, group = false, signal }: ProgramLimits,
): Promise<ProgramEnd> {
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      env,
      detached: group,
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(cwd === undefined ? {} : { cwd }),
      ...(signal === undefined ? {} : { signal }),
    });
    const said = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
    const sizes = { stdout: 0, stderr: 0 };
    let late = false;
    const settle = (end: Partial<ProgramEnd>): void => {
      clearTimeout(timer);
      child.removeAllListeners('close');
      child.stdout.destroy();
      child.stderr.destroy();
      child.unref();
      const [stdout, stderr] = [Buffer.concat(said.stdout), Buffer.concat(said.stderr)];
      resolve({ code: null, signal: null, late, stdout, stderr, ...end });
    };
    // Not spawn's own timeout, whose timer outlives a program that is not there (Node 20).
    const timer = setTimeout(() => {
      late = true;
      if (!group) return child.kill('SIGKILL');
      killGroup(child.pid);
      // A driver that hangs leaves its caller unkillable (state D): go on without waiting for the end.
      return settle({});
    }, timeoutMs);
    for (const name of ['stdout', 'stderr'] as const)
      child[name].on('data', (chunk: Buffer) => {
        if (sizes[name] < (name === 'stdout' ? most : MOST_COMPLAINTS)) said[name].push(chunk);
        else if (name === 'stdout' && !cut) child.kill('SIGKILL');
        sizes[name] += chunk.length;
      });
    child.on('error', (error) => settle({ error }));
    child.on('close', (code, ended) => settle({ code, signal: ended }));
  });
}
