/** Runs one of our Python programs to its end: it tells how far it is as JSON, a line each, and a signal to us ends it. */
import { join } from 'node:path';
import { ExitCode } from '../findings/exit-code.ts';
import { Failure } from '../findings/failure.ts';
import { redact } from '../findings/secrets.ts';
import { AS_COMMAND, runToEnd } from '../host/run-to-end.ts';
import type { Io } from '../io.ts';
import { objectIn, textAt } from '../json/object.ts';
import { templatesFolder } from '../recipe/templates.ts';
import { interruption } from './interruption.ts';

/** What to run. */
interface PythonRequest {
  readonly python: string;
  /** A file below the folder of templates, in parts. */
  readonly script: readonly string[];
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  /** What is named in the message when it is stopped. */
  readonly what: string;
  readonly onEvent: (event: unknown) => void;
}

/** How it ended by itself. */
interface PythonEnd {
  readonly code: number;
  /** Why it failed, in its own words. */
  readonly said: string;
  /** All that it wrote to stderr. */
  readonly stderr: string;
}

/** Runs it. Throws Failure 130 or 143 where we were asked to end, 69 where it could not be started or lacks a package. */
export async function runPython(request: PythonRequest, io: Io): Promise<PythonEnd> {
  const { python, script, args, cwd, env = {}, what, onEvent } = request;
  const stop = new AbortController();
  const interrupted = interruption(io, what, () => stop.abort('a signal'));
  let why: string | undefined;
  try {
    let open = '';
    const hear = (text: string, from: string) => {
      if (from !== 'stdout') return;
      const lines = (open + text).split('\n');
      open = lines.pop() ?? '';
      for (const event of lines.map(objectIn)) {
        if (event === undefined) continue;
        why = textAt(event, 'why') ?? why;
        onEvent(event);
      }
    };
    const end = await runToEnd(python, ['-u', join(templatesFolder(), ...script), ...args], {
      cwd,
      env: { ...io.env, PYTHONDONTWRITEBYTECODE: '1', ...env },
      ...AS_COMMAND,
      stop: stop.signal,
      hear,
    });
    interrupted.check();
    const stderr = end.stderr.toString('utf8');
    const last = redact(stderr.trim().split('\n').at(-1) ?? '', io.env).slice(0, 300);
    if (end.code === null)
      throw new Failure(
        ExitCode.host,
        `${python} could not be run: ${end.problem ?? last}`,
        'name a Python with --python',
      );
    const lacks = /No module named '([\w.]+)'/.exec(end.code === 0 ? '' : last)?.[1];
    if (lacks !== undefined)
      throw new Failure(
        ExitCode.host,
        `${python} has no ${lacks}`,
        'name the Python of the engine with --python, or install that package in it',
      );
    return { code: end.code, said: why ?? (last || `exit code ${end.code}`), stderr };
  } finally {
    interrupted.release();
  }
}
