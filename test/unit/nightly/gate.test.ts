/** The gate, retries, secrets and the saving time. */
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { OUTCOMES, type Outcome } from '../../../src/findings/outcome.ts';
import { redact, secretsIn } from '../../../src/findings/secrets.ts';
import { judgeGate, shown } from '../../../src/nightly/gate/apply.ts';
import { metricsIn } from '../../../src/nightly/gate/metrics.ts';
import { reserveSeconds, stopSeconds } from '../../../src/nightly/reserve.ts';
import { mayRetry } from '../../../src/nightly/retry.ts';
import { NIGHTLY } from '../../../src/nightly/schema.ts';
import { member } from './members.ts';

const file = (gate: object) =>
  NIGHTLY.parse({ schema_version: 1, name: 'a', preset: 'p', gate: { eval: ['e'], ...gate } });
const judge = (gate: object, metrics: object, good?: object) =>
  judgeGate(file(gate).gate, metrics as Record<string, number>, good as Record<string, number> | undefined);

describe('the gate', () => {
  test('a lower validation loss passes, an equal one too, a higher one does not', () => {
    expect(judge({}, { validation_loss: 1 }, { validation_loss: 2 }).passed).toBe(true);
    expect(judge({}, { validation_loss: 2 }, { validation_loss: 2 }).passed).toBe(true);
    const worse = judge({}, { validation_loss: 2.1 }, { validation_loss: 2 });
    expect(worse).toMatchObject({ passed: false, blind: false });
    expect(worse.reason).toContain('2.1 is worse than 2');
    expect(judge({ tolerance: 0.1 }, { validation_loss: 2.1 }, { validation_loss: 2 }).passed).toBe(true);
  });

  test('what could not be looked at never passes', () => {
    expect(judge({}, {}, undefined)).toMatchObject({ passed: false, blind: false });
    expect(judge({ metrics: { accuracy: 'higher' } }, { validation_loss: 1 })).toMatchObject({
      passed: false,
      reason: 'accuracy is missing',
    });
    expect(judge({}, { validation_loss: Number.NaN })).toMatchObject({ passed: false, blind: false });
    expect(judge({ validation_loss: 'if-present' }, {}, { validation_loss: 1 }).passed).toBe(false);
    expect(judge({ validation_loss: 'if-present' }, {}, {})).toMatchObject({ passed: true, comparisons: [] });
    expect(judge({ validation_loss: 'if-present' }, { validation_loss: 3 }, {}).comparisons).toHaveLength(1);
    expect(judge({ validation_loss: 'off' }, { validation_loss: 3 }, { validation_loss: 1 })).toMatchObject({
      passed: true,
      comparisons: [],
    });
  });

  test('a metric for which higher is better', () => {
    const gate = { validation_loss: 'off', metrics: { accuracy: 'higher' } };
    expect(judge(gate, { accuracy: 0.9 }, { accuracy: 0.8 }).passed).toBe(true);
    expect(judge(gate, { accuracy: 0.7 }, { accuracy: 0.8 }).passed).toBe(false);
    expect(judge(gate, { accuracy: 0.1 }).passed).toBe(true);
  });

  test('the numbers in what an eval command prints', () => {
    expect(metricsIn('loading\n{"accuracy": 0.5, "name": "x"}\n')).toEqual({ candidate: { accuracy: 0.5 } });
    expect(metricsIn('{"a": 1}\n{"a": 2}\ndone')).toEqual({ candidate: { a: 2 } });
    expect(metricsIn('{\n "a": 1\n}\n')).toEqual({ candidate: { a: 1 } });
    expect(metricsIn('{"a": {"b": 1, "c": [2], "d": null, "e": {"f": 3}}, "g": true}')).toEqual({
      candidate: { 'a.b': 1, 'a.e.f': 3 },
    });
    expect(metricsIn('{"a": NaN, "b": [1, NaN], "c":-Infinity, "d": "NaN"}')).toEqual({
      candidate: { a: Number.NaN, c: Number.NEGATIVE_INFINITY },
    });
    expect(metricsIn('{"candidate": {"a": 1}, "last_good": {"a": 2}}')).toEqual({
      candidate: { a: 1 },
      lastGood: { a: 2 },
    });
    expect(metricsIn('{"candidate": {"a": 1}, "last_good": null}')).toEqual({
      candidate: { 'candidate.a': 1 },
    });
    expect(metricsIn('no numbers')).toBeUndefined();
    expect(metricsIn('[1]')).toBeUndefined();
    expect(metricsIn('null')).toBeUndefined();
  });

  test.each([
    [
      'min is a floor without a last good model',
      { direction: 'higher', min: 0.5 },
      0.4,
      undefined,
      'out-of-bounds',
    ],
    ['at the floor', { direction: 'higher', min: 0.5 }, 0.5, undefined, 'nothing-to-compare'],
    ['max is a ceiling', { direction: 'lower', max: 2 }, 2.1, 3, 'out-of-bounds'],
    ['at the ceiling', { direction: 'lower', max: 2 }, 2, 3, 'passed'],
    ['a drop within max_drop', { direction: 'higher', max_drop: 0.25 }, 0.5, 0.75, 'passed'],
    ['a drop beyond it', { direction: 'higher', max_drop: 0.25 }, 0.49, 0.75, 'worse'],
    ['a rise within it, where lower is better', { direction: 'lower', max_drop: 0.5 }, 2.5, 2, 'passed'],
    ['a rise beyond it', { direction: 'lower', max_drop: 0.5 }, 2.6, 2, 'worse'],
    ['max_drop 0 takes the place of the tolerance', { direction: 'higher', max_drop: 0 }, 0.7, 0.75, 'worse'],
    ['not finite', { direction: 'higher', min: 0 }, Number.POSITIVE_INFINITY, 0.5, 'not-finite'],
    ['missing', { direction: 'higher' }, undefined, 0.5, 'missing'],
  ] as const)('%s', (_, threshold, value, good, verdict) => {
    const policy = { validation_loss: 'off', tolerance: 0.5, metrics: { m: threshold } };
    const metrics = value === undefined ? {} : { m: value };
    const result = judge(policy, metrics, good === undefined ? undefined : { m: good });
    expect(result.comparisons.map((row) => row.verdict)).toEqual([verdict]);
    expect(result.passed).toBe(verdict === 'passed' || verdict === 'nothing-to-compare');
    expect(result.blind).toBe(false);
  });

  test('the reason names every fault, or what was looked at; numbers are short', () => {
    const policy = { metrics: { a: 'higher', b: { direction: 'higher', min: 0.5 }, c: 'higher' } };
    const bad = judge(
      policy,
      { validation_loss: 1 / 3, a: 1, b: 0.25, c: Number.NaN },
      { validation_loss: 0.3 },
    );
    expect(bad.reason).toBe(
      'validation_loss 0.3333 is worse than 0.3 of the last good model; b 0.25 is outside of its bounds (at least 0.5); c is not finite',
    );
    const good = judge({ metrics: { a: 'higher' } }, { validation_loss: 1, a: 1 }, { validation_loss: 1 });
    expect(good.reason).toBe(
      'validation_loss: at least as good as the last good model; a: there is nothing of the last good model to compare with',
    );
    expect(good.comparisons.map((row) => row.limit)).toEqual(['not above 1', undefined]);
    const row = (threshold: object, value?: number, last?: number) =>
      judge(
        { validation_loss: 'off', metrics: { m: threshold } },
        value === undefined ? {} : { m: value },
        last === undefined ? undefined : { m: last },
      ).comparisons;
    expect(row({ direction: 'higher', min: 1, max: 5, max_drop: 1 }, 3, 4)).toEqual([
      {
        metric: 'm',
        better: 'higher',
        value: 3,
        lastGood: 4,
        limit: 'at least 1, at most 5, not below 3',
        verdict: 'passed',
      },
    ]);
    expect(row({ direction: 'lower', max_drop: 1 }, 3, 4)[0]?.limit).toBe('not above 5');
    expect(row({ direction: 'higher' }, 3)).toEqual([
      { metric: 'm', better: 'higher', value: 3, verdict: 'nothing-to-compare' },
    ]);
    expect(row({ direction: 'higher' })).toEqual([{ metric: 'm', better: 'higher', verdict: 'missing' }]);
    const only = judge(
      { metrics: { a: 'higher' } },
      { validation_loss: 1, a: 1 },
      { validation_loss: 1, a: 1 },
    );
    expect(only.reason).toBe('validation_loss, a: at least as good as the last good model');
    expect(judge({ validation_loss: 'off' }, {}, {}).reason).toContain('no metric was asked for');
    expect(judge({}, { validation_loss: 1 }).reason).toContain('there is no last good model');
    expect([1 / 3, 146, 12345.6, Number.NaN].map(shown)).toEqual(['0.3333', '146', '12350', 'NaN']);
  });
});

