/** Runs a command to its end: a hook or an evaluation of the user's own, a Python program of ours. */
import type { Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import { signalAll } from './members.ts';

/** How it ended. */
interface CommandEnd {
  /** `null` if it could not be started, took too long or was stopped. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Why there is no code. */
  readonly problem?: string;
}

/** What to run; the environment is ours, plus `env`. */
interface CommandRequest {
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly input?: string;
  readonly timeoutSeconds: number;
  readonly stop?: AbortSignal;
  /** Hears every whole line of stdout while the command goes on. */
  readonly hear?: (line: string) => void;
}

const LARGEST_OUTPUT = 1_000_000;
const KILL_AFTER_MS = 5000;
const LAST_WORDS_MS = 1000;

/** Whether a process of the group is left. */
function groupLives(pid: number | undefined): boolean {
  if (pid === undefined) return false;
  try {
    return process.kill(-pid, 0);
  } catch {
    return false;
  }
}

function byLine(stream: Readable, hear: (line: string) => void): void {
  const decoder = new StringDecoder('utf8');
  let open = '';
  stream.on('data', (bytes: Buffer) => {
    const lines = (open + decoder.write(bytes)).split('\n');
    open = lines.pop() ?? '';
    for (const line of lines) hear(line);
  });
}

/** Never throws: every ending is a value. Output beyond a million characters is cut. */
export async function runCommand(request: CommandRequest): Promise<CommandEnd> {
  const [program = '', ...args] = request.argv;
  const env = Object.fromEntries(
    Object.entries(request.env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
  const timers: NodeJS.Timeout[] = [];
  const after = (milliseconds: number, action: () => void) => {
    timers.push(setTimeout(action, milliseconds));
  };
  let ended: string | undefined;
  let stopped = () => {};
  try {
    const command = execa(program, args, {
      cwd: request.cwd,
      env,
      extendEnv: false,
      reject: false,
      maxBuffer: LARGEST_OUTPUT,
      // A group of its own: what a shell has started ends with it.
      detached: true,
      ...(request.input === undefined ? { stdin: 'ignore' as const } : { input: request.input }),
    });
    if (request.hear !== undefined) byLine(command.stdout, request.hear);
    const signal = (name: NodeJS.Signals) => {
      if (command.pid !== undefined) signalAll([-command.pid], name);
    };
    const end = (why: string) => {
      ended ??= why;
      signal('SIGTERM');
      after(KILL_AFTER_MS, () => signal('SIGKILL'));
    };
    after(request.timeoutSeconds * 1000, () => end(`it took longer than ${request.timeoutSeconds} s`));
    stopped = () => end(`it was stopped (${String(request.stop?.reason)})`);
    request.stop?.addEventListener('abort', stopped);
    if (request.stop?.aborted === true) stopped();
    // Something that it left in the background may hold its output open for ever.
    command.once('exit', () =>
      after(LAST_WORDS_MS, () => {
        command.stdout.destroy();
        command.stderr.destroy();
      }),
    );
    const result = await command;
    // What was told to end may have ended alone, and left a child that does not listen.
    if (ended !== undefined && groupLives(command.pid)) {
      for (let waited = 0; waited < KILL_AFTER_MS && groupLives(command.pid); waited += 100) await sleep(100);
      signal('SIGKILL');
    }
    const problem =
      ended ??
      (result.exitCode === undefined
        ? (result.shortMessage ?? 'it could not be started').split('\n')[0]
        : undefined);
    return {
      code: problem === undefined ? (result.exitCode ?? null) : null,
      // Neither is there of what could not be started.
      stdout: result.stdout ?? '',
      stderr: result.stderr ?? '',
      ...(problem === undefined ? {} : { problem }),
    };
  } catch (error) {
    return { code: null, stdout: '', stderr: '', problem: (error as Error).message };
  } finally {
    for (const timer of timers) clearTimeout(timer);
    request.stop?.removeEventListener('abort', stopped);
  }
}
