/** `runs rm`: removes records, and the weights that lie in them; never a running run, never what a series holds. */
import { bytesOf } from '../disk-use.ts';
import { ExitCode } from '../findings/exit-code.ts';
import { Failure } from '../findings/failure.ts';
import { askPerson, canAsk, type Io } from '../io.ts';
import { jsonAnswer } from '../json/text.ts';
import { bytesText } from '../report/run-page/html.ts';
import { findRun, runsFolder } from '../run/record.ts';
import { removeRun, whyKept } from '../run/remove.ts';

interface RmOptions {
  readonly runsDir?: string;
  readonly yes?: boolean;
  readonly json?: boolean;
}

async function agreed(question: string, io: Io): Promise<boolean> {
  if (!canAsk(io))
    throw new Failure(ExitCode.usage, `${question} Nobody is there to ask`, 'add --yes; nothing was removed');
  return /^y(es)?$/i.test(await askPerson(`${question} [y/N] `));
}

/** Removes the runs; all of them are looked at before the first is touched. */
export async function runsRm(ids: readonly string[], options: RmOptions, io: Io): Promise<ExitCode> {
  const folder = runsFolder(io.cwd, io.env, options.runsDir);
  const runs = new Map(ids.map((named) => [named, findRun(folder, named)]));
  for (const [named, state] of runs) {
    const kept = whyKept(state, named);
    if (kept !== undefined) throw new Failure(ExitCode.retry, `${kept.why}; nothing was removed`, kept.help);
  }
  const states = [...new Map([...runs.values()].map((state) => [state.record.id, state])).values()];
  const bytes = states.reduce((sum, { files }) => sum + (bytesOf(files.folder) ?? 0), 0);
  const names = states.map(({ record }) => record.id).join(', ');
  const answer = (removed: readonly string[], freed: number): void => {
    if (options.json === true) io.stdout.write(jsonAnswer({ removed, bytes: freed }));
  };
  if (options.yes !== true && !(await agreed(`Remove ${names} (${bytesText(bytes)})?`, io))) {
    io.stderr.write('nothing was removed\n');
    answer([], 0);
    return ExitCode.ok;
  }
  for (const state of states) {
    removeRun(state);
    if (options.json !== true) io.stdout.write(`${state.record.id}\n`);
  }
  io.stderr.write(`removed ${states.length} run(s), ${bytesText(bytes)}\n`);
  answer(
    states.map(({ record }) => record.id),
    bytes,
  );
  return ExitCode.ok;
}
