/** `runs rm`: removes records, and the weights that lie in them; never a running run, never what a series holds. */
import { existsSync, lstatSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { bytesOf } from '../disk-use.ts';
import { ExitCode } from '../findings/exit-code.ts';
import { Failure } from '../findings/failure.ts';
import { ask, canAsk, type Io } from '../io.ts';
import { bytesText } from '../report/run-page/html.ts';
import { dropDeadLast } from '../run/last-link.ts';
import { findRun, type RunState, runsFolder } from '../run/record.ts';

export interface RmOptions {
  readonly runsDir?: string;
  readonly yes?: boolean;
}

/** Why this run must stay, or `undefined`. */
function whyNot({
  record,
  standing,
  files,
}: RunState): { readonly why: string; readonly help: string } | undefined {
  if (standing === 'running')
    return { why: `run ${record.id} is running`, help: `cookbook-run runs stop ${record.id}` };
  if (lstatSync(files.folder).isSymbolicLink())
    return { why: `${files.folder} is a link`, help: 'remove what it points to yourself, if it is yours' };
  // A series keeps nights/ beside runs/; which of its runs may go is decided by its retention.
  if (existsSync(join(dirname(dirname(files.folder)), 'nights')))
    return {
      why: `run ${record.id} belongs to a series of nights`,
      help: 'cookbook-run nightly prune SERIES.toml',
    };
  return undefined;
}

async function agreed(question: string, io: Io): Promise<boolean> {
  if (!canAsk(io))
    throw new Failure(ExitCode.usage, `${question} Nobody is there to ask`, 'add --yes; nothing was removed');
  return /^y(es)?$/i.test(await ask(`${question} [y/N] `));
}

/** Removes the runs; all of them are looked at before the first is touched. */
export async function runsRm(ids: readonly string[], options: RmOptions, io: Io): Promise<ExitCode> {
  const folder = runsFolder(io.cwd, io.env, options.runsDir);
  const states = [
    ...new Map(ids.map((id) => findRun(folder, id)).map((state) => [state.record.id, state])).values(),
  ];
  for (const state of states) {
    const reason = whyNot(state);
    if (reason !== undefined)
      throw new Failure(ExitCode.retry, `${reason.why}; nothing was removed`, reason.help);
  }
  const bytes = states.reduce((sum, { files }) => sum + (bytesOf(files.folder) ?? 0), 0);
  const names = states.map(({ record }) => record.id).join(', ');
  if (options.yes !== true && !(await agreed(`Remove ${names} (${bytesText(bytes)})?`, io))) {
    io.stderr.write('nothing was removed\n');
    return ExitCode.ok;
  }
  for (const { files, record } of states) {
    rmSync(files.folder, { recursive: true });
    io.stdout.write(`${record.id}\n`);
  }
  dropDeadLast(folder);
  io.stderr.write(`removed ${states.length} run(s), ${bytesText(bytes)}\n`);
  return ExitCode.ok;
}
