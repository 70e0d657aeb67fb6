/** `runs report` and `runs compare`: one self-contained page of a run, or several runs side by side. */
import { spawn } from 'node:child_process';
import { join, resolve } from 'node:path';
import { ENGINES } from '../engine/registry.ts';
import { ExitCode } from '../findings/exit-code.ts';
import { Failure } from '../findings/failure.ts';
import type { Io } from '../io.ts';
import { jsonAnswer, jsonText } from '../json/text.ts';
import type { Axis } from '../report/run-page/charts.ts';
import { comparisonOf, comparisonPage, comparisonText } from '../report/run-page/compare.ts';
import { runPage } from '../report/run-page/page.ts';
import { pageShell } from '../report/run-page/shell.ts';
import { painter } from '../report/style.ts';
import { artefactsOf } from '../run/artefacts.ts';
import { writePage } from '../run/new-file.ts';
import { findRun, runsFolder } from '../run/record.ts';

interface ReportOptions {
  readonly runsDir?: string;
  readonly html?: string;
  readonly open?: boolean;
  readonly json?: boolean;
}

interface CompareOptions extends ReportOptions {
  readonly x?: Axis;
}

function giveOut(path: string, page: string, open: boolean | undefined, io: Io): void {
  writePage(path, page);
  if (open !== true) return;
  // The desktop's own way; without a desktop the path that is printed is the answer.
  const child = spawn('xdg-open', [path], { stdio: 'ignore', detached: true });
  child.on('error', () => io.stderr.write('nothing here opens a page (xdg-open is missing)\n'));
  child.unref();
}

/** Writes the page of one run; prints where it is. */
export async function runsReport(id: string, options: ReportOptions, io: Io): Promise<ExitCode> {
  const state = findRun(runsFolder(io.cwd, io.env, options.runsDir), id);
  const run = await artefactsOf(state);
  const title = `${state.record.name ?? state.record.id}: ${state.standing}`;
  const path =
    options.html === undefined ? join(state.files.folder, 'report.html') : resolve(io.cwd, options.html);
  giveOut(path, pageShell(title, runPage(run, io.now())), options.open, io);
  const answer = { schemaVersion: 1, run: state.record.id, page: path };
  io.stdout.write(options.json === true ? jsonText(answer) : `${path}\n`);
  return ExitCode.ok;
}

/** Prints several runs side by side; with --html writes the page with their curves overlaid too. */
export async function runsCompare(
  ids: readonly string[],
  options: CompareOptions,
  io: Io,
): Promise<ExitCode> {
  if (ids.length < 2)
    throw new Failure(ExitCode.usage, 'compare needs two runs or more', 'cookbook-run runs compare last RUN');
  const folder = runsFolder(io.cwd, io.env, options.runsDir);
  const runs = await Promise.all(ids.map((id) => artefactsOf(findRun(folder, id))));
  const comparison = comparisonOf(
    runs,
    (key) => ENGINES.some(({ keys }) => keys.all.includes(key)),
    io.now(),
  );
  const path = options.html === undefined ? undefined : resolve(io.cwd, options.html);
  if (path !== undefined) {
    const page = pageShell(
      comparison.names.join(' · '),
      comparisonPage(runs, comparison, options.x ?? 'step'),
    );
    giveOut(path, page, options.open, io);
  }
  if (options.json === true)
    io.stdout.write(jsonAnswer({ ...comparison, ...(path === undefined ? {} : { page: path }) }));
  else if (path !== undefined) io.stdout.write(`${path}\n`);
  else io.stdout.write(comparisonText(comparison, io.stdout.columns, painter(io, io.stdout)));
  return ExitCode.ok;
}
