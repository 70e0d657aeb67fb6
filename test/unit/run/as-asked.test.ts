/** Who ends a run names its ending: one table of requests, and one of signals. */
import { expect, test } from 'vitest';
import type { Ending, StopReason } from '../../../src/engine/engine.ts';
import { ExitCode } from '../../../src/findings/exit-code.ts';
import { OUTCOMES, type Outcome } from '../../../src/findings/outcome.ts';
import { STOP_SIGNALS, type StopSignal } from '../../../src/io.ts';
import { asAsked, codeOf } from '../../../src/run/conclude.ts';
import type { StopRequest } from '../../../src/run/course.ts';
import { REQUESTED, stopRequests } from '../../../src/run/stop-requests.ts';

const ending = (outcome: Outcome): Ending => ({
  outcome,
  exitCode: OUTCOMES[outcome],
  step: {},
  findings: [],
});

test.each([
  // The engine says "interrupted by a signal" of whatever ended it: the request decides.
  ['interrupted', 'SIGTERM', 'terminated', 143],
  ['interrupted', 'SIGINT', 'interrupted', 130],
  ['interrupted', 'deadline', 'retryable', 75],
  ['interrupted', 'SIGUSR1', 'retryable', 75],
  ['terminated', 'SIGINT', 'interrupted', 130],
  ['terminated', 'SIGTERM', 'terminated', 143],
  ['retryable', 'SIGTERM', 'terminated', 143],
  // What happened before the stop, or in spite of it, stays.
  ['succeeded', 'SIGTERM', 'succeeded', 0],
  ['failed', 'SIGTERM', 'failed', 1],
  ['out-of-gpu-memory', 'SIGINT', 'out-of-gpu-memory', 80],
  ['loss-not-finite', 'deadline', 'loss-not-finite', 82],
  // Nothing of it lives, so it does not run.
  ['running', 'SIGTERM', 'abandoned', 83],
  ['running', undefined, 'abandoned', 83],
  ['interrupted', undefined, 'interrupted', 130],
] as const)('%s, asked by %s: %s, %i', (judged, requested: StopReason | undefined, outcome, code) => {
  expect(asAsked(ending(judged), requested)).toMatchObject({ outcome, exitCode: code });
});

test.each([
  ['SIGINT', 'SIGINT'],
  ['SIGTERM', 'SIGTERM'],
  ['SIGHUP', 'SIGTERM'],
  ['SIGUSR1', 'SIGUSR1'],
] as const)('%s asks for %s', (signal, requested) => {
  expect(REQUESTED[signal]).toBe(requested);
});

test('every signal that is heard asks for something', () => {
  expect(Object.keys(REQUESTED).sort()).toEqual([...STOP_SIGNALS].sort());
});

test('what came before somebody listened is not lost', () => {
  let send: (signal: StopSignal) => void = () => {};
  const requests = stopRequests({
    onSignal: (handler) => {
      send = handler;
      return () => {};
    },
  });
  send('SIGTERM');
  const heard: StopRequest[] = [];
  const release = requests.subscribe((request) => void heard.push(request));
  send('SIGINT');
  expect(heard).toEqual([{ requested: 'SIGTERM' }, { requested: 'SIGINT' }]);
  release();
  send('SIGINT');
  expect(heard).toHaveLength(2);
});

test('a stop may come from elsewhere too, and both are let go of', () => {
  const released: string[] = [];
  let deadline: (request: StopRequest) => void = () => {};
  const io = { onSignal: () => () => void released.push('signals') };
  const requests = stopRequests(io, (handler) => {
    deadline = handler;
    return () => void released.push('stops');
  });
  const heard: StopRequest[] = [];
  requests.subscribe((request) => void heard.push(request));
  deadline({ requested: 'deadline' });
  expect(heard).toEqual([{ requested: 'deadline' }]);
  requests.release();
  expect(released).toEqual(['signals', 'stops']);
  expect(() => stopRequests(io).release()).not.toThrow();
});

test('a success of which nothing could be kept is 73; every other code is the true one', () => {
  const record = {} as never;
  expect(codeOf({ ending: ending('succeeded'), record })).toBe(ExitCode.ok);
  expect(codeOf({ ending: ending('succeeded'), record, lost: { why: 'full' } })).toBe(ExitCode.disk);
  expect(codeOf({ ending: ending('succeeded'), record, lost: { why: 'full', kept: '/x' } })).toBe(
    ExitCode.ok,
  );
  expect(codeOf({ ending: ending('stalled'), record, lost: { why: 'full' } })).toBe(ExitCode.stalled);
});
