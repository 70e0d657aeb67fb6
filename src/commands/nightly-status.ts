/** `nightly status FILE` and `nightly prune FILE`: look at a series, and free its disk. */

import { stillLives } from '../executors/process-name.ts';
import { ExitCode } from '../findings/exit-code.ts';
import { Failure } from '../findings/failure.ts';
import type { Io } from '../io.ts';
import { jsonAnswer } from '../json/text.ts';
import { shown } from '../nightly/gate/apply.ts';
import { type NightRecord, readNights } from '../nightly/night-record.ts';
import { objectiveNote } from '../nightly/objective.ts';
import { type Outlook, outlookOf } from '../nightly/outlook.ts';
import { headline, whatToDo } from '../nightly/page/words.ts';
import { lastGood } from '../nightly/promote.ts';
import { prune, retentionOf } from '../nightly/prune.ts';
import { loadSpec } from '../nightly/series-config.ts';
import { placeOf } from '../nightly/series-paths.ts';
import { membersOf } from '../nightly/series-run.ts';
import { standingOf } from '../nightly/situation.ts';
import { newRunId } from '../plan/id.ts';
import { momentText } from '../report/moment.ts';
import { takeAll } from '../run/gpu-leases.ts';

const SHOWN = 5;

/** How a night stands: one that claims to run and whose process is gone is abandoned. */
const standing = (night: NightRecord) =>
  night.status === 'running' && !stillLives(night.supervisor) ? 'abandoned' : night.outcome;

/** What is said of a night that rehearses. */
export const REHEARSES = 'comes first, since this config, data and GPUs have not passed one yet';

/** Codes that rest on files alone: where the next night can start, what the last one said of them is mended. */
const BY_FILES = new Set<number>([ExitCode.data, ExitCode.input, ExitCode.config]);

/** What a person must do before the next night. */
function todo({ help, does }: Outlook, last: NightRecord | undefined): string {
  if (help !== undefined) return help;
  const starts = does !== 'cannot' && does !== 'refuse';
  if (last === undefined || (starts && BY_FILES.has(last.exitCode) && trainedNothing(last))) return 'nothing';
  return whatToDo(last);
}

const trainedNothing = ({ attempts }: NightRecord) => attempts.every((one) => one.run === null);

/** The outlook as it is printed in documents. */
export const toldText = ({ sentence, does, help, pending, rehearses, refusedHere }: Outlook) => ({
  does,
  sentence,
  ...(rehearses === undefined ? {} : { rehearses }),
  ...(help === undefined ? {} : { help }),
  ...(refusedHere === undefined ? {} : { refusedHere }),
  ...(pending === undefined ? {} : { pending }),
});

/** Shows the last nights, the last good run and what the next night does. Takes no lease and changes nothing. */
export async function nightlyStatus(
  path: string,
  options: { readonly json?: boolean },
  io: Io,
): Promise<ExitCode> {
  const spec = loadSpec(path, io.cwd, io.env);
  const place = placeOf(spec);
  const broken: string[] = [];
  const onBroken = (where: string, why: string) => broken.push(`${where}: ${why}`);
  const nights = readNights(place, onBroken);
  const members = membersOf(place, spec.file.name, onBroken);
  const { situation, passedOver } = standingOf(members);
  const good = lastGood(place);
  const outlook = await outlookOf(spec, io);
  for (const text of broken) io.stderr.write(`skipped ${text}\n`);
  const last = nights.at(-1);
  if (options.json === true) {
    io.stdout.write(
      jsonAnswer({
        series: spec.file.name,
        folder: place.folder,
        nights: nights.map((night) => ({ ...night, outcome: standing(night) })),
        ...(last === undefined ? {} : { headline: headline(last), todo: todo(outlook, last) }),
        ...(good === undefined ? {} : { lastGood: good }),
        ...(situation.kind === 'open' ? { resumePoint: situation.point } : {}),
        passedOver,
        next: toldText(outlook),
        objective: members.at(-1)?.membership.objective ?? objectiveNote(false),
      }),
    );
    return ExitCode.ok;
  }
  if (last === undefined) io.stderr.write(`no night of ${spec.file.name} in ${place.nights} yet\n`);
  for (const night of nights.slice(-SHOWN))
    io.stdout.write(
      `${momentText(night.startedAt)}  ${standing(night) === night.outcome ? headline(night) : standing(night)}\n`,
    );
  const loss = last?.attempts.findLast((one) => one.loss !== undefined)?.loss;
  const number = (value: number | undefined) => (value === undefined ? '?' : shown(value));
  const lines: ReadonlyArray<readonly [string, string | undefined]> = [
    ['loss', loss === undefined ? undefined : `${number(loss.first)} → ${number(loss.last)} last night`],
    ['last good', good?.path ?? 'none yet'],
    [
      'first',
      outlook.pending === undefined ? undefined : `${outlook.pending} is judged, which waits for its gate`,
    ],
    ['next night', outlook.sentence],
    ['rehearsal', outlook.rehearses === undefined ? undefined : REHEARSES],
    ['here', outlook.refusedHere],
    ['to do', todo(outlook, last)],
  ];
  for (const [name, text] of lines) if (text !== undefined) io.stdout.write(`${name.padEnd(12)}${text}\n`);
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
    if (options.json === true) io.stdout.write(jsonAnswer({ runs: rows, removed: [] }));
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
      `${run} (pid ${process.pid}) has the series since ${momentText(since)}`,
      'wait for its end; nothing was removed',
    );
  }
  try {
    const { removed, problems } = prune(spec, place);
    for (const problem of problems) io.stderr.write(`${problem}\n`);
    if (options.json === true) io.stdout.write(jsonAnswer({ removed }));
    else io.stdout.write(removed.map((one) => `removed ${one}\n`).join(''));
    return problems.length === 0 ? ExitCode.ok : ExitCode.disk;
  } finally {
    taken.release();
  }
}
