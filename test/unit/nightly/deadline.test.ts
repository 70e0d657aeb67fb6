/** Deadlines through midnight and clock changes, in real time zones. */
import { isMainThread } from 'node:worker_threads';
import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import {
  deadlineOf,
  durationSeconds,
  millisecondsLeft,
  nextTimeOfDay,
  nightSeconds,
} from '../../../src/nightly/deadline.ts';

const before = process.env['TZ'];
afterEach(() => {
  if (before === undefined) delete process.env['TZ'];
  else process.env['TZ'] = before;
});

/** A thread, as mutation tests use, keeps the zone of its process; there only the cases of that zone are played. */
const playable = (zone: string) => isMainThread || zone === before;

const next = (zone: string, time: string, now: string) => {
  process.env['TZ'] = zone;
  const at = nextTimeOfDay(time, Date.parse(now));
  return at === undefined ? undefined : new Date(at).toISOString();
};

describe('the next time of day', () => {
  test.each(
    (
      [
        ['later today', 'Europe/Berlin', '07:00', '2026-11-24T01:00:00Z', '2026-11-24T06:00:00.000Z'],
        ['through midnight', 'Europe/Berlin', '07:00', '2026-11-24T22:00:00Z', '2026-11-25T06:00:00.000Z'],
        [
          'exactly now is tomorrow',
          'Europe/Berlin',
          '07:00',
          '2026-11-24T06:00:00Z',
          '2026-11-25T06:00:00.000Z',
        ],
        // 29 March 2026: 02:00 CET becomes 03:00 CEST.
        [
          'a night that is an hour short',
          'Europe/Berlin',
          '07:00',
          '2026-03-29T00:30:00Z',
          '2026-03-29T05:00:00.000Z',
        ],
        [
          'a time that is skipped',
          'Europe/Berlin',
          '02:30',
          '2026-03-29T00:30:00Z',
          '2026-03-29T01:30:00.000Z',
        ],
        // 25 October 2026: 03:00 CEST becomes 02:00 CET; 02:30 comes twice.
        [
          'a night that is an hour long',
          'Europe/Berlin',
          '07:00',
          '2026-10-24T23:00:00Z',
          '2026-10-25T06:00:00.000Z',
        ],
        ['the first of two', 'Europe/Berlin', '02:30', '2026-10-25T00:00:00Z', '2026-10-25T00:30:00.000Z'],
        ['the second of two', 'Europe/Berlin', '02:30', '2026-10-25T00:45:00Z', '2026-10-25T01:30:00.000Z'],
        [
          'half an hour twice',
          'Australia/Lord_Howe',
          '01:45',
          '2026-04-04T14:50:00Z',
          '2026-04-04T15:15:00.000Z',
        ],
        [
          'the last day of the year',
          'America/New_York',
          '00:15',
          '2027-01-01T04:30:00Z',
          '2027-01-01T05:15:00.000Z',
        ],
      ] as const
    ).filter(([, zone]) => playable(zone)),
  )('%s', (_, zone, time, now, expected) => {
    expect(next(zone, time, now)).toBe(expected);
  });

  test('it is ahead, within 25 hours, and shows the time wanted unless that is skipped', () => {
    const zones = [
      'UTC',
      'Europe/Berlin',
      'America/New_York',
      'Australia/Lord_Howe',
      'Asia/Kathmandu',
    ].filter(playable);
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.integer({ min: 0, max: 23 }),
        fc.integer({ min: 0, max: 59 }),
        fc.integer({ min: Date.UTC(2025, 0), max: Date.UTC(2028, 0) }),
        (zone, hour, minute, now) => {
          process.env['TZ'] = zone;
          const text = `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`;
          const at = nextTimeOfDay(text, now) ?? 0;
          expect(at).toBeGreaterThan(now);
          expect(at - now).toBeLessThanOrEqual(25 * 3_600_000);
          const shown = new Date(at);
          const off = Math.abs(shown.getHours() * 60 + shown.getMinutes() - hour * 60 - minute);
          expect([0, 30, 60]).toContain(off);
        },
      ),
    );
  });
});

test('the seconds of a whole night', () => {
  expect(nightSeconds({ for: '90s' }, undefined, 0)).toBe(90);
  expect(nightSeconds({ until: '07:00' }, '02:00', Date.UTC(2026, 10, 24))).toBe(5 * 3600);
  expect(nightSeconds({ until: '01:00' }, '23:30', Date.UTC(2026, 10, 24))).toBe(5400);
  // Nobody knows when it begins, or it has no end.
  expect(nightSeconds({ until: '07:00' }, undefined, 0)).toBeUndefined();
  expect(nightSeconds({}, '02:00', 0)).toBeUndefined();
});

test('durations', () => {
  expect(['5h', '1h30m', '90s', '10m'].map(durationSeconds)).toEqual([18000, 5400, 90, 600]);
  expect(['', '5', 'h', '1.5h', '-1h', '30m1h'].map(durationSeconds)).toEqual(Array(6).fill(undefined));
});

test('`until` follows the wall clock when it is set, `for` does not', () => {
  if (isMainThread) process.env['TZ'] = 'UTC';
  const at = (hour: number) => Number(new Date(2026, 10, 24, hour));
  const start = { now: () => at(2), monotonic: () => 1000 };
  const jumped = { now: () => at(5), monotonic: () => 2000 };
  expect(millisecondsLeft(deadlineOf({ until: '07:00' }, start), jumped)).toBe(2 * 3_600_000);
  expect(millisecondsLeft(deadlineOf({ for: '5h' }, start), jumped)).toBe(5 * 3_600_000 - 1000);
  expect(millisecondsLeft(deadlineOf({}, start), jumped)).toBe(Number.POSITIVE_INFINITY);
});
