/** What is left of a run, in seconds. */
import { expect, test } from 'vitest';
import type { RunView } from '../../../src/engine/events.ts';
import { progressOf } from '../../../src/run/watch.ts';

const view = (step: number, more: object = {}) =>
  ({ phase: 'training', progressKey: '', step, ports: {}, ...more }) as unknown as RunView;

test('the time left is the steps left times the usual step, which one slow step does not change', () => {
  expect(progressOf(view(10), 30, [2, 2, 50, 2, 2])).toMatchObject({ secondsPerStep: 2, etaSeconds: 40 });
  expect(progressOf(view(30), 30, [2])).toMatchObject({ etaSeconds: 0 });
  // The engine knows better than the plan, and never more than all is done.
  expect(progressOf(view(10, { total: 20 }), 30, [3])).toMatchObject({ planned: 20, etaSeconds: 30 });
  expect(progressOf(view(40), 30, [3])).toMatchObject({ etaSeconds: 0 });
});

test('nothing is promised before the first step, without a plan or without a measured step', () => {
  for (const progress of [
    progressOf(view(0), 30, [2]),
    progressOf(view(3), undefined, [2]),
    progressOf(view(3), 30, []),
  ])
    expect(progress).not.toHaveProperty('etaSeconds');
});
