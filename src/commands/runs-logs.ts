/** `runs logs`: the engine's log, of all ranks or one, to its end or while it grows. */
import { setTimeout as sleep } from 'node:timers/promises';
import { adapterOf } from '../engine/registry.ts';
import { ExitCode } from '../findings/exit-code.ts';
import { Failure } from '../findings/failure.ts';
import type { Io } from '../io.ts';
import { findRun, readRecord, runsFolder } from '../run/record.ts';
import { tailOf } from '../run/tail.ts';

interface LogsOptions {
  readonly runsDir?: string;
  readonly follow?: boolean;
  readonly rank?: string;
}

/** Prints the log. */
export async function runsLogs(id: string, options: LogsOptions, io: Io): Promise<ExitCode> {
  if (options.rank !== undefined && !/^\d+$/.test(options.rank))
    throw new Failure(ExitCode.usage, `--rank takes a whole number, not \`${options.rank}\``, '--rank 0');
  const rank = options.rank === undefined ? undefined : Number(options.rank);
  const state = findRun(runsFolder(io.cwd, io.env, options.runsDir), id);
  const runtime = await adapterOf(state.record).runtime();
  const reader = runtime.readLines((line) => {
    if (rank === undefined || line.rank === rank) io.stdout.write(`${line.text}\n`);
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
  release();
  return ExitCode.ok;
}
