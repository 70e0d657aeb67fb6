/** Attacks of docs/security.md that have no other home: what a run keeps, where it may write, and a terminal without columns. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { CLI, filesBelow, ids, json, recordOf, rig } from './rig.ts';

const mode = (path: string) => (statSync(path).mode & 0o777).toString(8);

test('a record is for its owner alone', async () => {
  const place = rig('private');
  expect((await place.run(place.sft())).code).toBe(0);
  const run = place.lastRun();
  expect(mode(run)).toBe('700');
  const files = readdirSync(run, { withFileTypes: true }).filter((one) => one.isFile());
  const modes = Object.fromEntries(files.map(({ name }) => [name, mode(join(run, name))]));
  expect(modes).toMatchObject({ 'run.json': '600', 'plan.json': '600', 'config.toml': '600' });
  expect(Object.entries(modes).filter(([, one]) => one !== '600')).toEqual([]);
});

describe('a fixed time stamp whose folder holds a run', () => {
  const SAME = ['--output', 'ts', 'train.timestamp="same"', '--json'];
  test('is refused before the launch, and what it says to type works', async () => {
    const place = rig('stamp');
    const data = ['--dataset', place.dataset()];
    expect((await place.run(place.sft(...data, ...SAME))).code).toBe(0);
    const before = filesBelow(join(place.folder, 'ts'));
    const seen = join(place.folder, 'seen.json');
    const again = await place.run(place.sft(...data, ...SAME), { FAKE_RECORD: seen });
    expect(again.code, again.stderr).toBe(78);
    expect(ids(json(again.stdout).findings)).toContain('output-folder-shared');
    expect(existsSync(seen)).toBe(false);
    expect(filesBelow(join(place.folder, 'ts'))).toEqual(before);
    const own = await place.run(place.sft(...data, ...SAME, '~train.timestamp'), { FAKE_RECORD: seen });
    expect([own.code, existsSync(seen)]).toEqual([0, true]);
  });
});

test('a terminal that states no columns: the run ends, and what is written stays small', async () => {
  const place = rig('columns');
  const words = [process.execPath, CLI, ...place.sft()].map((word) => `'${word}'`).join(' ');
  const ended = spawnSync('script', ['-qec', `stty cols 0 rows 0; ${words}`, '/dev/null'], {
    cwd: place.folder,
    env: {
      PATH: `${place.bin}:/usr/bin:/bin`,
      HOME: place.folder,
      TMPDIR: place.temporary,
      TERM: 'xterm',
      FAKE_RIG: place.folder,
    },
    timeout: 60_000,
    maxBuffer: 64 * 1024 * 1024,
  });
  expect(ended.status, ended.stdout.toString()).toBe(0);
  expect(ended.stdout.length).toBeLessThan(200_000);
  expect(recordOf(place.lastRun()).outcome).toBe('succeeded');
});

test('one record of another form costs its line of `runs ls`, not the list', async () => {
  const place = rig('odd');
  const record = {
    schemaVersion: 1,
    id: 'b',
    status: 'ended',
    outcome: 'succeeded',
    exitCode: 0,
    step: {},
    findings: [],
    startedAt: '2026-01-01T00:00:00Z',
    preset: 'p',
    engine: '0.4.7',
    supervisor: { pid: 1, bootId: 'x' },
  };
  for (const [name, text] of [
    ['a', '{"id":"x","status":"ended"}'],
    ['b', JSON.stringify(record)],
    ['c', '{"id":'],
  ] as const) {
    mkdirSync(join(place.folder, 'runs', name), { recursive: true });
    writeFileSync(join(place.folder, 'runs', name, 'run.json'), text);
  }
  const listed = await place.run(['runs', 'ls']);
  expect(listed.code, listed.stderr).toBe(0);
  expect(listed.stdout).toMatch(/^b +succeeded/m);
  for (const name of ['a', 'c']) expect(listed.stderr).toContain(join('runs', name, 'run.json'));
});

test('`nightly run --for` of more hours than a clock has: 2, in words', async () => {
  const place = rig('huge');
  const made = await place.run([
    'nightly',
    'init',
    'n.toml',
    '--preset',
    'reason1-av-caption',
    '--dataset',
    place.dataset(),
  ]);
  expect(made.code, made.stderr).toBe(0);
  const ended = await place.run(['nightly', 'run', 'n.toml', '--for', '999999999999h']);
  expect([ended.code, ended.stderr]).toEqual([2, expect.stringContaining('--for')]);
});

test('a write that the kernel cuts short leaves the old file whole: the writer of every record', async () => {
  const place = rig('short');
  const mine = 'my hours of tuning\n';
  writeFileSync(join(place.folder, 'mine.toml'), mine);
  // Files of at most 1 KiB: the first write is cut, the next one fails, as at the end of a quota.
  const ended = await place.shell('ulimit -f 1; cookbook-run cp reason1-av-caption mine.toml --force');
  expect([ended.code, ended.stderr]).toEqual([73, expect.stringContaining('EFBIG')]);
  expect(readFileSync(join(place.folder, 'mine.toml'), 'utf8')).toBe(mine);
  expect(readdirSync(place.folder).filter((name) => name.startsWith('mine'))).toEqual(['mine.toml']);
});

test('a working folder that is gone: 66, in words', async () => {
  const place = rig('gone');
  const ended = spawnSync(
    '/bin/sh',
    ['-c', `mkdir d; cd d; /bin/rmdir ../d; exec "$0" "$1" list`, process.execPath, CLI],
    {
      cwd: place.folder,
      env: { PATH: '/usr/bin:/bin' },
      encoding: 'utf8',
    },
  );
  expect([ended.status, ended.stdout, ended.stderr]).toEqual([66, '', expect.stringContaining('is gone')]);
});

test('a page of more clips than Node.js expects listeners, without ffmpeg: no word of Node.js', async () => {
  const place = rig('sheets');
  const ended = await place.run(['data', 'show', place.dataset(), '--html', 'page.html']);
  expect([ended.code, ended.stderr]).toEqual([0, expect.not.stringContaining('MaxListeners')]);
});
