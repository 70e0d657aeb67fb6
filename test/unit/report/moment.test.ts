/** Moments as people read them: the local clock with its zone, on both sides of a clock change. */
import { isMainThread } from 'node:worker_threads';
import { afterEach, expect, test } from 'vitest';
import { clockText, dayText, momentText } from '../../../src/report/moment.ts';

const before = process.env['TZ'];
afterEach(() => {
  if (before === undefined) delete process.env['TZ'];
  else process.env['TZ'] = before;
});

/** A thread, as mutation tests use, keeps the zone of its process. */
const ROWS: ReadonlyArray<readonly [zone: string, iso: string, told: string]> = [
  ['UTC', '2026-11-24T02:00:00.000Z', '2026-11-24 02:00 UTC'],
  ['Europe/Berlin', '2026-11-24T02:09:59.999Z', '2026-11-24 03:09 UTC+1'],
  ['Europe/Berlin', '2026-12-31T23:30:00.000Z', '2027-01-01 00:30 UTC+1'],
  // The hour that comes twice is told apart by its zone.
  ['Europe/Berlin', '2026-10-25T00:30:00.000Z', '2026-10-25 02:30 UTC+2'],
  ['Europe/Berlin', '2026-10-25T01:30:00.000Z', '2026-10-25 02:30 UTC+1'],
  ['America/St_Johns', '2026-11-24T02:00:00.000Z', '2026-11-23 22:30 UTC-3:30'],
  ['Asia/Kathmandu', '2026-11-24T20:00:00.000Z', '2026-11-25 01:45 UTC+5:45'],
];

test.each(ROWS.filter(([zone]) => isMainThread || zone === before))('%s: %s is %s', (zone, iso, told) => {
  process.env['TZ'] = zone;
  expect(momentText(iso)).toBe(told);
  expect(`${dayText(iso)} ${clockText(iso)}`).toBe(told);
});

test('what is no moment stays as it stands', () => {
  for (const text of ['', 'soon', '2026-13-41']) {
    expect([momentText(text), dayText(text), clockText(text)]).toEqual([text, text, text]);
  }
});
