/** Disks that fill, turn read-only or go away under a run: its outcome is told, its code is true, and nothing trains on unwatched. */
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { type Ended, json, processesIn, type Rig, recordOf, rig } from '../cli/rig.ts';
import { canMount, cover, mountSmall, remountReadOnly, unmount } from './surroundings.ts';

const PACE = { FAKE_SCENARIO: 'slow', FAKE_STEP_SECONDS: '0.15' };
const mounted: string[] = [];
afterAll(() => mounted.forEach(unmount));

function disk(place: Rig, name: string, size?: string): string {
  const folder = join(place.folder, name);
  mountSmall(folder, size);
  mounted.push(folder);
  return folder;
}

/** What holds of every end: one document, no bug, nothing left. */
function told(place: Rig, ended: Ended) {
  expect(ended.code, ended.stderr).not.toBe(70);
  expect(ended.stderr).not.toContain('a bug in cookbook-run');
  expect(processesIn(place.folder)).toEqual([]);
  return json(ended.stdout);
}

describe.runIf(canMount)('the disk of the record', () => {
  test.concurrent.each([
    ['is covered by one that is read-only', cover],
    ['goes away', unmount],
  ])('%s: the outcome is told, and the record is kept elsewhere', async (_, strike) => {
    const place = rig('record');
    const runs = disk(place, 'records');
    const state = join(place.folder, 'state');
    const args = place.sft('--json', '--runs-dir', runs, '--output', join(place.folder, 'out'));
    const started = place.start(args, { ...PACE, XDG_STATE_HOME: state });
    await started.said(/training · step/);
    strike(runs);
    const ended = await started.ended;
    const document = told(place, ended);
    expect(document).toMatchObject({ outcome: 'succeeded', exitCode: 0 });
    expect(ended.code).toBe(0);
    expect(ended.stderr).toContain('the record could not be written');
    expect(recordOf(document.record)).toMatchObject({ status: 'ended', outcome: 'succeeded' });
  });

  test.concurrent('goes away with every other place for it: 73, and the outcome is told', async () => {
    const place = rig('nowhere');
    const runs = disk(place, 'records');
    const args = place.sft('--json', '--runs-dir', runs, '--output', join(place.folder, 'out'));
    const started = place.start(args, { ...PACE, XDG_STATE_HOME: '/dev/null', HOME: '/dev/null' });
    await started.said(/training · step/);
    unmount(runs);
    const ended = await started.ended;
    expect(told(place, ended).outcome).toBe('succeeded');
    expect(ended.code).toBe(73);
  });
});

test.runIf(canMount)('a disk that the log of the engine fills: 73, with the disk as the cause', async () => {
  const place = rig('log-full');
  const runs = disk(place, 'records', '2m');
  const args = place.sft('--json', '--runs-dir', runs, '--output', join(place.folder, 'out'));
  const started = place.start(args, PACE);
  await started.said(/training · step/);
  const run = place.lastRun(runs);
  const fill = openSync(join(runs, 'fill'), 'w');
  expect(() => {
    for (;;) writeSync(fill, Buffer.alloc(4096));
  }).toThrow('ENOSPC');
  const ended = await started.ended;
  closeSync(fill);
  const document = told(place, ended);
  expect([ended.code, document.outcome]).toEqual([73, 'disk']);
  expect(document.findings[0]).toMatchObject({ id: 'disk-full', subject: run });
  expect(recordOf(document.record)).toMatchObject({ status: 'ended', outcome: 'disk', exitCode: 73 });
});

describe.runIf(canMount)('the disk of the output', () => {
  test.concurrent.each([
    ['turns read-only', remountReadOnly],
    ['is covered by one that is read-only', cover],
  ])('%s: no success, and the record says why', async (_, strike) => {
    const place = rig('output');
    const output = disk(place, 'out');
    const started = place.start(place.sft('--json', '--output', output), PACE);
    await started.said(/training · step/);
    strike(output);
    const ended = await started.ended;
    const document = told(place, ended);
    expect(document.exitCode).toBe(ended.code);
    expect([1, 73, 83]).toContain(ended.code);
    expect(recordOf(place.lastRun())).toMatchObject({ status: 'ended', outcome: document.outcome });
  });
});

test.each([1, 8, 64])('files of at most %i KiB, as under a quota: an end in words', async (limit) => {
  const place = rig('quota');
  const words = place.sft('--json', '--output', join(place.folder, 'out')).map((word) => `'${word}'`);
  const ended = await place.shell(`ulimit -f ${limit}; cookbook-run ${words.join(' ')}`);
  told(place, ended);
  expect([0, 1, 73, 83]).toContain(ended.code);
});

test.runIf(canMount)(
  'a night whose disk is lost for a while: an end in words, nothing left, and the next night works',
  async () => {
    const place = rig('night');
    const folder = disk(place, 'series', '64m');
    place.dataset();
    const init = [
      'nightly',
      'init',
      'n.toml',
      '--preset',
      'reason1-av-caption',
      '--dataset',
      'avha',
      '--gpus',
      '1',
    ];
    const more = [
      '--model',
      join(place.folder, '.model'),
      'train.max_num_steps=20',
      'train.optm_warmup_steps=2',
    ];
    const small = ['train.train_batch_per_replica=1', 'train.train_policy.mini_batch=1', 'train.epoch=500'];
    const made = await place.run([...init, ...more, ...small]);
    expect(made.code, made.stderr).toBe(0);
    const file = join(place.folder, 'n.toml');
    const text = readFileSync(file, 'utf8').replace(/^folder = .*$/m, `folder = ${JSON.stringify(folder)}`);
    writeFileSync(file, /^folder = /m.test(text) ? text : `folder = ${JSON.stringify(folder)}\n${text}`);
    mkdirSync(join(place.folder, 'gpus'), { recursive: true });
    const started = place.start(['nightly', 'run', 'n.toml'], PACE);
    await started.said(/training · step|step 1/);
    cover(folder);
    const ended = await started.ended;
    told(place, ended);
    expect(existsSync(folder)).toBe(true);
    unmount(folder);
    const next = await place.run(['nightly', 'run', 'n.toml']);
    expect([0, 75], next.stderr).toContain(next.code);
  },
);
