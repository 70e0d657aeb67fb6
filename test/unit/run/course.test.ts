/** The fold of a supervision: every row is a moment, and what must follow. No process is started. */
import { describe, expect, test } from 'vitest';
import { NOTHING_SAID, type RunView } from '../../../src/engine/events.ts';
import type { StopPolicy } from '../../../src/plan/launch-plan.ts';
import {
  advance,
  answered,
  type Course,
  type CourseAction,
  courseFrom,
  stallLimit,
  type Tick,
} from '../../../src/run/course.ts';

const POLICY: StopPolicy = {
  stall: { controllerReady: 90, firstStep: 120, step: 60, finish: 300 },
  failureGrace: 10,
  gracefulStop: 600,
  terminate: 15,
};
const TRAINING: RunView = {
  ...NOTHING_SAID,
  phase: 'training',
  step: 5,
  total: 20,
  progressKey: 'training/5',
};
const FAILED: RunView = { ...TRAINING, failure: { line: 7, reason: 'Process 12 failed' } };
const TERM = { requested: 'SIGTERM' } as const;
const INT = { requested: 'SIGINT' } as const;

const tick = (seconds: number, more: Partial<Tick> = {}): Tick => ({
  now: seconds * 1000,
  view: TRAINING,
  gone: false,
  requests: [],
  ...more,
});

/** The course after some ticks, and the last action. */
function through(...ticks: readonly Tick[]): { readonly course: Course; readonly action: CourseAction } {
  let course = courseFrom(0);
  let action: CourseAction = { kind: 'wait' };
  for (const one of ticks) ({ course, action } = advance(course, one, POLICY));
  return { course, action };
}

const stop = (cause: string) => ({ kind: 'stop', cause });
const wait = { kind: 'wait' };

describe('one tick', () => {
  const rows: ReadonlyArray<readonly [string, readonly Tick[], object]> = [
    ['a run that trains is waited for', [tick(1)], wait],
    ['nothing lives: it is over', [tick(1, { gone: true })], stop('gone')],
    ['gone comes before a request', [tick(1, { gone: true, requests: [TERM] })], stop('gone')],
    ['a failure line has its grace', [tick(1, { view: FAILED }), tick(11, { view: FAILED })], wait],
    [
      'a failure line ends the run after its grace',
      [tick(1, { view: FAILED }), tick(11.1, { view: FAILED })],
      stop('failure'),
    ],
    ['orphans have their grace', [tick(1, { exit: { code: 0 } }), tick(11, { exit: { code: 0 } })], wait],
    [
      'orphans are ended after it',
      [tick(1, { exit: { code: 0 } }), tick(11.1, { exit: { code: 0 } })],
      stop('orphans'),
    ],
    [
      'the workers of a launcher that a signal ended may train on',
      [tick(1, { exit: { signal: 'SIGKILL' } }), tick(40, { exit: { signal: 'SIGKILL' } })],
      wait,
    ],
    ['a request asks for a checkpoint', [tick(1, { requests: [TERM] })], { kind: 'ask', request: TERM }],
    ['it is asked once', [tick(1, { requests: [TERM] }), tick(2, { requests: [TERM] })], wait],
    [
      'the checkpoint has its time',
      [
        tick(1, { requests: [TERM] }),
        tick(50, { requests: [TERM], view: { ...TRAINING, progressKey: 'b' } }),
      ],
      wait,
    ],
    [
      'and no more',
      [
        tick(1, { requests: [TERM] }),
        tick(601.1, { requests: [TERM], view: { ...TRAINING, progressKey: 'b' } }),
      ],
      stop('patience'),
    ],
    [
      'a second request does not wait',
      [tick(1, { requests: [TERM] }), tick(2, { requests: [TERM, TERM] })],
      stop('asked-again'),
    ],
    ['two at once do not even ask', [tick(1, { requests: [TERM, INT] })], stop('asked-again')],
    ['a loss that does not come back ends the run', [tick(1, { diverged: true })], stop('diverged')],
    ['one that was finite does not', [tick(1, { diverged: false })], wait],
    ['gone comes before a lost loss', [tick(1, { gone: true, diverged: true })], stop('gone')],
    ['quiet from the start on counts from there', [tick(0), tick(61)], stop('stalled')],
    ['quiet within the limit', [tick(1), tick(61)], wait],
    ['quiet beyond the limit', [tick(1), tick(61.1)], stop('stalled')],
    ['what is not read yet may tell of progress', [tick(1), tick(61.1, { behind: true })], wait],
    [
      'a failure is not called a stall, however long it was quiet before it',
      [tick(1), tick(55, { view: FAILED }), tick(62, { view: FAILED })],
      wait,
    ],
    [
      'a failure is no stall',
      [tick(1, { view: FAILED }), tick(9, { view: FAILED }), tick(10.5, { view: FAILED })],
      wait,
    ],
  ];
  test.each(rows)('%s', (_, ticks, expected) => {
    expect(through(...ticks).action).toEqual(expected);
  });

  test('progress moves the stall on', () => {
    const moved = tick(50, { view: { ...TRAINING, step: 6, progressKey: 'training/6' } });
    expect(through(tick(1), moved, { ...moved, now: 109_000 }).action).toEqual(wait);
    expect(through(tick(1), moved, { ...moved, now: 110_100 }).action).toEqual(stop('stalled'));
  });

  test('nobody was left to ask: the tree is stopped at once', () => {
    const { course, action } = through(tick(1, { requests: [INT] }));
    expect(action.kind).toBe('ask');
    const next = (way: string) => advance(answered(course, way), tick(1, { requests: [INT] }), POLICY).action;
    expect(next('none')).toEqual(stop('nobody-to-ask'));
    expect(next('request_stop')).toEqual(wait);
  });

  test('the first request names the ending, the stall says how long and where', () => {
    expect(through(tick(1, { requests: [TERM] }), tick(2, { requests: [TERM, INT] })).course.stop).toBe(TERM);
    expect(through(tick(1)).course).not.toHaveProperty('stop');
    expect(through(tick(1), tick(62)).course.stalled).toEqual({ phase: 'training', seconds: 61 });
  });
});

test.each([
  ['starting', 0, undefined, 90],
  ['controller', 0, undefined, 90],
  ['loading', 0, undefined, 120],
  ['training', 5, 20, 60],
  ['saving', 5, undefined, 60],
  ['finishing', 20, 20, 300],
  ['training', 21, 20, 300],
] as const)('the stall limit of %s at step %i of %s is %i s', (phase, step, total, limit) => {
  const view = { ...NOTHING_SAID, phase, step, ...(total === undefined ? {} : { total }) };
  expect(stallLimit(POLICY, view, undefined)).toBe(limit);
});

test('nothing was asked, so that no answer changes anything', () => {
  const course = courseFrom(5);
  expect(answered(course, 'none')).toBe(course);
});

test('an exit and a failure are dated by the tick that first saw them', () => {
  const exit = { code: 1 };
  const { course } = through(tick(1), tick(2, { exit, view: FAILED }), tick(3, { exit, view: FAILED }));
  expect(course).toMatchObject({ exitedAt: 2000, failedAt: 2000 });
  expect(through(tick(1)).course).not.toHaveProperty('exitedAt');
});

test('where the engine does not say its total, the planned steps count', () => {
  const view = { ...NOTHING_SAID, phase: 'training', step: 20 } as const;
  expect(stallLimit(POLICY, view, 20)).toBe(300);
  expect(stallLimit(POLICY, view, 21)).toBe(60);
});
