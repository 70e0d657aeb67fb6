/** Runs a bash script of ours to its end, and passes on what it says while it says it. */
import { execa } from 'execa';

/** Where a script runs, and who hears it. */
interface ScriptSurroundings {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly say: (text: string) => void;
}

/** Its exit code; a signal counts as in a shell, and 127 where there is no bash. */
export async function runScript(text: string, { cwd, env, say }: ScriptSurroundings): Promise<number> {
  const given = Object.fromEntries(
    Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
  const script = execa('bash', ['-c', text], {
    cwd,
    env: given,
    extendEnv: false,
    reject: false,
    stdin: 'ignore',
    all: true,
    buffer: false,
  });
  script.all.setEncoding('utf8').on('data', say);
  const { exitCode, signal } = await script;
  if (exitCode !== undefined) return exitCode;
  return signal === undefined ? 127 : 143;
}
