/** `runs logs`: the engine's log, of all ranks and nodes or one, to its end or while it grows. */
import { statSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { adapterOf } from '../engine/registry.ts';
import { ExitCode } from '../findings/exit-code.ts';
import { Failure } from '../findings/failure.ts';
import type { Io, StopSignal } from '../io.ts';
import { jsonAnswer } from '../json/text.ts';
import { codeOfSignal } from '../run/interruption.ts';
import { followNodes } from '../run/log-nodes.ts';
import { findRun, type RunState, readRecord, runsFolder } from '../run/record.ts';
import { tailOf } from '../run/tail.ts';

interface LogsOptions {
  readonly runsDir?: string;
  readonly follow?: boolean;
  readonly rank?: string;
  readonly node?: string;
  readonly json?: boolean;
}

/** One document whose lines are written as they come: a log may be larger than what fits into memory. */
function documentOf(head: object, io: Io): { line(text: string): void; end(): void } {
  const open = jsonAnswer(head).replace(/\n\}\n$/, ',\n  "lines": [');
  let before = open;
  return {
    line(text) {
      io.stdout.write(`${before}\n    ${JSON.stringify(text)}`);
      before = ',';
    },
    end() {
      io.stdout.write(before === open ? `${open}]\n}\n` : '\n  ]\n}\n');
    },
  };
}

/** Bytes that are read at once: what of them nobody has taken yet waits in memory. */
const PIECE = 1 << 20;

/** The node that is asked for. Throws Failure 2 where the run has no such one. */
function nodeAsked(node: string | undefined, { record }: RunState): string | undefined {
  const nodes = record.where?.nodes;
  if (node === undefined || nodes === undefined || nodes.includes(node)) {
    if (node === undefined || record.where?.executor === 'slurm') return node;
    throw new Failure(ExitCode.usage, `run ${record.id} is of one host, and has no node \`${node}\``);
  }
  throw new Failure(
    ExitCode.usage,
    `run ${record.id} has no node \`${node}\``,
    `its nodes are ${nodes.join(', ')}`,
  );
}

/** Prints the log. */
export async function runsLogs(id: string, options: LogsOptions, io: Io): Promise<ExitCode> {
  if (options.rank !== undefined && !/^\d+$/.test(options.rank))
    throw new Failure(ExitCode.usage, `--rank takes a whole number, not \`${options.rank}\``, '--rank 0');
  const rank = options.rank === undefined ? undefined : Number(options.rank);
  const state = findRun(runsFolder(io.cwd, io.env, options.runsDir), id);
  const { files } = state;
  const node = nodeAsked(options.node, state);
  const head = {
    run: state.record.id,
    log: files.log,
    ...(rank === undefined ? {} : { rank }),
    ...(node === undefined ? {} : { node }),
  };
  const answer =
    options.json === true
      ? documentOf(head, io)
      : { line: (text: string) => io.stdout.write(`${text}\n`), end: () => {} };
  const runtime = await adapterOf(state.record).runtime();
  const present = () => statSync(files.log, { throwIfNoEntry: false })?.ino;
  const opened = () => {
    let several: boolean | undefined;
    const named = () => {
      several ??= (readRecord(files)?.where?.nodes?.length ?? 0) > 1;
      return several && options.json !== true && node === undefined;
    };
    const nodes = followNodes(files);
    const reader = runtime.readLines((line) => {
      if (rank !== undefined && line.rank !== rank) return;
      const from = nodes.nodeOf(line.number);
      if (node === undefined || from === node)
        answer.line(from !== undefined && named() ? `${from}: ${line.text}` : line.text);
    });
    const tail = tailOf(files.log);
    return {
      /** Reads all that is there, no faster than somebody takes it. */
      async read() {
        let more = 1;
        while (more > 0 && wanted()) {
          more = tail.read((chunk) => {
            nodes.refresh();
            reader.push(chunk);
          }, PIECE);
          await io.stdout.flushed?.();
        }
      },
      end() {
        reader.end();
        tail.close();
        nodes.close();
      },
    };
  };
  let stopped: StopSignal | undefined;
  const wanted = () => stopped === undefined && io.stdout.closed !== true;
  let log = opened();
  let inode: number | undefined;
  // Only a document has an end to be written; a second signal need not wait for whoever reads it.
  const release =
    options.follow === true && options.json === true
      ? io.onSignal((signal) => {
          stopped = signal;
          release();
        })
      : () => {};
  for (;;) {
    // Asked before reading: what was written before the end is read after it was seen.
    const over = options.follow !== true || !wanted() || readRecord(files)?.status !== 'running';
    await log.read();
    const now = present();
    if (inode !== undefined && now !== undefined && now !== inode) {
      // A job that was begun again writes into a file of its own; what is left of the former one is read first.
      await log.read();
      log.end();
      log = opened();
      await log.read();
    }
    inode = now ?? inode;
    if (over) break;
    await sleep(300);
  }
  log.end();
  answer.end();
  release();
  return stopped === undefined ? ExitCode.ok : codeOfSignal(stopped);
}
