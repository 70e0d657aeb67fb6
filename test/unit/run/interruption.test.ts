/** Ctrl-C in what only reads. */
import { expect, test } from 'vitest';
import type { Io, StopSignal } from '../../../src/io.ts';
import { interruption } from '../../../src/run/interruption.ts';

function heard(end?: () => void) {
  let send: (signal: StopSignal) => void = () => {};
  let released = 0;
  const io = {
    onSignal: (handler: (signal: StopSignal) => void) => {
      send = handler;
      return () => {
        released += 1;
      };
    },
  } as unknown as Io;
  return {
    watched: interruption(io, 'the reading', end),
    send: (signal: StopSignal) => send(signal),
    released: () => released,
  };
}

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 143],
] as const)('%s ends with %i, and says what was stopped', (signal, code) => {
  const { watched, send } = heard();
  expect(() => watched.check()).not.toThrow();
  send(signal);
  expect(() => watched.check()).toThrow(
    expect.objectContaining({
      exitCode: code,
      message: `the reading was stopped by ${signal} before its end`,
    }),
  );
});

test('the first signal names the end, each one stops what is under way, and it is let go of', () => {
  let stopped = 0;
  const { watched, send, released } = heard(() => {
    stopped += 1;
  });
  send('SIGINT');
  send('SIGTERM');
  expect(stopped).toBe(2);
  expect(() => watched.check()).toThrow(expect.objectContaining({ exitCode: 130 }));
  watched.release();
  expect(released()).toBe(1);
});
