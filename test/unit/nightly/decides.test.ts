/** What survived a look for unnoticed changes in what decides: limits of durations and times, and when an eval command is believed. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { deadlineOf, durationSeconds, nextTimeOfDay, timeOfDay } from '../../../src/nightly/deadline.ts';
import { verifyExport } from '../../../src/nightly/gate/decide.ts';
import { judgeFinished } from '../../../src/nightly/gate/measure.ts';
import { afterRehearsal } from '../../../src/nightly/rehearse-first.ts';
import { FINGERPRINT } from './members.ts';
import { IO, makeRun, seriesFolder, writeExport } from './series-folder.ts';

describe('durations and times of day', () => {
  test('hours of several digits, up to a year of 366 days and no longer', () => {
    expect(durationSeconds('100h')).toBe(360_000);
    expect(durationSeconds('8784h')).toBe(366 * 24 * 3600);
    expect(durationSeconds('8784h1s')).toBeUndefined();
  });

  test('a time is a time and nothing around it', () => {
    expect(timeOfDay('07:05')).toEqual({ hour: 7, minute: 5 });
    for (const text of ['107:00', '07:000', '7:00', '24:00', 'x']) {
      expect(timeOfDay(text)).toBeUndefined();
      expect(nextTimeOfDay(text, 0)).toBeUndefined();
    }
  });

  test('a deadline by elapsed time is told on both clocks; one at no time of day is none', () => {
    const clock = { now: () => 1_000_000, monotonic: () => 500 };
    const told = { kind: 'for', at: 1_090_000, monotonic: 90_500, text: '90s' };
    expect(deadlineOf({ for: '90s' }, clock)).toEqual(told);
    expect(deadlineOf({ until: 'never' }, clock)).toBeUndefined();
  });
});

type Folder = ReturnType<typeof seriesFolder>;
const NEVER = new AbortController().signal;
const judge = (folder: Folder, one: Parameters<typeof judgeFinished>[2]) =>
  judgeFinished(folder.spec, folder.place, one, IO, NEVER);
const asked = (shell: string, more: object = {}) =>
  seriesFolder({
    gate: { validation_loss: 'off', eval: ['sh', '-c', shell], metrics: { a: 'higher' }, ...more },
  });

describe('what an eval command says', () => {
  test('is believed only where it ended well, whatever it printed', async () => {
    const folder = asked('echo \'{"a": 9}\'; exit 3');
    const gate = await judge(folder, makeRun(folder, { id: 'a', exported: 20 }));
    expect(gate).toMatchObject({ passed: false, blind: true, comparisons: [] });
    expect(gate.reason).toBe('the eval command gave no metrics: it exited 3');
  });

  test('can be tried by hand where it broke, but for one that a deadline has cut', async () => {
    const folder = asked("echo '{'; exit 3");
    const one = makeRun(folder, { id: 'a', exported: 20 });
    const { folder: record } = one.state.files;
    const path = join(record, 'train/safetensors/step_20');
    const about = `COOKBOOK_EXPORT=${path} COOKBOOK_RECORD=${record} COOKBOOK_CANDIDATE=${path}`;
    const command = `sh -c 'echo '\\''{'\\''; exit 3'`;
    const line = `try the eval command: \`cd ${folder.spec.base} && env ${about} ${command}\``;
    expect((await judge(folder, one)).help).toBe(line);
    const cut = await judgeFinished(folder.spec, folder.place, one, IO, AbortSignal.abort());
    expect(cut).toMatchObject({ passed: false, blind: true });
    expect(cut).not.toHaveProperty('help');
  });

  test('about both models at once is not asked again, and a metric may be called why', async () => {
    const shell =
      'echo x >> asked; echo "{\\"candidate\\": {\\"a\\": 2, \\"why\\": 1}, \\"last_good\\": {\\"a\\": 1, \\"why\\": 1}}"';
    const folder = asked(shell);
    await judge(folder, makeRun(folder, { id: 'a', exported: 20 }));
    const gate = await judge(folder, makeRun(folder, { id: 'b', exported: 20, sequence: 2 }));
    expect(gate).toMatchObject({ passed: true, metrics: { a: 2, why: 1 }, comparisons: [{ lastGood: 1 }] });
    expect(readFileSync(join(folder.spec.base, 'asked'), 'utf8')).toBe('x\nx\n');
  });

  test('counts without a last good model, too', async () => {
    const folder = asked('echo \'{"a": 9}\'');
    const gate = await judge(folder, makeRun(folder, { id: 'a', exported: 20 }));
    expect(gate).toMatchObject({ passed: true, metrics: { a: 9 } });
  });

  test('is waited for as long as nightly.toml says', async () => {
    const folder = asked('sleep 30', { eval_timeout: '1s' });
    const begun = Date.now();
    const gate = await judge(folder, makeRun(folder, { id: 'a', exported: 20 }));
    expect(gate).toMatchObject({ passed: false, blind: true });
    expect(Date.now() - begun).toBeLessThan(20_000);
  });

  test('its last line is told, cut where it is long', async () => {
    const folder = asked('printf "first\\n%0300d\\n\\n" 7 >&2; exit 1');
    const { reason } = await judge(folder, makeRun(folder, { id: 'a', exported: 20 }));
    expect(reason).toBe(`the eval command gave no metrics: it exited 1 (${'0'.repeat(200)})`);
  });

  test('it is told of both models each time', async () => {
    const length_ = (name: string) => `$(printf %s "$${name}" | wc -c)`;
    const both = `${length_('COOKBOOK_CANDIDATE')}${length_('COOKBOOK_LAST_GOOD')}`;
    const folder = asked(`echo "{\\"a\\": 1, \\"n\\": ${both}}"`);
    const first = makeRun(folder, { id: 'a', exported: 20 });
    const length = join(first.state.files.folder, 'train/safetensors/step_20').length;
    expect((await judge(folder, first)).metrics['n']).toBe(length * 10);
    const second = await judge(folder, makeRun(folder, { id: 'b', exported: 20, sequence: 2 }));
    expect(second.metrics['n']).toBe(Number(`${length}${length}`));
  });
});

describe('a loss on other samples', () => {
  const run = (folder: Folder, id: string, sequence: number, loss: number | undefined, sha256: string) => {
    const fingerprint = { ...FINGERPRINT, dataset: { files: 2, sha256 } };
    const one = makeRun(folder, { id, sequence, exported: 20, fingerprint });
    const line = { kind: 'validation', step: 20, avg_loss: loss, val_loss: loss, loss };
    if (loss !== undefined)
      writeFileSync(join(one.state.files.folder, 'train-events.ndjson'), `${JSON.stringify(line)}\n`);
    return one;
  };
  const said = async (first: number | undefined, second: number | undefined) => {
    const folder = seriesFolder({ gate: { validation_loss: 'if-present' } });
    await judge(folder, run(folder, 'a', 1, first, 'one'));
    return (await judge(folder, run(folder, 'b', 2, second, 'two'))).reason;
  };

  test('is named only where there are two', async () => {
    expect(await said(2, 3)).toContain('is not compared');
    expect(await said(undefined, 3)).not.toContain('is not compared');
    expect(await said(2, undefined)).not.toContain('is not compared');
  });
});

test('a refused export tells no types, and a refusal compares nothing', async () => {
  const folder = seriesFolder({ gate: { validation_loss: 'off' } });
  const one = makeRun(folder, { id: 'a', exported: 20 });
  const path = join(one.state.files.folder, 'train/safetensors/step_20');
  writeFileSync(join(path, '00000.safetensors'), '');
  expect(verifyExport(one)).toMatchObject({ path, dtypes: [] });
  expect(await judge(folder, one)).toMatchObject({ comparisons: [], metrics: {} });
  writeExport(path, 'BF16', 8);
  expect(verifyExport(one)).toEqual({ path, dtypes: ['BF16'] });
});

describe('after a rehearsal', () => {
  const end = (more: object) =>
    ({ ok: false, outcome: 'failed', exitCode: 1, seconds: 9, runs: [], ...more }) as Parameters<
      typeof afterRehearsal
    >[0];
  const passed = end({ ok: true, outcome: 'succeeded', exitCode: 0 });

  test('one that passed lets the night train, while there is time', () => {
    expect(afterRehearsal(passed, false)).toBeUndefined();
    expect(afterRehearsal(passed, true)).toMatchObject({ outcome: 'retryable', exitCode: 75 });
  });

  test.each(['retryable', 'interrupted', 'terminated'])('%s is a stop, and no failure', (outcome) => {
    const reason = 'the rehearsal was stopped before its end, and nothing was trained';
    expect(afterRehearsal(end({ outcome, exitCode: 9 }), true)).toEqual({ outcome, exitCode: 9, reason });
  });

  test('one that failed keeps its code, and says why', () => {
    const told = afterRehearsal(end({ outcome: 'stalled', exitCode: 81, reason: 'why' }), false);
    expect(told).toMatchObject({ outcome: 'stalled', exitCode: 81 });
    expect(told?.reason).toBe('the rehearsal failed, and nothing was trained: why');
    expect(afterRehearsal(end({}), false)?.reason).toMatch(/: failed$/);
    const cause = { id: 'x' };
    expect(afterRehearsal(end({ cause }), false)).toMatchObject({ cause });
    expect(afterRehearsal(end({}), false)).not.toHaveProperty('cause');
    expect(afterRehearsal(end({ cause, outcome: 'interrupted' }), true)).not.toHaveProperty('cause');
  });
});
