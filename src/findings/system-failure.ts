/** What the operating system refuses, in words: a path or a process is outside of us, so an error that names one is no bug of ours. */
import { whyUnreadable } from '../path-status.ts';
import { ExitCode } from './exit-code.ts';
import { Failure } from './failure.ts';

/** Calls that look; every other one makes, changes or removes something. */
const LOOKS = new Set([
  'open',
  'read',
  'stat',
  'lstat',
  'fstat',
  'scandir',
  'opendir',
  'readlink',
  'realpath',
  'access',
]);

/** Of an `open`: what says that it was to write. */
const WRITES = new Set(['ENOSPC', 'EDQUOT', 'EFBIG', 'EROFS', 'EEXIST']);

/** What every call may be refused for, whatever path it names. */
const OF_HOST = new Set(['EMFILE', 'ENFILE', 'ENOMEM', 'EAGAIN']);

const PROCESS = /^(spawn|kill|uv_cwd|listen|bind|connect)\b/;

/** What Node.js itself refuses of a file or a name from outside, without a system call. */
const OF_NODE: Readonly<Record<string, RegExp>> = {
  ERR_FS_FILE_TOO_LARGE: /./,
  ERR_STRING_TOO_LONG: /./,
  ERR_INVALID_ARG_VALUE: /without null bytes/,
};

const withoutStack = (text: string) => (text.split('\n')[0] ?? '').slice(0, 300);

/** The failure that an error of the operating system is; `undefined` for every other error, which is our bug. */
export function systemFailure(error: unknown): Failure | undefined {
  if (!(error instanceof Error) || error instanceof Failure) return undefined;
  const { code, syscall, path, dest, message } = error as NodeJS.ErrnoException & { readonly dest?: string };
  if (code === undefined) return undefined;
  if (syscall === undefined) {
    if (OF_NODE[code]?.test(message) !== true) return undefined;
    return new Failure(
      ExitCode.input,
      `a file ${whyUnreadable(error)}: ${withoutStack(message)}`,
      undefined,
      {
        cause: error,
      },
    );
  }
  if (PROCESS.test(syscall) || OF_HOST.has(code)) {
    const help = /^E[MN]FILE/.test(code) ? 'let it have more files open: `ulimit -n 1024`' : undefined;
    return new Failure(ExitCode.host, `the system refuses it: ${withoutStack(message)}`, help, {
      cause: error,
    });
  }
  const place = dest ?? path ?? 'a file';
  if (LOOKS.has(syscall) && !WRITES.has(code))
    return new Failure(
      ExitCode.input,
      `${place} ${whyUnreadable(error)}`,
      'correct the path, or give this user access to it',
      {
        cause: error,
      },
    );
  return new Failure(
    ExitCode.disk,
    `cannot write ${place}: ${withoutStack(message)}`,
    'make room there, or name another place',
    {
      cause: error,
    },
  );
}
