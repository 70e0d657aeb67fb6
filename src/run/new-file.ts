/** Files that a user names for an answer: never written over one that is there, and never through a link. */
import { closeSync, existsSync, openSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { fileBytes } from '../file-bytes.ts';
import { ExitCode } from '../findings/exit-code.ts';
import { Failure } from '../findings/failure.ts';
import { linkStatusOf } from '../path-status.ts';
import { writeAtomically } from './files.ts';

function whyNot(path: string, error: unknown, force: boolean): Failure {
  const { code, message } = error as NodeJS.ErrnoException;
  if (linkStatusOf(path)?.isSymbolicLink() === true) {
    return new Failure(
      ExitCode.disk,
      `${path} is a link; nothing is written through it`,
      'name another file',
    );
  }
  if (code === 'EEXIST') {
    const help = force ? 'name another file' : 'name another file, or add --force to overwrite it';
    return new Failure(ExitCode.disk, `${path} exists already; it was not changed`, help);
  }
  return new Failure(
    ExitCode.disk,
    `cannot write ${path}: ${message}`,
    `choose another file${force ? '' : '; nothing was written'}`,
  );
}

/** Writes a new file, every byte of it or nothing; `force` replaces a plain file, whole. Throws Failure 73. */
export function writeNewFile(path: string, content: string | Buffer, force = false): void {
  let descriptor: number | undefined;
  try {
    if (force && linkStatusOf(path)?.isFile() === true) {
      writeAtomically(path, content);
      return;
    }
    // No link is followed by it either.
    descriptor = openSync(path, 'wx', 0o644);
    writeFileSync(descriptor, content);
  } catch (error) {
    if (descriptor !== undefined) rmSync(path, { force: true });
    throw whyNot(path, error, force);
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

/** Puts a text in the place of a file, whole or not at all; of a link the file that it leads to is replaced, and the link stays. */
export function overwrite(path: string, text: string): void {
  writeAtomically(existsSync(path) ? realpathSync(path) : path, text);
}

/** Stands in the beginning of every page that we make. */
export const PAGE_MARK = '<meta name="generator" content="cookbook-run">';

/** Writes a page: a page of before is replaced, anything else that is there stays. Throws Failure 73. */
export function writePage(path: string, page: string): void {
  if (linkStatusOf(path) === undefined) {
    writeNewFile(path, page);
    return;
  }
  if (fileBytes(path)?.subarray(0, 1024).includes(PAGE_MARK) !== true)
    throw new Failure(
      ExitCode.disk,
      `${path} exists already and is no page of cookbook-run; it was not changed`,
      'name another file with --html',
    );
  try {
    overwrite(path, page);
  } catch (error) {
    throw new Failure(
      ExitCode.disk,
      `cannot write ${path}: ${(error as Error).message}`,
      'name another file with --html',
      { cause: error },
    );
  }
}
