/** The lock of an output folder: of many starters at once exactly one wins; dead owners do not count. */
import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { processName } from '../../../src/executors/process-name.ts';
import { lockOutput } from '../../../src/run/lock.ts';

const ROOT = resolve(import.meta.dirname, '../../..');
const folder = mkdtempSync(join(tmpdir(), 'lock-'));

const fresh = () => mkdtempSync(join(folder, 'o-'));
const LOCK = '.cookbook-run.lock';

/** The lock as a program of its own: takes it, says so, and holds it until stdin ends. */
function program(): string {
  const entry = join(folder, 'starter.ts');
  const out = join(folder, 'starter.cjs');
  writeFileSync(
    entry,
    `import { lockOutput } from ${JSON.stringify(join(ROOT, 'src/run/lock.ts'))};
     const [path = '', id = '', at = '0'] = process.argv.slice(2);
     while (Date.now() < Number(at)) {}
     try { lockOutput(path, id, 0); process.stdout.write('won'); }
     catch (error) { process.stdout.write(String((error as { exitCode?: number }).exitCode)); }
     process.stdin.resume();`,
  );
  execFileSync(join(ROOT, 'node_modules/.bin/rolldown'), [
    entry,
    '--platform=node',
    '--format=cjs',
    '--log-level=warn',
    `--file=${out}`,
  ]);
  return out;
}

const starter = program();

/** Starts `count` programs that try at the same millisecond; returns what each said. */
async function race(path: string, count: number): Promise<readonly string[]> {
  const at = Date.now() + 1500;
  const children = Array.from({ length: count }, (_, index) =>
    spawn(process.execPath, [starter, path, `run-${index}`, String(at)], {
      stdio: ['pipe', 'pipe', 'inherit'],
    }),
  );
  const said = await Promise.all(
    children.map(
      (child) => new Promise<string>((done) => child.stdout.once('data', (data) => done(String(data)))),
    ),
  );
  await Promise.all(
    children.map((child) => {
      child.stdin.end();
      return new Promise((done) => child.once('close', done));
    }),
  );
  return said;
}

test('of eight starters exactly one wins, the others are told to try later', async () => {
  const said = await race(fresh(), 8);
  expect([...said].sort()).toEqual(['75', '75', '75', '75', '75', '75', '75', 'won']);
});

test('of eight starters on the lock of a dead run exactly one wins', async () => {
  const path = fresh();
  const dead = {
    run: 'dead',
    since: 'x',
    process: { pid: 2 ** 22 + 1, bootId: processName(process.pid).bootId },
  };
  for (let round = 0; round < 3; round += 1) {
    rmSync(join(path, LOCK), { force: true });
    writeFileSync(join(path, LOCK), JSON.stringify(dead));
    const said = await race(path, 8);
    expect(said.filter((one) => one === 'won')).toHaveLength(1);
    expect(said.filter((one) => one !== 'won' && one !== '75')).toEqual([]);
  }
});

test('a starter that died while taking over does not block the next one', () => {
  const path = fresh();
  const gone = (run: string) =>
    JSON.stringify({ run, since: 'x', process: { pid: 2 ** 22 + 1, bootId: 'x' } });
  const claim = createHash('sha256').update(gone('first')).digest('hex').slice(0, 16);
  writeFileSync(join(path, LOCK), gone('first'));
  writeFileSync(join(path, `${LOCK}.after-${claim}`), gone('second'));
  writeFileSync(join(path, `${LOCK}.draft-0`), gone('second'));
  const release = lockOutput(path, 'mine', 0);
  expect(readdirSync(path)).toEqual([LOCK]);
  expect(() => lockOutput(path, 'other', 0)).toThrow(/run mine/);
  release();
  expect(readdirSync(path)).toEqual([]);
});

test('a starter that is about to succeed a dead owner is respected', () => {
  const path = fresh();
  const dead = JSON.stringify({ run: 'first', since: 'x', process: { pid: 2 ** 22 + 1, bootId: 'x' } });
  const claim = createHash('sha256').update(dead).digest('hex').slice(0, 16);
  writeFileSync(join(path, LOCK), dead);
  writeFileSync(
    join(path, `${LOCK}.after-${claim}`),
    JSON.stringify({ run: 'second', since: 'x', process: processName(process.pid) }),
  );
  expect(() => lockOutput(path, 'mine', 0)).toThrow(/run second/);
});

test('it is given back, and leaves nothing', () => {
  const path = fresh();
  const release = lockOutput(path, 'a', 0);
  expect(() => lockOutput(path, 'b', 0)).toThrow(expect.objectContaining({ exitCode: 75 }));
  release();
  expect(readdirSync(path)).toEqual([]);
  lockOutput(path, 'b', 0)();
});

test('releasing does not take away the lock of the next run', () => {
  const path = fresh();
  const release = lockOutput(path, 'a', 0);
  rmSync(join(path, LOCK));
  const second = lockOutput(path, 'b', 0);
  release();
  expect(readdirSync(path)).toEqual([LOCK]);
  second();
});

test.each([
  ['another boot', { run: 'x', since: 'x', process: { pid: process.pid, bootId: 'another' } }],
  ['a reused pid', { run: 'x', since: 'x', process: { ...processName(process.pid), startTime: '1' } }],
  ['half a file', undefined],
])('a stale lock (%s) is taken over', (_, owner) => {
  const path = fresh();
  writeFileSync(join(path, LOCK), owner === undefined ? '{"run": "x", "sin' : JSON.stringify(owner));
  lockOutput(path, 'mine', 0)();
  expect(readdirSync(path)).toEqual([]);
});
