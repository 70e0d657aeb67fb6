/** `check --host FILE`: the GPUs of another machine, from what `doctor --json` said there. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { ExitCode } from '../findings/exit-code.ts';
import { Failure } from '../findings/failure.ts';
import type { Io } from '../io.ts';
import type { Gpu } from '../preflight/facts.ts';
import { parseHostFacts } from '../preflight/host-file.ts';

/** The GPUs of the host file, or `undefined` where it does not tell. */
export async function gpusInHostFile(name: string, io: Io): Promise<readonly Gpu[] | undefined> {
  let text: string;
  try {
    text = readFileSync(resolve(io.cwd, name), 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    throw new Failure(
      ExitCode.input,
      `the host file ${name} ${code === 'ENOENT' ? 'does not exist' : `cannot be read (${code})`}`,
      'make it on the host: cookbook-run doctor --json > host.json',
    );
  }
  const facts = await parseHostFacts(text, name);
  return facts.gpus.ok ? facts.gpus.value : undefined;
}
