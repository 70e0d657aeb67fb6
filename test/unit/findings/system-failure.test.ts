/** What the operating system refuses is said in words; what we do wrong stays a bug. */
import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { Failure } from '../../../src/findings/failure.ts';
import { systemFailure } from '../../../src/findings/system-failure.ts';
import { linkStatusOf, statusOf } from '../../../src/path-status.ts';

/** What an action throws. */
function thrownBy(action: () => unknown): unknown {
  try {
    action();
  } catch (error) {
    return error;
  }
  throw new Error('it went well');
}

const folder = mkdtempSync(join(tmpdir(), 'cookbook-system-'));
afterAll(() => rmSync(folder, { recursive: true }));
const file = join(folder, 'file');
writeFileSync(file, 'text');
const loop = join(folder, 'loop');
symlinkSync(loop, loop);

test.each([
  ['a file that is not there', (): unknown => readFileSync(join(folder, 'nowhere')), 66, 'does not exist'],
  ['a folder below a file', (): unknown => readdirSync(join(file, 'below')), 66, 'does not exist'],
  ['a loop', (): unknown => statSync(loop), 66, 'loop of links'],
  ['a name too long', (): unknown => statSync(join(folder, 'x'.repeat(300))), 66, 'too long'],
  ['a name with a NUL', (): unknown => statSync('a\0b'), 66, 'NUL'],
  ['a folder that cannot be made', (): unknown => mkdirSync(join(file, 'below')), 73, 'cannot write'],
  ['a file that cannot be removed', () => rmSync(join(file, 'below')), 66, 'does not exist'],
  ['a full device', () => writeFileSync('/dev/full', 'x'), 73, 'ENOSPC'],
  ['a process that is not there', (): unknown => process.kill(4_194_303, 'SIGTERM'), 69, 'ESRCH'],
] as const)('%s', (_, action, code, words) => {
  const failure = systemFailure(thrownBy(action));
  expect([failure?.exitCode, failure?.message]).toEqual([code, expect.stringContaining(words)]);
});

test.each([
  ['a mistake of ours', (): unknown => (undefined as unknown as string).trim()],
  ['a wrong argument of ours', (): unknown => openSync(undefined as unknown as string, 'r')],
  ['a descriptor of ours that is closed', (): unknown => Buffer.alloc(1).readUInt8(4)],
])('%s is none', (_, action) => expect(systemFailure(thrownBy(action))).toBeUndefined());

test('a process that may open no more files is the host’s, whatever was to be opened', () => {
  const full = Object.assign(new Error("EMFILE: too many open files, open '/x'"), {
    code: 'EMFILE',
    syscall: 'open',
    path: '/x',
  });
  const { exitCode, message, help } = systemFailure(full) ?? {};
  expect([exitCode, message, help]).toEqual([
    69,
    expect.stringContaining('EMFILE'),
    expect.stringContaining('ulimit -n'),
  ]);
});

test('a failure stays what it is', () => expect(systemFailure(new Failure(78, 'said'))).toBeUndefined());

test('to look at a path never throws', () => {
  for (const path of [
    loop,
    join(file, 'below'),
    join(folder, 'x'.repeat(300)),
    'a\0b',
    join(folder, 'nowhere'),
  ])
    expect(statusOf(path)).toBeUndefined();
  expect(linkStatusOf(loop)?.isSymbolicLink()).toBe(true);
  expect(statusOf(file)?.size).toBe(4);
  closeSync(openSync(file, 'r'));
});
