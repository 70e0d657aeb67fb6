/** `check --host FILE`: the GPUs of another machine, from what `doctor --json` said there. */
import { resolve } from 'node:path';
import { ExitCode } from '../findings/exit-code.ts';
import { Failure } from '../findings/failure.ts';
import type { Gpu } from '../host/facts.ts';
import type { Io } from '../io.ts';
import { readText } from '../json/read.ts';
import { parseHostFacts } from '../preflight/host-file.ts';

const LARGEST = 16 * 1024 * 1024;

/** The GPUs of the host file, or `undefined` where it does not tell. */
export async function gpusInHostFile(name: string, io: Io): Promise<readonly Gpu[] | undefined> {
  const text = readText(resolve(io.cwd, name), LARGEST);
  if (typeof text !== 'string')
    throw new Failure(
      ExitCode.input,
      `the host file ${name} ${text.problem === 'missing' ? 'does not exist' : `cannot be read (${text.why})`}`,
      'make it on the host: cookbook-run doctor --json > host.json',
    );
  const facts = await parseHostFacts(text, name);
  return facts.gpus.ok ? facts.gpus.value : undefined;
}
