/** One night, from the lease to the link: every step leaves files from which the next night can go on. */
import { mkdirSync, readdirSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { processName } from '../executors/process-name.ts';
import { ExitCode } from '../findings/exit-code.ts';
import { Failure } from '../findings/failure.ts';
import { OUTCOMES } from '../findings/outcome.ts';
import { newRunId } from '../plan/id.ts';
import { writeAtomically } from '../run/files.ts';
import { makeAttempt, outcomeOf } from './attempt.ts';
import { type Deadline, deadlineOf, durationSeconds, millisecondsLeft, untilDeadline } from './deadline.ts';
import { judgeFinished, pendingOf } from './gate/measure.ts';
import { runHook } from './hooks.ts';
import { takeAll } from './leases.ts';
import { type NightRecord, nextNight, writeNight } from './night-record.ts';
import { objectiveNote } from './objective.ts';
import type { NightPorts } from './ports.ts';
import { checkLink, lastGood } from './promote.ts';
import { prune } from './prune.ts';
import { recover } from './recover.ts';
import { reserveSeconds } from './reserve.ts';
import { planResume } from './resume.ts';
import { mayRetry } from './retry.ts';
import { redact } from './secrets.ts';
import type { Spec } from './series-config.ts';
import { type Place, placeOf } from './series-paths.ts';
import { type Member, membersOf, openChain } from './series-run.ts';
import { summaryOf } from './summary.ts';

/** The record while the night goes on; each change is on disk before the next step. */
interface Journal {
  readonly now: () => NightRecord;
  readonly add: (patch: Partial<NightRecord>) => void;
  readonly note: (...texts: readonly string[]) => void;
}

function journalOf(start: NightRecord, place: Place, ports: NightPorts): Journal {
  let night = start;
  const add = (patch: Partial<NightRecord>) => {
    night = { ...night, ...patch };
    writeNight(place, night);
  };
  return {
    now: () => night,
    add,
    note: (...texts) => {
      if (texts.length === 0) return;
      const clean = texts.map((text) => redact(text, ports.io.env));
      for (const text of clean) ports.io.stderr.write(`${text}\n`);
      add({ notes: [...night.notes, ...clean] });
    },
  };
}

function firstRecord(spec: Spec, id: string, ports: NightPorts): NightRecord {
  return {
    schemaVersion: 1,
    series: spec.file.name,
    night: id,
    status: 'running',
    outcome: 'running',
    exitCode: ExitCode.ok,
    reason: 'it runs',
    startedAt: new Date(ports.io.now()).toISOString(),
    attempts: [],
    objective: objectiveNote(spec.file.set.some((item) => item.startsWith('policy.lora'))),
    notes: [],
    removed: [],
    hooks: [],
    supervisor: processName(process.pid),
  };
}

/** Attempts until one ends for good, the limits are used up, or no time is left. */
async function train(
  spec: Spec,
  place: Place,
  journal: Journal,
  deadline: Deadline | undefined,
  reserve: number,
  ports: NightPorts,
): Promise<void> {
  for (;;) {
    if (millisecondsLeft(deadline, ports.io) <= reserve * 1000) {
      journal.add({
        outcome: 'retryable',
        exitCode: ExitCode.retry,
        reason: `no time is left before the deadline: ${reserve} s are kept for saving`,
      });
      return;
    }
    const night = journal.now();
    const made = await makeAttempt(
      {
        spec,
        night: night.night,
        number: night.attempts.length + 1,
        members: membersOf(place, spec.file.name),
        deadline,
        reserveSeconds: reserve,
      },
      ports,
    );
    journal.note(...made.notes);
    const { reason } = made.attempt;
    const attempt = {
      ...made.attempt,
      ...(reason === undefined ? {} : { reason: redact(reason, ports.io.env) }),
    };
    const attempts = [...night.attempts, attempt];
    journal.add({
      attempts,
      outcome: attempt.outcome,
      exitCode: attempt.exitCode,
      reason:
        attempt.reason ?? (attempt.exitCode === 0 ? 'trained to the planned end, verified' : attempt.outcome),
      objective: made.objective,
    });
    const again = mayRetry(
      spec.file.retry,
      attempts.map((one) => one.outcome),
    );
    const stopped = ports.stop.aborted || millisecondsLeft(deadline, ports.io) <= reserve * 1000;
    if (!again || stopped) return;
    const wait = durationSeconds(spec.file.retry.wait) ?? 30;
    journal.note(`attempt ${attempts.length} ended ${attempt.outcome}: trying again in ${wait} s`);
    await sleep(Math.min(wait * 1000, millisecondsLeft(deadline, ports.io)), undefined, {
      signal: ports.stop,
    }).catch(() => {});
    if (ports.stop.aborted) return;
  }
}

/** Gate and link for a finished training; an evaluation that is not done at the deadline is for the next night. */
async function judge(
  spec: Spec,
  place: Place,
  journal: Journal,
  ports: NightPorts,
  deadline: Deadline | undefined,
  member: Member,
) {
  const { signal, release } = untilDeadline(ports.stop, deadline, ports.io);
  try {
    const gate = await judgeFinished(spec, place, member, ports.io, signal);
    journal.add({ gate, ...(gate.passed ? { promoted: member.state.record.id } : {}) });
    return gate;
  } finally {
    release();
  }
}

/** Judges the run that this night has just trained to its end. */
async function judgeTonight(
  spec: Spec,
  place: Place,
  journal: Journal,
  ports: NightPorts,
  deadline: Deadline | undefined,
): Promise<void> {
  const id = journal.now().attempts.at(-1)?.run;
  const member = membersOf(place, spec.file.name).find((one) => one.state.record.id === id);
  const gate =
    member === undefined
      ? { passed: false, blind: true, reason: `${id} has lost its nightly.json` }
      : await judge(spec, place, journal, ports, deadline, member);
  if (gate.passed) return;
  journal.add({
    outcome: gate.blind ? 'unverified' : 'failed',
    exitCode: gate.blind ? ExitCode.unverified : ExitCode.failed,
    reason: `trained and verified, not promoted: ${gate.reason}`,
  });
}

async function work(
  spec: Spec,
  place: Place,
  journal: Journal,
  given: { readonly until?: string; readonly for?: string },
  ports: NightPorts,
): Promise<void> {
  const deadline = deadlineOf(given, ports.io);
  checkLink(place);
  journal.note(...(await recover(place, membersOf(place, spec.file.name), ports, journal.now().night)));
  const pending = pendingOf(membersOf(place, spec.file.name));
  if (pending !== undefined) {
    const early = await judge(spec, place, journal, ports, deadline, pending);
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
  await train(spec, place, journal, deadline, reserve, ports);
  if (journal.now().outcome !== 'succeeded') return;
  await judgeTonight(spec, place, journal, ports, deadline);
  free();
}

function failed(error: unknown): { outcome: NightRecord['outcome']; exitCode: number; reason: string } {
  if (error instanceof Failure)
    return { outcome: outcomeOf(error.exitCode), exitCode: error.exitCode, reason: error.message };
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === undefined || !['ENOSPC', 'EDQUOT', 'EROFS', 'EACCES', 'EPERM', 'EIO'].includes(code))
    throw error;
  return { outcome: 'disk', exitCode: ExitCode.disk, reason: `cannot write: ${message}` };
}

function close(spec: Spec, place: Place, journal: Journal, ports: NightPorts): void {
  const chain = openChain(membersOf(place, spec.file.name));
  const { point } = planResume(chain);
  const good = lastGood(place);
  // Ctrl-C outside of the engine's own time: while planning, waiting or evaluating.
  const code = journal.now().exitCode;
  const stopped = ports.stop.aborted && (code === ExitCode.retry || code === ExitCode.unverified);
  const outcome = ports.stop.reason === 'SIGINT' ? 'interrupted' : 'terminated';
  journal.add({
    status: 'ended',
    endedAt: new Date(ports.io.now()).toISOString(),
    ...(point === undefined ? {} : { resumePoint: point }),
    ...(good === undefined ? {} : { lastGood: good.run }),
    ...(stopped ? { outcome, exitCode: OUTCOMES[outcome] } : {}),
    reason: redact(journal.now().reason, ports.io.env).replace(/\.$/, ''),
  });
}

/** Runs one night and returns its record. A night that finds the series busy changes nothing and writes nothing. */
export async function runNight(
  spec: Spec,
  given: { readonly until?: string; readonly for?: string },
  ports: NightPorts,
): Promise<NightRecord> {
  const place = placeOf(spec);
  const id = newRunId('night', ports.io.now());
  const first = firstRecord(spec, id, ports);
  let taken: ReturnType<typeof takeAll>;
  try {
    mkdirSync(place.folder, { recursive: true });
    readdirSync(place.folder);
    taken = takeAll([[`the series ${spec.file.name}`, place.lease]], id, ports.io.now());
  } catch (error) {
    return { ...first, status: 'ended', ...failed(error) };
  }
  if ('busy' in taken) {
    const { run, since, process } = taken.busy.holder;
    const reason = `${taken.busy.what} is held by ${run} (pid ${process.pid}) since ${since}`;
    return { ...first, status: 'ended', outcome: 'retryable', exitCode: ExitCode.retry, reason };
  }
  const journal = journalOf(first, place, ports);
  try {
    try {
      journal.add({ sequence: nextNight(place) });
      journal.note(...taken.notes);
      await work(spec, place, journal, given, ports);
    } catch (error) {
      journal.add(failed(error));
    }
    close(spec, place, journal, ports);
    const hooks = await runHook(spec, journal.now(), ports.io);
    if (hooks.length > 0) journal.add({ hooks });
    const page = summaryOf(journal.now());
    writeAtomically(`${place.nights}/${id}.md`, page);
    writeAtomically(place.latest, page);
    return journal.now();
  } catch (error) {
    return { ...journal.now(), status: 'ended', ...failed(error) };
  } finally {
    taken.release();
  }
}
