/** Writes the pages of a night and of its series. A full disk takes the pages and not the night. */
import { relative } from 'node:path';
import { shellWord } from '../../findings/shell-word.ts';
import { writeAtomically } from '../../run/files.ts';
import { isDiskError } from '../disk-error.ts';
import { type NightRecord, readNights } from '../night-record.ts';
import type { Spec } from '../series-config.ts';
import type { Place } from '../series-paths.ts';
import { nightPage, seriesPage } from './night-page.ts';
import { htmlPage, markdown } from './page.ts';
import { linkToRun } from './run-report.ts';

/** Nights that a page looks back on. */
const SHOWN = 30;

/** Links to the records of the runs, from the folder `from`. */
function linksOf(night: NightRecord, place: Place, from: string): ReadonlyArray<readonly [string, string]> {
  const runs = night.attempts.flatMap(({ run, record }) =>
    run === null || record === null ? [] : [linkToRun(run, record)],
  );
  const relatively = runs.map(
    ([text, path]) => [text, `${relative(from, path)}${path.endsWith('/') ? '/' : ''}`] as const,
  );
  return [...relatively, ['the series', relative(from, place.series)] as const];
}

/** `nights/ID.md` and `.html`, `latest.md`, and `series.html`. */
export function writePages(spec: Spec, place: Place, night: NightRecord): void {
  const nights = readNights(place).slice(-SHOWN);
  const before = nights.filter((one) => one.night !== night.night);
  const ofNight = nightPage(night, before, linksOf(night, place, place.nights));
  const latest = nightPage(night, before, linksOf(night, place, place.folder));
  const next = `Ask \`cookbook-run nightly status ${shellWord(spec.path)}\`.`;
  const series = seriesPage(spec.file.name, [...before, night], next, (one) => {
    const link = linksOf(one, place, place.folder).findLast(([text]) => text.startsWith('report of '));
    return link === undefined ? undefined : (['report', link[1]] as const);
  });
  const files: ReadonlyArray<readonly [string, string]> = [
    [`${place.nights}/${night.night}.md`, markdown(ofNight)],
    [`${place.nights}/${night.night}.html`, htmlPage(ofNight)],
    [place.latest, markdown(latest)],
    [place.series, htmlPage(series)],
  ];
  for (const [path, text] of files) {
    try {
      writeAtomically(path, text);
    } catch (error) {
      if (!isDiskError(error)) throw error;
    }
  }
}
