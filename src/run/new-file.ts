/** Files that a user names for an answer: never written over one that is there, and never through a link. */
import { closeSync, constants, lstatSync, openSync, writeSync } from 'node:fs';
import { ExitCode } from '../findings/exit-code.ts';
import { Failure } from '../findings/failure.ts';

const { O_WRONLY, O_CREAT, O_EXCL, O_TRUNC, O_NOFOLLOW } = constants;

function whyNot(path: string, error: unknown, force: boolean): Failure {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ELOOP' || (code === 'EEXIST' && lstatSync(path).isSymbolicLink())) {
    return new Failure(
      ExitCode.disk,
      `${path} is a link; nothing is written through it`,
      'name another file',
    );
  }
  if (code === 'EEXIST') {
    const help = 'name another file, or add --force to overwrite it';
    return new Failure(ExitCode.disk, `${path} exists already; it was not changed`, help);
  }
  return new Failure(
    ExitCode.disk,
    `cannot write ${path}: ${message}`,
    `choose another file${force ? '' : '; nothing was written'}`,
  );
}

/** Writes a new file, every byte of it; `force` overwrites a plain file. Throws Failure 73. */
export function writeNewFile(path: string, content: string | Buffer, force = false): void {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  let descriptor: number | undefined;
  try {
    descriptor = openSync(path, O_WRONLY | O_CREAT | O_NOFOLLOW | (force ? O_TRUNC : O_EXCL), 0o644);
    for (let at = 0; at < bytes.length; ) at += writeSync(descriptor, bytes, at);
  } catch (error) {
    throw whyNot(path, error, force);
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}
