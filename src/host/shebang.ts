/** Which Python a console script runs in, read from its first lines. */
import { open } from 'node:fs/promises';

/** Absolute path or name of the interpreter that `text` (the beginning of a script) asks for, if it is a Python. */
export function pythonOfScript(text: string): string | undefined {
  const [first = '', second = ''] = text.split('\n', 2);
  if (!first.startsWith('#!')) return undefined;
  const words = first.slice(2).trim().split(/\s+/);
  const isEnv = /(^|\/)env$/.test(words[0] ?? '');
  const program = isEnv
    ? words.slice(1).find((word) => !word.startsWith('-') && !word.includes('='))
    : words[0];
  if (program !== undefined && isPython(program)) return program;
  // pip writes `#!/bin/sh` and this line when the interpreter's path is too long or has a space (distlib, scripts.py).
  const exec = /^'''exec' (?:"([^"]+)"|(\S+)) "\$0" "\$@"/.exec(second);
  const wrapped = exec?.[1] ?? exec?.[2];
  return wrapped !== undefined && isPython(wrapped) ? wrapped : undefined;
}

function isPython(program: string): boolean {
  return /(^|\/)(python|pypy)[\d.]*$/.test(program);
}

/** The beginning of a file, enough for its shebang. */
export async function readBeginning(path: string): Promise<string> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(4096), 0, 4096, 0);
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await file.close();
  }
}
