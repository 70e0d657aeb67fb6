/** The one place that waits for the end of a program, with real ones: what they may take, and that nothing of them is left. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { AS_COMMAND, type ProgramLimits, runToEnd } from '../../../src/host/run-to-end.ts';

const bash = (script: string, limits: Partial<ProgramLimits> = {}) =>
  runToEnd('bash', ['-c', script], { env: { PATH: process.env['PATH'] }, most: 1_000_000, ...limits });

const lives = (pid: string) => {
  try {
    // One that nobody waits for any more is still in the table.
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid.trim()}/status`, 'utf8'));
  } catch {
    return false;
  }
};

const took = async <T>(work: Promise<T>): Promise<readonly [T, number]> => {
  const before = performance.now();
  return [await work, performance.now() - before];
};

test('what it said and its own code', async () => {
  const end = await bash('printf "a\\nb"; echo why >&2; exit 3');
  expect(end).toMatchObject({ code: 3, late: false });
  expect([end.stdout.toString(), end.stderr.toString()]).toEqual(['a\nb', 'why\n']);
  expect('problem' in end).toBe(false);
});

test('a program that is not there, a folder that is not there, a word that no program takes', async () => {
  expect(await runToEnd('no-such-program', [], { env: {}, most: 1 })).toMatchObject({
    code: null,
    problem: expect.stringContaining('ENOENT'),
    error: { code: 'ENOENT' },
  });
  expect(await bash('true', { cwd: '/no/such/folder' })).toMatchObject({ error: { code: 'ENOENT' } });
  expect(await bash('true \0')).toMatchObject({ code: null, error: { code: 'ERR_INVALID_ARG_VALUE' } });
});

test('ended by a signal of somebody else, it has no code', async () => {
  expect(await bash('kill -SEGV $$')).toMatchObject({ code: null, problem: 'it was ended by SIGSEGV' });
});

test('its stdin is closed, or what it is given; one that does not read it all is no failure', async () => {
  expect((await bash('cat; echo done')).stdout.toString()).toBe('done\n');
  expect((await bash('cat', { input: 'given' })).stdout.toString()).toBe('given');
  expect((await bash('exec 0<&-; sleep 0.2', { input: 'x'.repeat(1_000_000) })).code).toBe(0);
});

test('time: it is killed, whatever it thinks of TERM', async () => {
  const [end, ms] = await took(bash('trap "" TERM; sleep 30 & wait', { timeoutMs: 300 }));
  expect(end).toMatchObject({ code: null, late: true, problem: 'it took longer than 0.3 s' });
  expect(ms).toBeLessThan(5000);
});

test('grace: one that listens ends in its own way, one that does not is killed after it', async () => {
  const limits = { group: true, graceMs: 2000, timeoutMs: 300 };
  const kind = await bash('trap "echo ended; exit 0" TERM; sleep 30 & wait', limits);
  expect(kind).toMatchObject({ code: null, late: true });
  expect(kind.stdout.toString()).toBe('ended\n');
  const [deaf, ms] = await took(bash('trap "" TERM; echo $$; while :; do sleep 0.1; done', limits));
  expect(lives(deaf.stdout.toString())).toBe(false);
  expect(ms).toBeGreaterThan(2000);
});

test('a group: what it left behind and does not listen is gone too when this returns', async () => {
  const script = '(trap "" TERM; exec sleep 30 >/dev/null 2>&1) & echo $!; wait';
  const end = await bash(script, { group: true, graceMs: 500, timeoutMs: 300 });
  expect(end.stdout.toString()).toMatch(/^\d+\n$/);
  expect(lives(end.stdout.toString())).toBe(false);
});

test('something in the background that holds its output open is not waited for', async () => {
  const [end, ms] = await took(bash('sleep 20 & echo $!'));
  process.kill(Number(end.stdout.toString()));
  expect(end.code).toBe(0);
  expect(ms).toBeLessThan(10_000);
});

test('output: cut where that is wanted, else its end; stderr never fills the memory', async () => {
  const cut = await bash('head -c 3000000 /dev/zero; head -c 3000000 /dev/zero >&2; exit 4', AS_COMMAND);
  expect(cut.code).toBe(4);
  for (const bytes of [cut.stdout, cut.stderr]) expect(bytes.length).toBeLessThan(1_200_000);
  const [ended, ms] = await took(bash('cat /dev/zero', { most: 100_000, timeoutMs: 20_000 }));
  expect(ended).toMatchObject({ code: null, late: false, problem: 'it said more than 100000 bytes' });
  expect(ms).toBeLessThan(15_000);
});

test('a stop: before the start and while it goes on', async () => {
  for (const ms of [0, 300]) {
    const stop = new AbortController();
    if (ms === 0) stop.abort('deadline');
    else setTimeout(() => stop.abort('deadline'), ms);
    const [end, waited] = await took(bash('sleep 20', { ...AS_COMMAND, stop: stop.signal }));
    expect(end).toMatchObject({ code: null, late: false, problem: 'it was stopped (deadline)' });
    expect(waited).toBeLessThan(10_000);
  }
});

test('what it says is heard while it goes on, and a letter in two pieces is one', async () => {
  const heard: string[] = [];
  const at: number[] = [];
  const hear = (text: string, from: string) => {
    heard.push(`${from} ${text}`);
    at.push(performance.now());
  };
  const end = await bash("printf '\\xc3'; sleep 0.7; printf '\\xa9'; echo no >&2", {
    most: 0,
    cut: true,
    hear,
  });
  expect(heard.filter((line) => line !== 'stdout ').sort()).toEqual(['stderr no\n', 'stdout é']);
  expect(end.stdout.length).toBe(0);
  expect((at.at(-1) ?? 0) - (at[0] ?? 0)).toBeGreaterThan(400);
});

test('what it gets is the environment that was given, and nothing of ours', async () => {
  const end = await bash('env', { env: { PATH: process.env['PATH'], ONLY: 'this', NOT: undefined } });
  const text = end.stdout.toString();
  expect(text).toContain('ONLY=this');
  expect(text).not.toMatch(/^(HOME|NOT)=/m);
});
