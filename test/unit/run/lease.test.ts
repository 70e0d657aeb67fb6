/** A lease: who has it keeps it, the dead are succeeded, and nobody's files but the dead starters' go. */
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { type ProcessName, processName } from '../../../src/executors/process-name.ts';
import { holder, type Lease, leaseHolder, takeLease } from '../../../src/run/lease.ts';

const root = mkdtempSync(join(tmpdir(), 'cookbook-lease-'));
afterEach(() => void vi.restoreAllMocks());

const OURS = processName(process.pid);
const DEAD: ProcessName = { ...OURS, startTime: '1' };
const ELSEWHERE: ProcessName = { ...OURS, namespace: 'pid:[1]' };

const fresh = () => join(mkdtempSync(join(root, 'l-')), 'it.lock');
const held = (process: ProcessName, run = 'other') => JSON.stringify({ run, since: 'then', process });
const mine = () => holder('mine', 0);
const release = (lease: Lease) => {
  if (!('release' in lease)) throw new Error(`held by ${lease.held.run}`);
  lease.release();
};
const beside = (path: string) => readdirSync(join(path, '..')).sort();
/** Sets the sign of life of a file. */
const signed = (path: string, secondsAgo: number) => {
  const then = Date.now() / 1000 - secondsAgo;
  utimesSync(path, then, then);
};

describe('who has it', () => {
  test('nobody, where there is no file, or none of a living holder; looking writes nothing', () => {
    const path = fresh();
    expect(leaseHolder(path)).toBeUndefined();
    for (const text of [
      '',
      '{',
      'null',
      '[]',
      '7',
      '{"run":"x"}',
      '{"process":{"pid":1}}',
      '{"run":1,"process":{"pid":1}}',
    ]) {
      writeFileSync(path, text);
      expect(leaseHolder(path), text).toBeUndefined();
    }
    writeFileSync(path, held(DEAD));
    expect(leaseHolder(path)).toBeUndefined();
    expect(beside(path)).toEqual(['it.lock']);
  });

  test('the living one; that of a claim on a dead one’s lease, since it is about to have it', () => {
    const path = fresh();
    writeFileSync(path, held(OURS));
    expect(leaseHolder(path)?.run).toBe('other');
    expect(takeLease(path, mine())).toEqual({ held: { run: 'other', since: 'then', process: OURS } });
    const dead = held(DEAD);
    writeFileSync(path, dead);
    const claim = `${path}.after-${createHash('sha256').update(dead).digest('hex').slice(0, 16)}`;
    writeFileSync(claim, held(OURS, 'heir'));
    expect(leaseHolder(path)?.run).toBe('heir');
    rmSync(claim);
    writeFileSync(path, held(OURS));
    expect(beside(path)).toEqual(['it.lock']);
  });

  test('of another container or host: it counts for two minutes after its last sign of life', () => {
    const path = fresh();
    writeFileSync(path, held(ELSEWHERE));
    signed(path, 100);
    expect(leaseHolder(path)?.run).toBe('other');
    expect('held' in takeLease(path, mine())).toBe(true);
    signed(path, 140);
    expect(leaseHolder(path)).toBeUndefined();
    expect(takeLease(path, mine())).toMatchObject({ takenFrom: { run: 'other', process: ELSEWHERE } });
  });
});

test('no file stays open', () => {
  const path = fresh();
  writeFileSync(path, held(DEAD));
  const open = () => readdirSync('/proc/self/fd').length;
  const before = open();
  for (let time = 0; time < 5; time += 1) expect(leaseHolder(path)).toBeUndefined();
  expect(open()).toBe(before);
});

