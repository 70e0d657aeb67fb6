/** What is refused before anything is looked at: a secret that a record would keep, and an entry script that is not there. */
import { resolve } from 'node:path';
import { describeOrigin, type Setting } from '../config/layers.ts';
import { joinKey } from '../config/value.ts';
import { ExitCode } from '../findings/exit-code.ts';
import { Failure } from '../findings/failure.ts';
import { tomlText } from '../findings/remedy.ts';
import { secretsIn } from '../findings/secrets.ts';
import { statusOf } from '../path-status.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Throws Failure 78 for a setting of the user's that holds a secret; the message names the key and never the value. */
export function assertNoSecrets(settings: readonly Setting[], env: Environment): void {
  for (const { path, value, origin } of settings) {
    if (value === undefined || origin.layer === 'preset' || origin.layer === 'cookbook-run') continue;
    const [kind] = secretsIn(`${joinKey(path)} ${tomlText(value)}`, env);
    if (kind === undefined) continue;
    const where = origin.layer === 'file' ? `${describeOrigin(origin)}: ` : '';
    throw new Failure(
      ExitCode.config,
      `${where}\`${joinKey(path)}\` holds a secret (${kind}), which files that are kept would hold, such as the record of a run`,
      'leave secrets in the environment, for example HF_TOKEN or WANDB_API_KEY; nothing was written',
    );
  }
}

/** Throws Failure 66 for an entry script of the user's that is no file. */
export function assertScript(script: string | undefined, cwd: string): void {
  if (script === undefined || script === 'none') return;
  const status = statusOf(resolve(cwd, script));
  if (status?.isFile() === true) return;
  throw new Failure(
    ExitCode.input,
    `the entry script ${script} ${status === undefined ? 'does not exist' : 'is not a file'}`,
    "correct --script; without it the preset's own script runs",
  );
}
