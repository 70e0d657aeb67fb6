/** `nightly status FILE` and `nightly prune FILE`: look at a series, and free its disk. */

import { stillLives } from '../executors/process-name.ts';
import { ExitCode } from '../findings/exit-code.ts';
import { Failure } from '../findings/failure.ts';
import type { Io } from '../io.ts';
import { takeAll } from '../nightly/leases.ts';
import { type NightRecord, readNights } from '../nightly/night-record.ts';
import { objectiveNote } from '../nightly/objective.ts';
import { lastGood } from '../nightly/promote.ts';
import { prune, retentionOf } from '../nightly/prune.ts';
import { planResume } from '../nightly/resume.ts';
import { loadSpec } from '../nightly/series-config.ts';
import { placeOf } from '../nightly/series-paths.ts';
import { membersOf, openChain } from '../nightly/series-run.ts';
import { newRunId } from '../plan/id.ts';
import { toText } from '../run/files.ts';

const SHOWN = 10;

/** How a night stands: one that claims to run and whose process is gone is abandoned. */
const standing = (night: NightRecord) =>
  night.status === 'running' && !stillLives(night.supervisor) ? 'abandoned' : night.outcome;

/** Shows the last nights, the last good run and where the next night goes on. Takes no lease and changes nothing. */
export function nightlyStatus(path: string, options: { readonly json?: boolean }, io: Io): ExitCode {
  const spec = loadSpec(path, io.cwd, io.env);
  const place = placeOf(spec);
  const broken: string[] = [];
  const onBroken = (where: string, why: string) => broken.push(`${where}: ${why}`);
  const nights = readNights(place, onBroken);
  const members = membersOf(place, spec.file.name, onBroken);
  const { point, passedOver } = planResume(openChain(members));
  const good = lastGood(place);
  for (const text of broken) io.stderr.write(`skipped ${text}\n`);
  if (options.json === true) {
    io.stdout.write(
      toText({
        schemaVersion: 1,
        series: spec.file.name,
        folder: place.folder,
        nights: nights.map((night) => ({ ...night, outcome: standing(night) })),
        ...(good === undefined ? {} : { lastGood: good }),
        ...(point === undefined ? {} : { resumePoint: point }),
        passedOver,
        objective: members.at(-1)?.membership.objective ?? objectiveNote(false),
      }),
    );
    return ExitCode.ok;
  }
  if (nights.length === 0) io.stderr.write(`no night of ${spec.file.name} in ${place.nights} yet\n`);
  for (const night of nights.slice(-SHOWN))
    io.stdout.write(`${night.startedAt}  ${standing(night).padEnd(17)}  ${night.reason}\n`);
  io.stdout.write(`last good   ${good?.path ?? 'none yet'}\n`);
  io.stdout.write(
    `next night  ${point === undefined ? 'starts from the base model' : `goes on from step ${point.step} of ${point.run}`}\n`,
  );
  return ExitCode.ok;
}

/** Removes the weights that retention lets go; with --dry-run it only lists. */
export function nightlyPrune(
  path: string,
  options: { readonly dryRun?: boolean; readonly json?: boolean },
  io: Io,
): ExitCode {
  const spec = loadSpec(path, io.cwd, io.env);
  const place = placeOf(spec);
  if (options.dryRun === true) {
    const rows = retentionOf(spec, place);
    if (options.json === true) io.stdout.write(toText({ schemaVersion: 1, runs: rows, removed: [] }));
    else
      for (const row of rows)
        io.stdout.write(
          row.kept === undefined
            ? row.paths.map((one) => `would remove ${one}\n`).join('') +
                row.notOurs.map((one) => `keeps ${one}: a file in it is newer than its run\n`).join('')
            : `keeps ${row.run}: ${row.kept}\n`,
        );
    return ExitCode.ok;
  }
  const taken = takeAll(
    [[`the series ${spec.file.name}`, place.lease]],
    newRunId('prune', io.now()),
    io.now(),
  );
  if ('busy' in taken) {
    const { run, process, since } = taken.busy.holder;
    throw new Failure(
      ExitCode.retry,
      `${run} (pid ${process.pid}) has the series since ${since}`,
      'wait for its end; nothing was removed',
    );
  }
  try {
    const { removed, problems } = prune(spec, place);
    for (const problem of problems) io.stderr.write(`${problem}\n`);
    if (options.json === true) io.stdout.write(toText({ schemaVersion: 1, removed }));
    else io.stdout.write(removed.map((one) => `removed ${one}\n`).join(''));
    return problems.length === 0 ? ExitCode.ok : ExitCode.disk;
  } finally {
    taken.release();
  }
}
