/** Runs a program to its end and keeps what it said: the one place for that; never throws, since every ending is a value. */
import { spawn } from 'node:child_process';
import { StringDecoder } from 'node:string_decoder';
import { setTimeout as sleep } from 'node:timers/promises';

type Stream = 'stdout' | 'stderr';

/** Surroundings of the program, and what it may take. */
export interface ProgramLimits {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd?: string;
  /** What it reads; without it its stdin is closed. */
  readonly input?: string;
  readonly timeoutMs?: number;
  /** Bytes of stdout that are kept; `cut` where a program that says more goes on, else it is ended. */
  readonly most: number;
  readonly cut?: boolean;
  /** A process group of its own: what it has started ends with it. */
  readonly group?: boolean;
  /** How long it may take between TERM and KILL; without it, it is killed at once. */
  readonly graceMs?: number;
  readonly stop?: AbortSignal;
  /** Hears what it says while it says it. */
  readonly hear?: (text: string, from: Stream) => void;
}

/** How it ended. */
interface ProgramEnd {
  /** `null` if it could not be started, was ended by us or by a signal. */
  readonly code: number | null;
  /** Why there is no code. */
  readonly problem?: string;
  /** Why it could not be started. */
  readonly error?: NodeJS.ErrnoException;
  /** Whether its time was up. */
  readonly late: boolean;
  readonly stdout: Buffer;
  readonly stderr: Buffer;
}

/** Bytes of stderr that are kept: a runaway program must not fill the memory. */
const MOST_COMPLAINTS = 1024 * 1024;
/** What it left in the background may hold its output open for ever, and a hanging driver (state D) a process that was killed. */
const LAST_WORDS_MS = 1000;
const LOOK_MS = 20;
/** Node.js takes a longer time for none. */
const LONGEST_MS = 2 ** 31 - 1;

/** What a command of the user's own, or a Python program of ours, may take: it ends in its own way, and whole. */
export const AS_COMMAND = { most: 1_000_000, cut: true, group: true, graceMs: 5000 } as const;

/** Starts it, and resolves when it has ended. */
export async function runToEnd(
  program: string,
  args: readonly string[],
  { env, cwd, input, timeoutMs, most, cut = false, group = false, graceMs, stop, hear }: ProgramLimits,
): Promise<ProgramEnd> {
  const said = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
  const timers: NodeJS.Timeout[] = [];
  const after = (ms: number, action: () => void) => void timers.push(setTimeout(action, ms));
  let late = false;
  let ended: string | undefined;
  let killed = Promise.resolve();
  const endOf = (code: number | null, problem?: string, error?: NodeJS.ErrnoException): ProgramEnd => ({
    code: problem === undefined ? code : null,
    late,
    stdout: Buffer.concat(said.stdout),
    stderr: Buffer.concat(said.stderr),
    ...(problem === undefined ? {} : { problem }),
    ...(error === undefined ? {} : { error }),
  });
  try {
    const child = spawn(program, args, {
      env,
      detached: group,
      stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
      ...(cwd === undefined ? {} : { cwd }),
    });
    const { stdout, stderr } = child as { stdout: NodeJS.ReadableStream; stderr: NodeJS.ReadableStream };
    const reaches = (signal: NodeJS.Signals | 0): boolean => {
      try {
        return group && child.pid !== undefined ? process.kill(-child.pid, signal) : child.kill(signal);
      } catch {
        return false;
      }
    };
    const gone = async (most: number) => {
      for (let waited = 0; waited < most && reaches(0); waited += LOOK_MS) await sleep(LOOK_MS);
    };
    let giveUp = () => {};
    const kill = async () => {
      if (graceMs !== undefined) {
        reaches('SIGTERM');
        await gone(graceMs);
      }
      reaches('SIGKILL');
      after(LAST_WORDS_MS, giveUp);
      await gone(LAST_WORDS_MS);
    };
    const end = (why: string) => {
      if (ended !== undefined) return;
      ended = why;
      killed = kill();
    };
    const stopped = () => end(`it was stopped (${String(stop?.reason)})`);
    // Not spawn's own timeout, whose timer outlives a program that is not there (Node 20).
    if (timeoutMs !== undefined)
      after(Math.min(timeoutMs, LONGEST_MS), () => {
        late = true;
        end(`it took longer than ${timeoutMs / 1000} s`);
      });
    for (const [from, stream] of [['stdout', stdout] as const, ['stderr', stderr] as const]) {
      const limit = from === 'stdout' ? most : MOST_COMPLAINTS;
      const decoder = new StringDecoder('utf8');
      let size = 0;
      stream.on('data', (chunk: Buffer) => {
        hear?.(decoder.write(chunk), from);
        if (size < limit) said[from].push(chunk);
        else if (from === 'stdout' && !cut) end(`it said more than ${most} bytes`);
        size += chunk.length;
      });
    }
    // It may end without having read all.
    child.stdin?.on('error', () => {});
    child.stdin?.end(input);
    const how = await new Promise<{ code?: number | null; by?: string | null; error?: Error }>((resolve) => {
      giveUp = () => resolve({});
      child.on('error', (error) => resolve({ error }));
      child.on('close', (code, by) => resolve({ code, by }));
      // Once more around the loop: what has arrived while this process was busy is read first.
      child.on('exit', (code, by) => after(LAST_WORDS_MS, () => setImmediate(() => resolve({ code, by }))));
      stop?.addEventListener('abort', stopped);
      if (stop?.aborted === true) stopped();
    });
    stop?.removeEventListener('abort', stopped);
    for (const stream of child.stdio) stream?.destroy();
    child.unref();
    // What was told to end may have ended alone, and left a child that does not listen.
    await killed;
    const { code = null, by = null, error } = how;
    const problem = ended ?? error?.message ?? (by === null ? undefined : `it was ended by ${by}`);
    return endOf(code, problem, error);
  } catch (error) {
    return endOf(null, (error as Error).message, error as Error);
  } finally {
    for (const timer of timers) clearTimeout(timer);
  }
}