test('retries: limits by class, and never what a person must mend', () => {
  const { retry } = file({});
  expect(mayRetry(retry, ['retryable'])).toBe(true);
  expect(mayRetry(retry, ['retryable', 'retryable', 'retryable'])).toBe(false);
  expect(mayRetry(retry, ['retryable', 'retryable', 'stalled'])).toBe(true);
  expect(mayRetry(retry, ['stalled', 'stalled'])).toBe(false);
  const failing = NIGHTLY.parse({ schema_version: 1, name: 'a', preset: 'p', retry: { failed: 1 } }).retry;
  expect(mayRetry(failing, ['failed'])).toBe(true);
  expect(mayRetry(failing, ['failed', 'failed'])).toBe(false);
  expect(mayRetry(failing, [])).toBe(false);
  const again = (Object.keys(OUTCOMES) as Outcome[]).filter((outcome) => mayRetry(retry, [outcome]));
  expect(again).toEqual(['stalled', 'retryable']);
});

test('secrets are found and taken out by value and by shape', () => {
  const env = { MY_TOKEN: 'planted-secret-1', PATH: '/usr/bin', SHORT_KEY: 'abc' };
  expect(secretsIn('a planted-secret-1 b', env)).toEqual(['the value of MY_TOKEN']);
  expect(secretsIn(`hf_${'a'.repeat(30)}`, {})).toEqual(['a Hugging Face token']);
  expect(secretsIn('/usr/bin abc', env)).toEqual([]);
  expect(redact(`x planted-secret-1 hf_${'a'.repeat(30)}`, env)).toBe('x [MY_TOKEN] [a Hugging Face token]');
});

