/** Nights of a series over the fake engine: deadline, resume, gate, promotion, retries, leases, hooks, secrets. */
import { existsSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { lineOf, series } from './nightly-rig.ts';
import { json, leftOf } from './rig.ts';

const SLOW = { FAKE_SCENARIO: 'slow', FAKE_STEP_SECONDS: '0.4' };

describe.concurrent('nightly run', () => {
  test.concurrent('two nights: stopped at the deadline, then resumed, finished, gated and promoted', async () => {
    const one = series('two-nights');
    const first = await one.night(SLOW, '--for', '7s');
    const night = lineOf(first);
    expect(first.code, first.stderr).toBe(75);
    expect(night).toMatchObject({ outcome: 'retryable', exitCode: 75, status: 'ended' });
    expect(night.resumePoint.step).toBeGreaterThan(0);
    expect(night.resumePoint.step).toBeLessThan(20);
    expect(existsSync(join(one.folder, 'last-good'))).toBe(false);
    const second = await one.night({ FAKE_SCENARIO: 'completes' });
    const done = lineOf(second);
    expect(second.code, second.stderr).toBe(0);
    expect(done.attempts[0].resumedFrom).toEqual(night.resumePoint);
    const config = readFileSync(join(done.attempts[0].record, 'config.toml'), 'utf8');
    expect(config).toContain(`resume = ${JSON.stringify(night.resumePoint.path)}`);
    expect(done.promoted).toBe(done.attempts[0].run);
    expect(done.gate.passed).toBe(true);
    expect(readlinkSync(join(one.folder, 'last-good'))).toBe(
      `runs/${done.attempts[0].run}/train/safetensors/step_20`,
    );
    expect(existsSync(join(one.folder, 'last-good', 'model.safetensors.index.json'))).toBe(true);
    expect(done.objective.scope).toBe('brain-only');
    expect(readFileSync(join(one.folder, 'latest.md'), 'utf8')).toContain('Brain-only');
    expect(leftOf(done.attempts[0].record)).toEqual([]);
    const status = json((await one.place.run(['nightly', 'status', one.file, '--json'])).stdout);
    expect(status.nights.map((each: { outcome: string }) => each.outcome)).toEqual([
      'retryable',
      'succeeded',
    ]);
    expect(status.lastGood.run).toBe(done.attempts[0].run);
  });
});
