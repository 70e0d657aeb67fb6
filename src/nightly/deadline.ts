/** When a night must be over: durations, and the next 07:00 of the local clock, through midnight and clock changes. */

const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600 };

/** A year: longer is a slip of the finger, and no date can be made of it. */
const LONGEST_SECONDS = 366 * 24 * 3600;

/** Seconds of `90s`, `10m`, `5h` or `1h30m`; `undefined` if the text is no duration, or one of more than a year. */
export function durationSeconds(text: string): number | undefined {
  if (!/^(\d+h)?(\d+m)?(\d+s)?$/.test(text) || text === '') return undefined;
  const seconds = [...text.matchAll(/(\d+)([hms])/g)].reduce(
    (sum, [, count, unit]) => sum + Number(count) * (UNITS[unit ?? 's'] ?? 1),
    0,
  );
  return seconds > LONGEST_SECONDS ? undefined : seconds;
}

/** Hour and minute of `07:00`; `undefined` if the text is no time of day. */
export function timeOfDay(text: string): { readonly hour: number; readonly minute: number } | undefined {
  const match = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(text);
  return match === null ? undefined : { hour: Number(match[1]), minute: Number(match[2]) };
}

const HALF_HOURS = [-60, -30, 0, 30, 60];

/**
 * The first moment after `now` (ms since 1970) at which the local clock shows the time of day. A time that a clock change
 * skips counts as the moment just as far after the gap; of a time that comes twice, the next one counts.
 */
export function nextTimeOfDay(text: string, now: number): number | undefined {
  const time = timeOfDay(text);
  if (time === undefined) return undefined;
  const today = new Date(now);
  const moments = [0, 1, 2].flatMap((days) => {
    const plain = new Date(
      today.getFullYear(),
      today.getMonth(),
      today.getDate() + days,
      time.hour,
      time.minute,
    ).getTime();
    const twice = HALF_HOURS.map((minutes) => plain + minutes * 60_000).filter((moment) => {
      const shown = new Date(moment);
      return shown.getHours() === time.hour && shown.getMinutes() === time.minute;
    });
    return twice.length === 0 ? [plain] : twice;
  });
  return moments.find((moment) => moment > now);
}

/** The end of a night: `until` is a promise about the wall clock, `for` one about elapsed time. */
export type Deadline =
  | { readonly kind: 'until'; readonly at: number; readonly text: string }
  | { readonly kind: 'for'; readonly at: number; readonly monotonic: number; readonly text: string };

/** The deadline of a night that starts now; `undefined` if none was given. Both texts were checked before. */
export function deadlineOf(
  given: { readonly until?: string | undefined; readonly for?: string | undefined },
  clock: { now(): number; monotonic(): number },
): Deadline | undefined {
  if (given.for !== undefined) {
    const seconds = durationSeconds(given.for) ?? 0;
    return {
      kind: 'for',
      at: clock.now() + seconds * 1000,
      monotonic: clock.monotonic() + seconds * 1000,
      text: given.for,
    };
  }
  const { until: text = '' } = given;
  const at = nextTimeOfDay(text, clock.now());
  return at === undefined ? undefined : { kind: 'until', at, text };
}

/** Seconds of a whole night; `until` tells it only with the time at which its timer starts one. */
export function nightSeconds(
  end: { readonly until?: string | undefined; readonly for?: string | undefined },
  at: string | undefined,
  now: number,
): number | undefined {
  if (end.for !== undefined) return durationSeconds(end.for);
  const begins = nextTimeOfDay(at ?? '', now);
  const ends = begins === undefined ? undefined : nextTimeOfDay(end.until ?? '', begins);
  return begins === undefined || ends === undefined ? undefined : (ends - begins) / 1000;
}

/** Why a night without time to train does not, and what helps where every night of the series is like that. */
export const noTimeText = (reserve: number) =>
  `no time is left before the deadline: ${reserve} s are kept for saving`;
export const MORE_TIME =
  'give the night more time (`until` or `for` in nightly.toml), or keep less of it (`save_reserve`)';

/** Milliseconds left; the wall clock may have been set meanwhile, which moves `until` and not `for`. */
export function millisecondsLeft(
  deadline: Deadline | undefined,
  clock: { now(): number; monotonic(): number },
): number {
  if (deadline === undefined) return Number.POSITIVE_INFINITY;
  return deadline.kind === 'for' ? deadline.monotonic - clock.monotonic() : deadline.at - clock.now();
}

const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** A signal for what must end with the night: at `stop`, or once no time is left. Call `release` when it is not needed. */
export function untilDeadline(
  stop: AbortSignal,
  deadline: Deadline | undefined,
  clock: { now(): number; monotonic(): number },
): { readonly signal: AbortSignal; readonly release: () => void } {
  const either = new AbortController();
  const stopped = () => either.abort(stop.reason);
  stop.addEventListener('abort', stopped);
  if (stop.aborted) stopped();
  const left = Math.min(Math.max(0, millisecondsLeft(deadline, clock)), LONGEST_TIMER_MS);
  const timer = deadline === undefined ? undefined : setTimeout(() => either.abort('deadline'), left);
  return {
    signal: either.signal,
    release: () => {
      clearTimeout(timer);
      stop.removeEventListener('abort', stopped);
    },
  };
}
