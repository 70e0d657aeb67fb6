/** The gate, retries, secrets and the saving time. */
import { describe, expect, test } from 'vitest';
import { OUTCOMES, type Outcome } from '../../../src/findings/outcome.ts';
import { judgeGate, metricsIn } from '../../../src/nightly/gate/apply.ts';
import { stopSeconds } from '../../../src/nightly/reserve.ts';
import { mayRetry } from '../../../src/nightly/retry.ts';
import { NIGHTLY } from '../../../src/nightly/schema.ts';
import { redact, secretsIn } from '../../../src/findings/secrets.ts';

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
    expect(judge({}, {}, undefined)).toMatchObject({ passed: false, blind: true });
    expect(judge({ metrics: { accuracy: 'higher' } }, { validation_loss: 1 })).toMatchObject({
      passed: false,
      blind: true,
    });
    expect(judge({}, { validation_loss: Number.NaN })).toMatchObject({ passed: false, blind: false });
    expect(judge({ validation_loss: 'if-present' }, {}, { validation_loss: 1 }).passed).toBe(false);
    expect(judge({ validation_loss: 'if-present' }, {}, {}).passed).toBe(true);
  });

  test('a metric for which higher is better', () => {
    const gate = { validation_loss: 'off', metrics: { accuracy: 'higher' } };
    expect(judge(gate, { accuracy: 0.9 }, { accuracy: 0.8 }).passed).toBe(true);
    expect(judge(gate, { accuracy: 0.7 }, { accuracy: 0.8 }).passed).toBe(false);
    expect(judge(gate, { accuracy: 0.1 }).passed).toBe(true);
  });

  test('the numbers in what an eval command prints', () => {
    expect(metricsIn('loading\n{"accuracy": 0.5, "name": "x"}\n')).toEqual({ accuracy: 0.5 });
    expect(metricsIn('{\n "a": 1\n}\n')).toEqual({ a: 1 });
    expect(metricsIn('no numbers')).toBeUndefined();
    expect(metricsIn('[1]')).toBeUndefined();
  });
});

test('retries: limits by class, and never what a person must mend', () => {
  const { retry } = file({});
  expect(mayRetry(retry, ['retryable'])).toBe(true);
  expect(mayRetry(retry, ['retryable', 'retryable', 'retryable'])).toBe(false);
  expect(mayRetry(retry, ['retryable', 'retryable', 'stalled'])).toBe(true);
  expect(mayRetry(retry, ['stalled', 'stalled'])).toBe(false);
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
