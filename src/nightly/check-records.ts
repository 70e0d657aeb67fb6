/** Records of a series that cannot be read: told, and where the open training may hang on one, refused. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ExitCode } from '../findings/exit-code.ts';
import { Failure } from '../findings/failure.ts';
import { readJsonFile } from '../json/read.ts';
import { readNights } from './night-record.ts';
import type { Place } from './series-paths.ts';
import { type Membership, membersOf } from './series-run.ts';

const LARGEST = 64 * 1024 * 1024;

/** Throws Failure 78 if the last night in the folder was one of another series: two of them would share one last-good. */
export function checkFolder(place: Place, series: string): void {
  const owner = readNights(place).at(-1)?.series;
  if (owner === undefined || owner === series) return;
  throw new Failure(
    ExitCode.config,
    `${place.folder} is the folder of the series ${owner}, and this one is ${series}`,
    'give it a folder of its own with `folder` in nightly.toml, or its name back; nothing was started',
  );
}

/**
 * What cannot be read, in words. Throws Failure 78 if the run that cannot be read is the newest: its training may be open, and a
 * night that does not see it would start over from the base model.
 */
export function checkRecords(place: Place, series: string): readonly string[] {
  const newest = membersOf(place, series).at(-1)?.membership.sequence ?? 0;
  const names = existsSync(place.runs) ? readdirSync(place.runs) : [];
  return names.flatMap((name) => {
    const folder = join(place.runs, name);
    const membership = readJsonFile(join(folder, 'nightly.json'), LARGEST);
    const record = readJsonFile(join(folder, 'run.json'), LARGEST);
    const mine = membership.ok ? (membership.value as Partial<Membership> | null) : undefined;
    // A night that was killed between the two files has started nothing yet.
    const begun = existsSync(join(folder, 'engine.log')) && existsSync(join(folder, 'nightly.json'));
    if (!begun || (record.ok && membership.ok)) return [];
    const why = record.ok
      ? `nightly.json: ${membership.ok ? '' : membership.why}`
      : `run.json: ${record.why}`;
    if (!record.ok && mine?.series === series && (mine.sequence ?? 0) > newest)
      throw new Failure(
        ExitCode.config,
        `the newest run of this series, ${name}, cannot be read (${why}), so its training cannot be continued`,
        `restore the file, or give the run up: mv ${folder} ${folder}.lost; nothing was started`,
      );
    return [`the run ${name} is left out, because it cannot be read: ${why}`];
  });
}