describe('taking it', () => {
  test('makes the folder, tells nothing of a holder before, and is given back', () => {
    const path = join(mkdtempSync(join(root, 'n-')), 'a/b/it.lock');
    const lease = takeLease(path, mine());
    expect('takenFrom' in lease).toBe(false);
    expect(leaseHolder(path)?.run).toBe('mine');
    release(lease);
    expect(beside(path)).toEqual([]);
  });

  test.each([
    ['dead', held(DEAD), { run: 'other' }],
    ['damaged', '{"run": "x', 'unreadable'],
    ['of another form', '{"run":"x","process":{}}', 'unreadable'],
    ['of the largest size that is read', 'x'.repeat(64 * 1024), 'unreadable'],
  ])('from one that is %s says so', (_, text, from) => {
    const path = fresh();
    writeFileSync(path, text);
    expect(takeLease(path, mine())).toMatchObject({ takenFrom: from });
    expect(JSON.parse(readFileSync(path, 'utf8')).run).toBe('mine');
    expect(beside(path)).toEqual(['it.lock']);
  });

  test.each([
    ['a link', (path: string) => symlinkSync('/dev/null', path), 'no plain file'],
    ['a folder', (path: string) => mkdirSync(path), 'no plain file'],
    ['too large', (path: string) => writeFileSync(path, 'x'.repeat(64 * 1024 + 1)), 'has 65537 bytes'],
  ])('is refused where there is %s, which stays', (_, put, why) => {
    const path = fresh();
    put(path);
    expect(() => takeLease(path, mine())).toThrow(
      expect.objectContaining({ exitCode: 73, message: expect.stringContaining(why) }),
    );
    expect(beside(path)).toEqual(['it.lock']);
    expect(() => leaseHolder(path)).toThrow(why);
  });

  test('is refused with the system’s words where the folder cannot be read', () => {
    const path = join(fresh(), 'it.lock');
    writeFileSync(join(path, '..'), 'a file');
    expect(() => takeLease(path, mine())).toThrow(/EEXIST|ENOTDIR/);
    expect(() => leaseHolder(path)).toThrow(/ENOTDIR/);
  });
});

describe('what lies beside it', () => {
  const others = (path: string) => {
    writeFileSync(`${path}.draft-living`, held(OURS));
    writeFileSync(`${path}.draft-damaged`, '{');
    writeFileSync(`${path}.keep`, held(DEAD));
    writeFileSync(join(path, '../another.lock.draft-1'), held(DEAD));
    symlinkSync('nowhere', `${path}.draft-link`);
    mkdirSync(`${path}.after-folder`);
  };

  test('stays, but for the claims and drafts of dead starters', () => {
    const path = fresh();
    writeFileSync(path, held(DEAD));
    writeFileSync(`${path}.draft-dead`, held(DEAD, 'late'));
    writeFileSync(`${path}.after-0123456789abcdef`, held(OURS, 'of an older lease'));
    others(path);
    const lease = takeLease(path, mine());
    expect('release' in lease).toBe(true);
    expect(beside(path)).toEqual(
      [
        'another.lock.draft-1',
        'it.lock',
        'it.lock.after-folder',
        'it.lock.draft-damaged',
        'it.lock.draft-link',
        'it.lock.draft-living',
        'it.lock.keep',
      ].sort(),
    );
    release(lease);
    expect(existsSync(path)).toBe(false);
    expect(beside(path)).toHaveLength(6);
  });

  test('is not touched where the lease was free', () => {
    const path = fresh();
    writeFileSync(`${path}.draft-dead`, held(DEAD));
    release(takeLease(path, mine()));
    expect(beside(path)).toEqual(['it.lock.draft-dead']);
  });
});

describe('giving it back', () => {
  test('takes away nothing of whoever has it by now, and bears a lost folder', () => {
    const path = fresh();
    const lease = takeLease(path, mine());
    writeFileSync(path, held(OURS, 'next'));
    release(lease);
    expect(leaseHolder(path)?.run).toBe('next');
    rmSync(join(path, '..'), { recursive: true });
    expect(() => release(lease)).not.toThrow();
  });
});

describe('while it is held', () => {
  const age = (path: string) => (Date.now() - statSync(path).mtimeMs) / 1000;
  /** A lease whose file is as old as an hour, and what is done every so often for it: a clock of vitest's never comes back from a pause of none. */
  const aged = () => {
    const signs = new Map<unknown, readonly [act: () => void, milliseconds: number | undefined]>();
    vi.spyOn(globalThis, 'setInterval').mockImplementation((act: () => void, milliseconds?: number) => {
      const timer = { unref: () => timer } as NodeJS.Timeout;
      signs.set(timer, [act, milliseconds]);
      return timer;
    });
    vi.spyOn(globalThis, 'clearInterval').mockImplementation((timer) => void signs.delete(timer));
    const path = fresh();
    const lease = takeLease(path, mine());
    signed(path, 3600);
    const sign = () => {
      for (const [act] of signs.values()) act();
    };
    return { path, lease, sign, every: () => [...signs.values()].map(([, milliseconds]) => milliseconds) };
  };

  test('a sign of life is given every 30 seconds, until it is given back', () => {
    const { path, lease, sign, every } = aged();
    expect(every()).toEqual([30_000]);
    expect(age(path)).toBeGreaterThan(3500);
    sign();
    expect(age(path)).toBeLessThan(60);
    release(lease);
    expect(every()).toEqual([]);
  });

  test('not on a lease that is another’s by now', () => {
    const { path, lease, sign } = aged();
    writeFileSync(path, held(ELSEWHERE));
    signed(path, 3600);
    sign();
    expect(age(path)).toBeGreaterThan(3500);
    release(lease);
  });
});
