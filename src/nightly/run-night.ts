/** One night, from the lease to the link: every step leaves files from which the next night can go on. */
import { mkdirSync, readdirSync } from 'node:fs';
import { ExitCode } from '../findings/exit-code.ts';
import { Failure } from '../findings/failure.ts';
import { outcomeOf } from '../findings/outcome.ts';
import { redact } from '../findings/secrets.ts';
import { newRunId } from '../plan/id.ts';
import { momentText } from '../report/moment.ts';
import { takeAll } from '../run/gpu-leases.ts';
import { stoppedAs } from '../run/stop-requests.ts';
import { checkFolder, checkRecords } from './check-records.ts';
import { type Deadline, deadlineOf, untilDeadline } from './deadline.ts';
import { isDiskError } from './disk-error.ts';
import { judgeFinished, pendingOf } from './gate/measure.ts';
import { firstRecord, type Journal, journalOf } from './journal.ts';
import { taggedFor } from './leftovers.ts';
import type { Surroundings } from './night.ts';
import { type NightRecord, nextNight } from './night-record.ts';
import { writePages } from './page/write.ts';
import { pausedText } from './pause.ts';
import { checkLink, lastGood } from './promote.ts';
import { prune } from './prune.ts';
import { recover } from './recover.ts';
import { reserveSeconds } from './reserve.ts';
import { planResume } from './resume.ts';
import type { Spec } from './series-config.ts';
import { type Place, placeOf } from './series-paths.ts';
import { type Member, membersOf, openChain } from './series-run.ts';
import { tell } from './tell/tell.ts';
import { train } from './train.ts';

interface Work extends Surroundings {
  readonly spec: Spec;
  readonly place: Place;
  readonly journal: Journal;
  readonly deadline: Deadline | undefined;
}

/** Gate and link for a finished training; an evaluation that is not done at the deadline is for the next night. */
async function judge({ spec, place, journal, deadline, io, stop }: Work, member: Member) {
  const { signal, release } = untilDeadline(stop, deadline, io);
  try {
    const gate = await judgeFinished(spec, place, member, taggedFor(journal.now().night, io), signal);
    journal.add({ gate, ...(gate.passed ? { promoted: member.state.record.id } : {}) });
    return gate;
  } finally {
    release();
  }
}

/** Judges a finished run; `id` is tonight's, or that of an earlier night. */
async function judgeRun(work: Work, id: string | null | undefined): Promise<void> {
  const { place, spec, journal } = work;
  const member = membersOf(place, spec.file.name).find((one) => one.state.record.id === id);
  const gate =
    member === undefined
      ? { passed: false, blind: true, reason: `${id} has lost its nightly.json` }
      : await judge(work, member);
  if (gate.passed) return;
  journal.add({
    outcome: gate.blind ? 'unverified' : 'failed',
    exitCode: gate.blind ? ExitCode.unverified : ExitCode.failed,
    reason: `trained and verified, not promoted: ${gate.reason}`,
  });
}

async function work(night: Work): Promise<void> {
  const { spec, place, journal, deadline, io } = night;
  checkLink(place);
  journal.note(...checkRecords(place, spec.file.name));
  journal.note(...(await recover(place, membersOf(place, spec.file.name), io, journal.now().night)));
  const paused = pausedText(place);
  if (paused !== undefined) {
    journal.add({ skipped: paused, outcome: 'succeeded', reason: `trained nothing: ${paused}` });
    return;
  }
  const pending = pendingOf(membersOf(place, spec.file.name));
  if (pending !== undefined) {
    const early = await judge(night, pending);
    journal.note(`the run of an earlier night was judged now: ${early.passed ? 'promoted' : early.reason}`);
  }
  const free = () => {
    const { removed, problems } = prune(spec, place);
    if (removed.length > 0) journal.add({ removed: [...journal.now().removed, ...removed] });
    journal.note(...problems);
  };
  free();
  const reserve = reserveSeconds(spec.file.save_reserve, membersOf(place, spec.file.name));
  if (deadline !== undefined) {
    const at = new Date(deadline.at).toISOString();
    journal.add({ deadline: { at, text: deadline.text, reserveSeconds: reserve } });
  }
  await train({ spec, place, journal, deadline, reserve }, night);
  const { outcome, skipped, gate, attempts } = journal.now();
  if (outcome !== 'succeeded') return;
  if (skipped === undefined) await judgeRun(night, attempts.at(-1)?.run);
  else if (gate !== undefined && !gate.passed)
    journal.add({
      outcome: gate.blind ? 'unverified' : 'failed',
      exitCode: gate.blind ? ExitCode.unverified : ExitCode.failed,
      reason: `trained nothing, and ${pending?.state.record.id} is not promoted: ${gate.reason}`,
    });
  free();
}

