/** The Python in which a verb of ours computes: the one that is named, or that of the engine. */
import { resolve } from 'node:path';
import { ExitCode } from '../findings/exit-code.ts';
import { Failure } from '../findings/failure.ts';
import type { Io } from '../io.ts';
import { enginePython } from '../preflight/probe.ts';

/** Its path. Throws Failure 69 where none was named and no engine is here; `needs` is what any other must have. */
export async function pythonFor(
  verb: string,
  named: string | undefined,
  needs: string,
  io: Io,
): Promise<string> {
  if (named !== undefined) return named.includes('/') ? resolve(io.cwd, named) : named;
  const found = await enginePython(io);
  if (found.ok) return found.value;
  throw new Failure(
    ExitCode.host,
    `${verb} runs in the Python of the engine: ${found.reason}`,
    `name any Python that has ${needs} with --python`,
  );
}
