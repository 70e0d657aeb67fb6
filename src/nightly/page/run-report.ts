/** The report of a run of a night, beside its record: what the pages of the night lead to. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { runPage } from '../../report/run-page/page.ts';
import { pageShell } from '../../report/run-page/shell.ts';
import { artefactsOf } from '../../run/artefacts.ts';
import { PRIVATE, runFiles, writeAtomically } from '../../run/files.ts';
import { stateOf } from '../../run/record.ts';

const reportIn = (record: string) => join(record, 'report.html');

/** Writes it; without one the night's page leads to the record. Never throws. */
export async function writeRunReport(record: string, now: number): Promise<void> {
  try {
    const state = stateOf(runFiles(record));
    if (state === undefined) return;
    const title = `${state.record.id}: ${state.standing}`;
    writeAtomically(reportIn(record), pageShell(title, runPage(await artefactsOf(state), now)), PRIVATE.file);
  } catch {
    // A report that cannot be written is no reason to fail a night: `runs report` makes it again.
  }
}

/** A link to the report of a run, or to its record where there is none. */
export function linkToRun(run: string, record: string): readonly [text: string, path: string] {
  return existsSync(reportIn(record))
    ? [`report of ${run}`, reportIn(record)]
    : [`record of ${run}`, `${record}/`];
}
