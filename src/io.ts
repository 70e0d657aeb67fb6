/** The ports through which the program meets its surroundings: streams, environment, folder, clock, terminal. */
import { fstatSync } from 'node:fs';
import { isatty } from 'node:tty';
import { guarded, type Output, plain } from './plain.ts';
import { closeLostTerminals, Unread } from './terminal.ts';

/** What a stream offers to us: text out, whether a person looks at it, and how wide it is. */
export interface TextStream {
  /** Writes text; what is harmful in it is escaped, unless `as` says that it is a file of the user. */
  write(text: string, as?: Output): void;
  /** Shows a line in place of the last one, on a terminal. */
  status?(line: string): void;
  /** Waits until all is written; false where a device or a disk took none of it or only a part. */
  flushed?(): Promise<boolean>;
  /** Bytes that its reader has not taken yet. */
  readonly waiting?: number;
  /** Its reader has closed it (`| head`): nothing more is taken. */
  readonly closed?: boolean;
  readonly isTTY: boolean;
  readonly columns: number;
}

/** Everything a command may touch besides its arguments. */
export interface Io {
  readonly stdout: TextStream;
  readonly stderr: TextStream;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** Milliseconds since 1970 (wall clock). */
  now(): number;
  /** Milliseconds on a clock that never jumps. */
  monotonic(): number;
  /** Reads all of standard input as UTF-8. */
  readStdin(): Promise<string>;
  /** Reads all of standard input as it is. */
  readStdinBytes(): Promise<Uint8Array>;
  /** Calls `handler` on every signal that asks for an end, until the returned function is called. */
  onSignal(handler: (signal: StopSignal) => void): () => void;
  /** From now on no write waits for a terminal that nobody reads (Ctrl-S, a dead ssh): whoever supervises must go on. */
  supervising?(): void;
}

/**
 * The signals that ask for an end: what people and batch systems send, and what else would end us at once and leave the engine
 * alone. SIGUSR1 is Slurm's word before the time limit; unhandled, it opens Node's debugger. SIGPROF is the profiler's.
 */
export const STOP_SIGNALS = [
  'SIGINT',
  'SIGTERM',
  'SIGHUP',
  'SIGQUIT',
  'SIGUSR1',
  'SIGUSR2',
  'SIGXCPU',
  'SIGALRM',
  'SIGVTALRM',
  'SIGPWR',
  'SIGIO',
  'SIGSTKFLT',
] as const;

export type StopSignal = (typeof STOP_SIGNALS)[number];

/** True for a descriptor that leads to a plain file or to nothing. */
function isDetached(descriptor: number): boolean {
  try {
    const status = fstatSync(descriptor);
    return status.isFile() || (status.isCharacterDevice() && !isatty(descriptor));
  } catch {
    return true;
  }
}

/**
 * Whether a hangup means nothing to us, as nohup asks. Node.js takes back that SIGHUP is ignored, so that only the traces tell:
 * the shell's name of the command, or that none of the three streams leads to a terminal or to another program.
 */
function ignoresHangup(env: Io['env']): boolean {
  return /(^|\/)nohup$/.test(env['_'] ?? '') || [0, 1, 2].every(isDetached);
}

/** Whether somebody watches standard error, so that a line of it may change: a terminal that can, and no automation behind it. */
export function isWatched({ stderr, env }: Pick<Io, 'stderr' | 'env'>): boolean {
  return stderr.isTTY && env['TERM'] !== 'dumb' && env['CI'] === undefined;
}

/** Whether a person can be asked: both ends are a terminal, and no automation stands behind them. */
export function canAsk({ stderr, env }: Pick<Io, 'stderr' | 'env'>): boolean {
  return process.stdin.isTTY === true && stderr.isTTY && env['CI'] === undefined;
}

/** Asks on the terminal; gives the line that was typed, without the spaces around it. */
export async function askPerson(question: string): Promise<string> {
  const { createInterface } = await import('node:readline/promises');
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return (await terminal.question(question)).trim();
  } finally {
    terminal.close();
  }
}

/** Whether to colour what goes to `stream`: NO_COLOR, FORCE_COLOR, TERM=dumb, and whether a person looks. */
export function wantsColour({ env }: Pick<Io, 'env'>, stream: Pick<TextStream, 'isTTY'>): boolean {
  const { NO_COLOR, FORCE_COLOR, TERM } = env;
  if (NO_COLOR !== undefined && NO_COLOR !== '') return false;
  if (FORCE_COLOR !== undefined) return FORCE_COLOR !== '0' && FORCE_COLOR !== 'false';
  return stream.isTTY && TERM !== 'dumb';
}

function textStream(stream: NodeJS.WriteStream, unread: Unread): TextStream {
  // A terminal of no columns (`script` in CI, `docker -t`) is nobody's: a spinner would wrap for ever in it.
  const isTTY = stream.isTTY === true && stream.columns !== 0;
  const colours = wantsColour({ env: process.env }, { isTTY });
  let atLineStart = true;
  let whole = true;
  let closed = false;
  stream.on('error', (error: NodeJS.ErrnoException) => {
    // A reader that closed early (`| head`) has what it wanted.
    if (error.code === 'EPIPE') closed = true;
    else whole = false;
    // Never thrown: a full disk, a quota or a lost terminal behind a stream must not end the supervision of a run.
  });
  return {
    write(text, as = 'lines') {
      stream.write(guarded(text, colours, atLineStart, as));
      if (text !== '') atLineStart = text.endsWith('\n');
    },
    flushed: () => unread.flushed(stream, () => whole),
    status: (line) => void stream.write(`\r\u001b[2K${plain(line)}`),
    get waiting() {
      return stream.writableLength;
    },
    get closed() {
      return closed;
    },
    isTTY,
    get columns() {
      return stream.columns || 80;
    },
  };
}

async function allOfStdin(): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** Whether SIGUSR1 came while nobody was there to stop anything. */
export interface EarlyStop {
  asked: boolean;
}

/** The real surroundings of this process. */
export function nodeIo(early: EarlyStop = { asked: false }): Io {
  const hangupIgnored = ignoresHangup(process.env);
  if (hangupIgnored) process.on('SIGHUP', () => {});
  process.on('exit', closeLostTerminals);
  const unread = new Unread();
  return {
    stdout: textStream(process.stdout, unread),
    stderr: textStream(process.stderr, unread),
    supervising: () => unread.neverWait([process.stdout, process.stderr]),
    env: process.env,
    cwd: process.cwd(),
    now: () => Date.now(),
    monotonic: () => performance.now(),
    readStdin: async () => (await allOfStdin()).toString('utf8'),
    readStdinBytes: allOfStdin,
    onSignal(handler) {
      const heard = STOP_SIGNALS.filter((name) => name !== 'SIGHUP' || !hangupIgnored);
      const hear = (name: StopSignal) => () => {
        early.asked = false;
        unread.asked = true;
        handler(name);
      };
      const listeners = heard.map((name) => [name, hear(name)] as const);
      for (const [name, listener] of listeners) process.on(name, listener);
      // What was asked for while the run was planned counts: Slurm asks once.
      if (early.asked) queueMicrotask(hear('SIGUSR1'));
      return () => {
        for (const [name, listener] of listeners) process.off(name, listener);
      };
    },
  };
}
