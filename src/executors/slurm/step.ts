/** One step of a job: a program on a node, started with srun through the script on the node, and what becomes of it. */
import { spawn } from 'node:child_process';
import type { NodeEnd } from '../executor.ts';
import type { LogSource } from './merge.ts';

/** Its output may come a little later than the word that it has ended. */
const LAST_WORDS_MS = 1000;
/** How long a start is tried again that Slurm did not take: for example while the node still ends what ran there before. */
const START_MS = 30_000;
const AGAIN_MS = 2000;
/** What a shell says of a program that was ended by TERM. */
const TERMINATED = 143;
/** What stands for the end of an srun that was killed or is not there. */
const NOT_STARTED = 128;

const NODE_LOST = /Node failure on (\S+)/;
/** The script on the node is there. */
const BEGUN = /^@begun$/m;
/** It has ended everything, with this code. */
const ENDED = /^@ended (\d+)$/m;
/** Slurm has started a task: what it ended with is its own. */
const TASK = /task \d+: (?:Exited|Killed|Terminated|Aborted|Segmentation)/i;

/** A step as its run sees it. */
export interface NodeStep extends LogSource {
  /** The srun that speaks for it; absent between two tries to start it. */
  pid(): number | undefined;
  /** A word to the script on the node. */
  say(word: string): void;
  ended?: NodeEnd;
}

/** How srun is called. */
interface StepCommand {
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
}

/** Who is told. */
interface StepListener {
  output(bytes: Buffer): void;
  /** Slurm did not start it, and it is tried again. */
  refused(why: string): void;
  ended(end: NodeEnd): void;
}

/** What of srun's words is Slurm's own: the last line that is not the script's. */
const lastWord = (words: string): string | undefined =>
  words
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.startsWith('@'))
    .at(-1)
    ?.trim();

/** Starts it. Slurm may refuse a start for a moment (an earlier attempt is still being ended on the node): that is no end of the program. */
export function startStep(from: LogSource, command: StepCommand, listener: StepListener): NodeStep {
  const until = performance.now() + START_MS;
  let again: NodeJS.Timeout | undefined;
  let running: { readonly pid: number | undefined; write(text: string): void } | undefined;
  const end = (code: number, words: string, lost: boolean) => {
    if (step.ended !== undefined) return;
    const said = lastWord(words);
    step.ended = {
      ...from,
      code,
      at: Date.now(),
      ...(lost ? { lost: true } : {}),
      ...(said === undefined ? {} : { said }),
      ...(lost || BEGUN.test(words) || TASK.test(words) ? {} : { unstarted: true }),
    };
    listener.ended(step.ended);
  };
  const step: NodeStep = {
    ...from,
    pid: () => running?.pid,
    say(word) {
      running?.write(`${word}\n`);
      if (again === undefined || !/^(stop|kill)$/.test(word)) return;
      clearTimeout(again);
      again = undefined;
      end(TERMINATED, '', false);
    },
  };
  const start = () => {
    again = undefined;
    // Slurm ends it with the job; until then signals to us are ours to pass on.
    const srun = spawn('srun', command.argv, { cwd: command.cwd, env: command.env, detached: true });
    let words = '';
    let lost = false;
    running = { pid: srun.pid, write: (text) => void srun.stdin.write(text) };
    srun.stdout.on('data', (bytes: Buffer) => listener.output(bytes));
    srun.stderr.on('data', (bytes: Buffer) => {
      // Its first word is kept, whatever comes after it.
      words = (BEGUN.test(words) ? '@begun\n' : '') + (words + bytes.toString('utf8')).slice(-4096);
      if (NODE_LOST.exec(words)?.[1] === from.node) lost = true;
      const told = ENDED.exec(words)?.[1];
      if (told !== undefined) setTimeout(() => end(Number(told), words, lost), LAST_WORDS_MS).unref();
    });
    // It may have ended before it was told.
    srun.stdin.on('error', () => {});
    srun.on('error', ({ message }) => {
      words = message;
    });
    srun.on('close', (exitCode) => {
      const code = exitCode === null || exitCode < 0 ? NOT_STARTED : exitCode;
      running = undefined;
      const refused = !lost && !BEGUN.test(words) && !TASK.test(words);
      if (!refused || performance.now() > until) return end(code, words, lost);
      listener.refused(lastWord(words) ?? `srun ended with ${code}`);
      again = setTimeout(start, AGAIN_MS);
    });
  };
  start();
  return step;
}
