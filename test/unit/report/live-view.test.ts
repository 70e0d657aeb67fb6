/** The live view at several widths: what matters most stays, and no line is too wide. */
import { describe, expect, test } from 'vitest';
import { bar, type LiveState, liveLines } from '../../../src/report/live-view.ts';
import { sparkline } from '../../../src/report/sparkline.ts';

const FULL: LiveState = {
  phase: 'training',
  elapsed: 2472,
  inPhase: 2300,
  step: 136,
  planned: 220,
  epoch: 2,
  losses: [2.311, 1.9, 1.2, 0.8, 0.5, 0.412],
  validation: { step: 120, loss: 0.5012 },
  lr: 1e-5,
  gradNorm: 0.82,
  secondsPerStep: 11.6,
  etaSeconds: 974,
  endsAt: '23:41',
  gpus: [0, 1],
  memoryGiB: { used: 72.4, total: 139.8 },
  busy: 98,
  save: { step: 120, secondsAgo: 125 },
};

describe('while it trains', () => {
  test('at 120 columns all of it is there', () => {
    expect(liveLines(FULL, 120)).toEqual([
      'training ███████████████░░░░░░░░░  61 % · step 136/220 · 16m14s left · until 23:41 · epoch 2 · 41m12s so far',
      'loss 2.3110 → 0.4120 █▇▄▂▁▁ · val 0.5012 @ 120 · 11.60 s/step · lr 1.0e-5 · grad 0.82',
      'GPU 0,1 · 72.4 of 140 GiB · 98 % busy · saved step 120 2m05s ago',
    ]);
  });

  test('at 60 columns the step, what is left and the loss remain', () => {
    const lines = liveLines(FULL, 60);
    expect(lines[0]).toContain('step 136/220');
    expect(lines[0]).toContain('16m14s left');
    expect(lines[1]).toMatch(/^loss 2\.3110 → 0\.4120/);
  });

  test.each([0, 20, 40, 60, 80, 120, 300])('no line is wider than the terminal: %d columns', (columns) => {
    const wide = columns === 0 ? 80 : Math.max(24, columns);
    for (const line of liveLines(FULL, columns)) expect([...line].length).toBeLessThanOrEqual(wide - 4);
  });
});

test('before the first step: the phase, and how long it usually takes', () => {
  expect(liveLines({ phase: 'loading', elapsed: 64, inPhase: 22, usual: 70 }, 80)).toEqual([
    'loading · 22s (usually 1m10s) · 1m04s since the start',
  ]);
});

test('a bar and a curve never leave their width, whatever comes', () => {
  expect(bar(2, 10)).toBe('██████████');
  expect(bar(Number.NaN, 0)).toBe('');
  expect(sparkline([], 10)).toBe('');
  expect(sparkline([1, Number.NaN, 3], 10)).toBe('▁×█');
  expect([
    ...sparkline(
      Array.from({ length: 1000 }, (_, place) => place),
      20,
    ),
  ]).toHaveLength(20);
  expect(sparkline([5, 5, 5], 10)).toBe('▁▁▁');
});
