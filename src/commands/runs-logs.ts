/** `runs logs`: the engine's log, of all ranks or one, to its end or while it grows. */
import { setTimeout as sleep } from 'node:timers/promises';
import { adapterOf } from '../engine/registry.ts';
import { ExitCode } from '../findings/exit-code.ts';
import { Failure } from '../findings/failure.ts';
import type { Io } from '../io.ts';
import { jsonText } from '../json/text.ts';
import { findRun, readRecord, runsFolder } from '../run/record.ts';
import { tailOf } from '../run/tail.ts';

interface LogsOptions {
  readonly runsDir?: string;
  readonly follow?: boolean;
  readonly rank?: string;
  readonly json?: boolean;
}

/** One document whose lines are written as they come: a log may be larger than what fits into memory. */
function documentOf(head: object, io: Io): { line(text: string): void; end(): void } {
  const open = jsonText({ schemaVersion: 1, ...head }).replace(/\n\}\n$/, ',\n  "lines": [');
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

/** Prints the log. */
export async function runsLogs(id: string, options: LogsOptions, io: Io): Promise<ExitCode> {
  if (options.rank !== undefined && !/^\d+$/.test(options.rank))
    throw new Failure(ExitCode.usage, `--rank takes a whole number, not \`${options.rank}\``, '--rank 0');
  const rank = options.rank === undefined ? undefined : Number(options.rank);
  const state = findRun(runsFolder(io.cwd, io.env, options.runsDir), id);
  const head = {
    run: state.record.id,
    log: state.files.log,
    ...(rank === undefined ? {} : { rank }),
  };
  const answer =
    options.json === true
      ? documentOf(head, io)
      : { line: (text: string) => io.stdout.write(`${text}\n`), end: () => {} };
  const runtime = await adapterOf(state.record).runtime();
  const reader = runtime.readLines((line) => {
    if (rank === undefined || line.rank === rank) answer.line(line.text);
  });
  const tail = tailOf(state.files.log);
  let stopped = false;
  const release = options.follow === true ? io.onSignal(() => (stopped = true)) : () => {};
  for (;;) {
    // Asked before reading: what was written before the end is read after it was seen.
    const over = options.follow !== true || stopped || readRecord(state.files)?.status !== 'running';
    tail.read((chunk) => reader.push(chunk));
    if (over) break;
    await sleep(300);
  }
  reader.end();
  answer.end();
  release();
  return ExitCode.ok;
}
