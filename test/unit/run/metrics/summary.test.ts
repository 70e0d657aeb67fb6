/** First, last, best, and where the time went. */
import { expect, test } from 'vitest';
import type { Metric } from '../../../../src/run/metrics/metric.ts';
import { remarkOn, shareOf, sharesOf, summaryOf } from '../../../../src/run/metrics/summary.ts';

const at = (seconds: number) => new Date(Date.UTC(2026, 0, 1) + seconds * 1000).toISOString();

const RUN: readonly Metric[] = [
  { phase: 'loading', at: at(10) },
  { phase: 'training', at: at(40) },
  { step: 1, loss: 3, seconds: 9, dataWait: 6, peakMemoryBytes: 5, reservedMemoryBytes: 9 },
  { step: 2, loss: 1, seconds: 3, dataWait: 2, peakMemoryBytes: 7, reservedMemoryBytes: 8 },
  { step: 3, loss: Number.NaN, seconds: 5, dataWait: 2 },
  { phase: 'validating', at: at(60) },
  { validation: { step: 3, loss: 2.5 } },
  { phase: 'saving', at: at(65) },
  { save: { step: 3, path: '/out/checkpoints/step_3' } },
];

test('first, last and best; a loss that is not finite is never the best', () => {
  const summary = summaryOf(RUN);
  expect([summary.first?.step, summary.last?.step, summary.best?.step]).toEqual([1, 3, 2]);
  expect(summary.bestValidation).toEqual({ step: 3, loss: 2.5 });
  expect(summary.secondsPerStep).toBe(5);
  expect([summary.peakMemoryBytes, summary.reservedMemoryBytes]).toEqual([7, 9]);
  expect(summaryOf([])).toEqual({ validation: [], saves: [] });
});

test('the shares add up to the time of the run', () => {
  const shares = sharesOf(RUN, at(0), at(80));
  expect(shares).toEqual({
    total: 80,
    seconds: { 'start-up': 40, data: 10, compute: 7, validation: 5, saving: 15, other: 3 },
  });
  if (shares === undefined) return;
  expect(shareOf(shares, 'start-up')).toBe(0.5);
  expect(Object.values(shares.seconds).reduce((a, b) => a + b, 0)).toBe(80);
});

test('where nothing measured the wait for data, there is no such share', () => {
  const plain = RUN.map((metric) => ('step' in metric ? { step: metric.step, seconds: 3 } : metric));
  expect(sharesOf(plain, at(0), at(80))?.seconds).not.toHaveProperty('data');
  expect(sharesOf(plain, at(0), at(0))).toBeUndefined();
});

test('one sentence where a share is out of line', () => {
  const waits = { total: 1000, seconds: { data: 610, compute: 390 } };
  expect(remarkOn(waits, { key: 'train.train_policy.dataloader_num_workers', workers: 0 })).toBe(
    '61 % of the time of the steps went by waiting for data: train.train_policy.dataloader_num_workers is 0',
  );
  expect(remarkOn({ total: 1000, seconds: { data: 290, compute: 710 } })).toBeUndefined();
  expect(remarkOn({ total: 1000, seconds: { compute: 500, saving: 500 } })).toBe(
    '50 % of the run was saving',
  );
  expect(remarkOn({ total: 60, seconds: { compute: 10, 'start-up': 50 } })).toBeUndefined();
});
