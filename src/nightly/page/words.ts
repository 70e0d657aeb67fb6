/** A night in words: what happened, what is next, what a person must do. Pure. */
import { plain } from '../../plain.ts';
import { clockText } from '../../report/moment.ts';
import type { Attempt, NightRecord } from '../night-record.ts';

/** How a night ended, for who is told: most people want to know the last two. */
type NightEnding = 'success' | 'skipped' | 'stopped' | 'failure' | 'needs-you';

/** Endings that nothing but a person mends. */
const NEEDS_PERSON = new Set([2, 65, 66, 69, 70, 73, 77, 78, 80, 82]);

const isStopped = ({ stopped, exitCode }: NightRecord) => stopped === 'deadline' && exitCode === 75;

/** The kind of ending. */
export function endingOf(night: NightRecord): NightEnding {
  if (night.exitCode === 0) return night.skipped === undefined ? 'success' : 'skipped';
  if (isStopped(night)) return night.help === undefined ? 'stopped' : 'needs-you';
  return NEEDS_PERSON.has(night.exitCode) ? 'needs-you' : 'failure';
}

/** `about 40 min`, `about 3 h`. */
export function aboutText(seconds: number): string {
  if (seconds < 90) return `about ${Math.max(1, Math.round(seconds))} s`;
  if (seconds < 90 * 60) return `about ${Math.round(seconds / 60)} min`;
  return `about ${Math.round(seconds / 3600)} h`;
}

/** Steps that the last attempt made, and what is left of the training, as far as it is known. */
function progressOf(night: NightRecord) {
  const attempt = night.attempts.findLast((one) => one.step?.last !== undefined);
  const { step: { last = 0, planned } = {}, seconds, resumedFrom } = attempt ?? {};
  const done = last - (resumedFrom?.step ?? 0);
  const left =
    seconds === undefined || planned === undefined || done <= 0
      ? undefined
      : ((planned - last) * seconds) / done;
  return { last: attempt?.step?.last, planned, left };
}

/** Whether the night trained as planned, and what it made was not promoted. */
function isNotPromoted({ attempts, gate }: NightRecord): boolean {
  return gate !== undefined && !gate.passed && attempts.at(-1)?.exitCode === 0;
}

/** The first line of every page and message. */
export function headline(night: NightRecord): string {
  const { last, planned, left } = progressOf(night);
  const at = night.endedAt === undefined ? '' : ` at ${clockText(night.endedAt)}`;
  const steps = last === undefined ? '' : ` at step ${last} of ${planned ?? '?'}`;
  const rest = left === undefined ? '' : `, ${aboutText(left)} left`;
  if (night.status === 'running') return 'it runs';
  const all = planned ?? last ?? 'all';
  if (isNotPromoted(night)) return plain(`trained ${all} steps, not promoted: ${night.gate?.reason}`);
  switch (endingOf(night)) {
    case 'success':
      return plain(`trained ${all} steps; the new model passed its gate and is last-good`);
    case 'skipped':
      return plain(night.reason);
    case 'stopped':
      return plain(steps === '' ? night.reason : `stopped${at}${steps}, goes on in the next night${rest}`);
    default:
      return plain(isStopped(night) ? night.reason : `${night.outcome}${steps}: ${night.reason}`);
  }
}

/** What helps where the night ended as its last attempt did, and where more is told; empty where nobody knows. */
function adviceOf({ attempts, exitCode, gate }: NightRecord): string {
  if (exitCode === 83 && gate?.help !== undefined) return gate.help;
  const last = attempts.at(-1);
  if (last?.exitCode !== exitCode || last.cause === undefined) return '';
  const { id, help } = last.cause;
  const more = id === undefined ? '' : `\`cookbook-run explain ${id}\``;
  return help === undefined ? more : `${help}${more === '' ? '' : `; more: ${more}`}`;
}

/** What a person must do. */
export function whatToDo(night: NightRecord): string {
  if (night.help !== undefined) return plain(night.help);
  const advice = adviceOf(night).replace(/\.$/, '');
  switch (endingOf(night)) {
    case 'success':
    case 'skipped':
    case 'stopped':
      return 'nothing';
    case 'failure':
      return isNotPromoted(night) && night.gate?.blind === false
        ? 'look at the gate: the new model did not pass it, and last-good stays as it was'
        : plain(
            `nothing yet: the next night tries again; ${advice === '' ? 'look if it comes back' : `if it comes back: ${advice}`}`,
          );
    case 'needs-you':
      return plain(`${advice || `mend it: ${night.reason}`}; the next night ends the same way until then`);
  }
}

/** GPU-hours of the night. */
export function gpuHours(night: NightRecord): number {
  const seconds = (one: Attempt) => (one.seconds ?? 0) + (one.rehearsal?.seconds ?? 0);
  return night.attempts.reduce((sum, one) => sum + (seconds(one) * (one.gpus ?? 0)) / 3600, 0);
}

/** GPU-hours as people read them. */
export function gpuHoursText(night: NightRecord): string {
  const hours = gpuHours(night);
  return hours > 0 && hours < 0.01 ? 'less than 0.01' : String(Number(hours.toFixed(2)));
}

/** How long the night took. */
export function durationText(night: NightRecord): string {
  if (night.endedAt === undefined) return 'it runs';
  return timeText(Math.max(0, (Date.parse(night.endedAt) - Date.parse(night.startedAt)) / 1000));
}

/** `passed in 4 min`, `failed in 40 s`; `undefined` in a night that rehearsed nothing. */
export function rehearsalFact(night: NightRecord): string | undefined {
  const rehearsal = night.attempts.findLast((one) => one.rehearsal !== undefined)?.rehearsal;
  if (rehearsal === undefined) return undefined;
  return `${rehearsal.ok ? 'passed' : rehearsal.outcome} in ${timeText(rehearsal.seconds)}`;
}

/** `2 h 10 min`. */
function timeText(seconds: number): string {
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60)];
  return hours > 0
    ? `${hours} h ${minutes} min`
    : minutes > 0
      ? `${minutes} min`
      : `${Math.round(seconds)} s`;
}
