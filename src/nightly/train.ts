/** Attempts until one ends for good, the limits are used up, or no time is left. */
import { setTimeout as sleep } from 'node:timers/promises';
import { ExitCode } from '../findings/exit-code.ts';
import { redact } from '../findings/secrets.ts';
import type { Io } from '../io.ts';
import { makeAttempt } from './attempt.ts';
import {
  type Deadline,
  durationSeconds,
  MORE_TIME,
  millisecondsLeft,
  nightSeconds,
  noTimeText,
} from './deadline.ts';
import type { Journal } from './journal.ts';
import type { Surroundings } from './night.ts';
import type { Attempt } from './night-record.ts';
import { mayRetry } from './retry.ts';
import type { Spec } from './series-config.ts';
import type { Place } from './series-paths.ts';
import { membersOf } from './series-run.ts';

/** What the attempts of a night go by. */
interface Training {
  readonly spec: Spec;
  readonly place: Place;
  readonly journal: Journal;
  readonly deadline: Deadline | undefined;
  /** Seconds kept for saving. */
  readonly reserve: number;
}

/** A stop at the deadline is 75, also where the engine ignored the request and had to be ended. */
function atDeadline(attempt: Attempt): Attempt {
  const told = attempt.outcome === 'interrupted' || attempt.outcome === 'terminated';
  return told ? { ...attempt, outcome: 'retryable', exitCode: ExitCode.retry } : attempt;
}

/** Whether every night of the series is too short: this one is no exception that another one mends. */
function isTooShort({ spec, deadline, reserve }: Training, io: Io): boolean {
  const { at } = spec.file;
  const end = deadline === undefined ? {} : { [deadline.kind]: deadline.text };
  return (nightSeconds(end, at, io.now()) ?? Number.POSITIVE_INFINITY) <= reserve;
}

/** Trains; the journal holds how it ended. */
export async function train(training: Training, night: Surroundings): Promise<void> {
  const { spec, place, journal, deadline, reserve } = training;
  const { io, stop } = night;
  const late = () => millisecondsLeft(deadline, io) <= reserve * 1000;
  for (;;) {
    if (late()) {
      journal.add({
        outcome: 'retryable',
        exitCode: ExitCode.retry,
        stopped: 'deadline',
        reason: noTimeText(reserve),
        ...(isTooShort(training, io) ? { help: MORE_TIME } : {}),
      });
      return;
    }
    const before = journal.now();
    const made = await makeAttempt(
      {
        spec,
        place,
        night: before.night,
        number: before.attempts.length + 1,
        members: membersOf(place, spec.file.name),
        deadline,
        reserveSeconds: reserve,
        onNote: journal.note,
      },
      night,
    );
    if ('skipped' in made) {
      const reason = `trained nothing: ${made.skipped}`;
      journal.add({
        skipped: made.skipped,
        outcome: 'succeeded',
        exitCode: ExitCode.ok,
        reason,
        objective: made.objective,
      });
      return;
    }
    const byDeadline = late() && !stop.aborted;
    const ended = byDeadline ? atDeadline(made.attempt) : made.attempt;
    const attempt = ended.reason === undefined ? ended : { ...ended, reason: redact(ended.reason, io.env) };
    const attempts = [...before.attempts, attempt];
    journal.add({
      attempts,
      outcome: attempt.outcome,
      exitCode: attempt.exitCode,
      ...(byDeadline && attempt.exitCode === ExitCode.retry ? { stopped: 'deadline' as const } : {}),
      reason:
        attempt.reason ?? (attempt.exitCode === 0 ? 'trained to the planned end, verified' : attempt.outcome),
      objective: made.objective,
    });
    const again = mayRetry(
      spec.file.retry,
      attempts.map((one) => one.outcome),
    );
    if (!again || stop.aborted || late()) return;
    const wait = durationSeconds(spec.file.retry.wait) ?? 30;
    journal.note(`attempt ${attempts.length} ended ${attempt.outcome}: trying again in ${wait} s`);
    await sleep(Math.min(wait * 1000, millisecondsLeft(deadline, io)), undefined, { signal: stop }).catch(
      () => {},
    );
    if (stop.aborted) return;
  }
}