test('the time a stop took is read from our own events', () => {
  const at = (seconds: number, kind: string, more = '') =>
    `{"t":"2026-11-24T02:00:${String(seconds).padStart(2, '0')}.000Z","kind":"${kind}"${more}}`;
  const asked = at(10, 'stop-requested', ',"way":"request_stop"');
  expect(stopSeconds([asked, at(25, 'ended'), '{"half'].join('\n'))).toBe(15);
  expect(stopSeconds([asked, '{"half'].join('\n'))).toBeUndefined();
  expect(
    stopSeconds([at(10, 'stop-requested', ',"way":"none"'), at(25, 'ended')].join('\n')),
  ).toBeUndefined();
});

test('kept for saving: half as much again as the slowest of the last five stops, at least what was given', () => {
  const root = mkdtempSync(join(tmpdir(), 'cookbook-reserve-'));
  const stops = (...seconds: readonly number[]) =>
    seconds.map((count, index) => {
      const id = `r${index}-${count}`;
      mkdirSync(join(root, id), { recursive: true });
      const at = (ms: number) => new Date(Date.UTC(2026, 10, 24) + ms).toISOString();
      const lines = [
        { t: at(0), kind: 'stop-requested', way: 'request_stop' },
        { t: at(count * 1000), kind: 'ended' },
      ];
      writeFileSync(join(root, id, 'events.ndjson'), lines.map((line) => JSON.stringify(line)).join('\n'));
      return member(root, { id });
    });
  expect(reserveSeconds(undefined, [])).toBe(600);
  expect(reserveSeconds('2m', [])).toBe(120);
  expect(reserveSeconds(undefined, [member(root, { id: 'never-stopped' })])).toBe(600);
  expect(reserveSeconds(undefined, stops(100))).toBe(150);
  expect(reserveSeconds(undefined, stops(101))).toBe(152);
  expect(reserveSeconds(undefined, stops(100, 300, 200))).toBe(450);
  expect(reserveSeconds(undefined, stops(1000, 10, 50, 60, 40, 10))).toBe(90);
  expect(reserveSeconds(undefined, stops(3))).toBe(60);
  expect(reserveSeconds('10m', stops(100))).toBe(600);
  expect(reserveSeconds('2s', stops(3))).toBe(5);
});
