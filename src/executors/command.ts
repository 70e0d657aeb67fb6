/** Runs a command of the user's own to its end: a hook, an evaluation. */
import { execa } from 'execa';

/** How it ended. */
export interface CommandEnd {
  /** `null` if it could not be started, took too long or was stopped. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Why there is no code. */
  readonly problem?: string;
}

/** What to run; the environment is ours, plus `env`. */
export interface CommandRequest {
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly input?: string;
  readonly timeoutSeconds: number;
  readonly stop?: AbortSignal;
}

const LARGEST_OUTPUT = 1_000_000;

/** Never throws: every ending is a value. Output beyond a million characters is cut. */
export async function runCommand(request: CommandRequest): Promise<CommandEnd> {
  const [program = '', ...args] = request.argv;
  const env = Object.fromEntries(
    Object.entries(request.env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
  try {
    const result = await execa(program, args, {
      cwd: request.cwd,
      env,
      extendEnv: false,
      reject: false,
      timeout: request.timeoutSeconds * 1000,
      maxBuffer: LARGEST_OUTPUT,
      forceKillAfterDelay: 5000,
      ...(request.input === undefined ? { stdin: 'ignore' as const } : { input: request.input }),
      ...(request.stop === undefined ? {} : { cancelSignal: request.stop }),
    });
    const problem = result.timedOut
      ? `it took longer than ${request.timeoutSeconds} s`
      : result.isCanceled
        ? 'it was stopped'
        : result.exitCode === undefined
          ? (result.shortMessage ?? 'it could not be started').split('\n')[0]
          : undefined;
    return {
      code: problem === undefined ? (result.exitCode ?? null) : null,
      stdout: result.stdout,
      stderr: result.stderr,
      ...(problem === undefined ? {} : { problem }),
    };
  } catch (error) {
    return { code: null, stdout: '', stderr: '', problem: (error as Error).message };
  }
}
