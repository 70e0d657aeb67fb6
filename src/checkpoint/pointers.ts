/** Files of a model that are only Git LFS pointers: a clone without `git lfs pull` leaves 130 bytes for each. */
import { closeSync, constants, fstatSync, openSync } from 'node:fs';
import { join } from 'node:path';
import type { Problem } from './checkpoint.ts';
import { readAt } from './safetensors.ts';

/** A pointer is a text of three lines; the format's limit is 1024 bytes (git-lfs, docs/spec.md). */
const LARGEST = 1024;

const FIRST_LINE = 'version https://git-lfs.github.com/spec/';

/** Whether the file holds a pointer in place of its content. */
function isPointer(path: string): boolean {
  let fd: number | undefined;
  try {
    fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const stat = fstatSync(fd);
    if (!stat.isFile() || stat.size > LARGEST || stat.size < FIRST_LINE.length) return false;
    return readAt(fd, 0, FIRST_LINE.length).toString('latin1') === FIRST_LINE;
  } catch {
    return false;
  } finally {
    if (fd !== undefined) closeSync(fd);
  }
}

/** Files of a model that git stores large: others are not opened, for a folder may hold anything. */
const LARGE = /\.(safetensors|bin|pt|pth|gguf|onnx|json|jinja|txt|model)$/;

/** Files looked at, at most; the largest published models have some hundred. */
const MOST_FILES = 2_000;

/** One problem for all pointers of a folder: they have one cause and one remedy. */
export function pointerProblem(folder: string, files: readonly string[]): readonly Problem[] {
  const pointers = files
    .filter((name) => LARGE.test(name))
    .slice(0, MOST_FILES)
    .filter((name) => isPointer(join(folder, name)));
  const [first] = pointers;
  if (first === undefined) return [];
  const more = pointers.length === 1 ? '' : `, and so are ${pointers.length - 1} more files beside it`;
  return [
    {
      kind: 'pointer',
      file: join(folder, first),
      why: `it is a Git LFS pointer, not the file itself${more}`,
    },
  ];
}

/** Drops what else is said of files that are pointers: it follows from that. */
export function withoutPointers(problems: readonly Problem[]): readonly Problem[] {
  return problems.filter(({ kind, file }) => kind === 'pointer' || !isPointer(file));
}