function failed(error: unknown): Pick<NightRecord, 'outcome' | 'exitCode' | 'reason' | 'help'> {
  if (error instanceof Failure) {
    const { exitCode, message, help } = error;
    return {
      outcome: outcomeOf(exitCode),
      exitCode,
      reason: message,
      ...(help === undefined ? {} : { help }),
    };
  }
  if (!isDiskError(error)) throw error;
  return { outcome: 'disk', exitCode: ExitCode.disk, reason: `cannot write: ${error.message}` };
}

function close({ spec, place, journal, io, stop }: Work): void {
  const { point } = planResume(openChain(membersOf(place, spec.file.name)));
  const good = lastGood(place);
  // Ctrl-C outside of the engine's own time: while planning, waiting or evaluating.
  const code = journal.now().exitCode;
  const stopped = stop.aborted && (code === ExitCode.retry || code === ExitCode.unverified);
  journal.close({
    status: 'ended',
    endedAt: new Date(io.now()).toISOString(),
    ...(point === undefined ? {} : { resumePoint: point }),
    ...(good === undefined ? {} : { lastGood: good.run }),
    ...(stopped ? stoppedAs(stop) : {}),
    reason: redact(journal.now().reason, io.env).replace(/\.$/, ''),
  });
}

/** Runs one night and returns its record. A night that finds the series busy changes nothing and writes nothing. */
export async function runNight(
  spec: Spec,
  given: { readonly until?: string; readonly for?: string },
  surroundings: Surroundings,
): Promise<NightRecord> {
  const { io } = surroundings;
  const place = placeOf(spec);
  const id = newRunId('night', io.now());
  const first = firstRecord(spec, id, io);
  let taken: ReturnType<typeof takeAll>;
  try {
    mkdirSync(place.folder, { recursive: true });
    readdirSync(place.folder);
    checkFolder(place, spec.file.name);
    taken = takeAll([[`the series ${spec.file.name}`, place.lease]], id, io.now());
  } catch (error) {
    const ended: NightRecord = { ...first, status: 'ended', ...failed(error) };
    return { ...ended, ...(await tell(spec, ended, io)) };
  }
  if ('busy' in taken) {
    const { run, since, process } = taken.busy.holder;
    const reason = `${taken.busy.what} is held by ${run} (pid ${process.pid}) since ${momentText(since)}`;
    return { ...first, status: 'ended', outcome: 'retryable', exitCode: ExitCode.retry, reason };
  }
  const journal = journalOf(first, place, io);
  const night: Work = { ...surroundings, spec, place, journal, deadline: deadlineOf(given, io) };
  try {
    try {
      journal.add({ sequence: nextNight(place) });
      journal.note(...taken.notes);
      await work(night);
    } catch (error) {
      journal.close(failed(error));
    }
    close(night);
    journal.close(await tell(spec, journal.now(), io));
    writePages(spec, place, journal.now());
    return journal.now();
  } catch (error) {
    return { ...journal.now(), status: 'ended', ...failed(error) };
  } finally {
    taken.release();
  }
}
