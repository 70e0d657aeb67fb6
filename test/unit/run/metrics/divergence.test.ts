/** The divergence guard: what it says, when it ends a run, and what it leaves alone. */
import { describe, expect, test } from 'vitest';
import { type Alarm, alarmText, guardStep, NEW_GUARD } from '../../../../src/run/metrics/divergence.ts';
import type { StepMetric } from '../../../../src/run/metrics/metric.ts';

function play(steps: readonly Partial<StepMetric>[], stopAfter: number | undefined) {
  let guard = NEW_GUARD;
  const alarms: Alarm[] = [];
  let stoppedAt: number | undefined;
  for (const [place, step] of steps.entries()) {
    const turn = guardStep(guard, { step: place + 1, ...step }, stopAfter);
    guard = turn.guard;
    alarms.push(...turn.alarms);
    if (turn.stop) stoppedAt ??= place + 1;
  }
  return { kinds: alarms.map(({ kind }) => kind), alarms, stoppedAt };
}

const losses = (...values: number[]) => values.map((loss) => ({ loss, gradNorm: 1, lr: { all: 1e-5 } }));
const many = (length: number, of: (place: number) => number) =>
  losses(...Array.from({ length }, (_, place) => of(place)));

describe('a loss that is not finite', () => {
  test('is told at once and ends the run after three steps in a row', () => {
    expect(play(losses(2, NaN, NaN, NaN, NaN), 3)).toMatchObject({ kinds: ['not-finite'], stoppedAt: 4 });
  });
  test('that comes back ends nothing', () => {
    expect(play(losses(2, NaN, NaN, 2, NaN, NaN, 2), 3).stoppedAt).toBeUndefined();
  });
  test('ends nothing where only a warning is wanted', () => {
    expect(play(losses(NaN, NaN, NaN, NaN), undefined)).toMatchObject({ kinds: ['not-finite'] });
    expect(play(losses(NaN, NaN, NaN, NaN), undefined).stoppedAt).toBeUndefined();
  });
  test('an infinite gradient counts as well', () => {
    const steps = [{ loss: 1, gradNorm: Number.POSITIVE_INFINITY }];
    expect(play(steps, 1)).toMatchObject({ stoppedAt: 1, alarms: [{ what: 'gradient' }] });
  });
});

describe('what is warned of once', () => {
  test('a spike over ten times the running median', () => {
    expect(play([...many(12, (place) => 2 + place / 100), ...losses(25, 25)], 3).kinds).toEqual(['spike']);
    expect(play([...many(12, (place) => 2 + place / 100), ...losses(15)], 3).kinds).toEqual([]);
  });
  test('a loss that stays 0, or does not move', () => {
    expect(
      play(
        many(29, () => 0),
        3,
      ).kinds,
    ).toEqual([]);
    expect(
      play(
        many(31, () => 0),
        3,
      ).kinds,
    ).toEqual(['zero-loss']);
    expect(
      play(
        many(31, () => 1.5),
        3,
      ).kinds,
    ).toEqual(['flat-loss']);
    expect(
      play(
        many(31, (place) => 1.5 + (place % 2)),
        3,
      ).kinds,
    ).toEqual([]);
  });
  test('a rate that is 0 from the first step on, but not a warm-up', () => {
    const still = Array.from({ length: 25 }, (_, place) => ({ loss: 2 + (place % 3), lr: { a: 0, b: 0 } }));
    expect(play(still, 3).kinds).toEqual(['zero-rate']);
    const warm = still.map((step, place) => ({ ...step, lr: { a: place < 10 ? 0 : 1e-6 } }));
    expect(play(warm, 3).kinds).toEqual([]);
  });
});

test('every alarm reads as one sentence with its numbers', () => {
  const all = [
    ...play(losses(NaN), 3).alarms,
    ...play(
      [...many(12, () => 2).map((step, place) => ({ ...step, loss: 2 + place / 100 })), ...losses(50)],
      3,
    ).alarms,
    ...play(
      many(31, () => 0),
      3,
    ).alarms,
    ...play(
      many(31, () => 1.5),
      3,
    ).alarms,
  ].map(alarmText);
  expect(all).toEqual([
    'step 1: the loss is NaN; nothing that is learned from here on is of use',
    'step 13: loss 50.00 is more than 10 times the usual 2.060',
    'the loss has been 0 for 30 steps: no token of the answers may be counted',
    'the loss has not moved from 1.500 since step 1',
  ]);
});
