/** Reads nightly.toml; every problem is named with its line. */
import { dirname, resolve } from 'node:path';
import { schemaFaults } from '../config/schema-faults.ts';
import { parseToml } from '../config/toml.ts';
import { toJson } from '../config/value.ts';
import { ENGINES } from '../engine/registry.ts';
import { ExitCode } from '../findings/exit-code.ts';
import { Failure } from '../findings/failure.ts';
import { secretsIn } from '../findings/secrets.ts';
import { readText } from '../json/read.ts';
import { placesIn } from '../plan/config-file.ts';
import { NIGHTLY, type NightlyFile } from './schema.ts';

/** A nightly.toml that was read. Relative paths in it count from its own folder. */
export interface Spec {
  readonly path: string;
  readonly base: string;
  readonly file: NightlyFile;
}

const LARGEST = 1024 * 1024;

/** What `[resume] on_change` said in older files, in the policies of today; what `[on]` says itself stays. */
function modern(value: unknown): unknown {
  const { resume, on, ...rest } = (value ?? {}) as Record<string, unknown>;
  const change = (resume as { on_change?: unknown } | undefined)?.on_change;
  if (change === undefined) return value;
  const both = { config_changed: change, data_changed: change };
  return { ...rest, resume, on: { ...both, ...((on ?? {}) as object) } };
}

/** Reads and checks the file. Throws Failure 66 if it is missing, 78 with every problem located. */
export function loadSpec(name: string, cwd: string, env: Readonly<Record<string, string | undefined>>): Spec {
  const path = resolve(cwd, name);
  const text = readText(path, LARGEST);
  if (typeof text !== 'string') {
    throw new Failure(
      text.problem === 'missing' ? ExitCode.input : ExitCode.data,
      text.problem === 'missing' ? `there is no ${path}` : `cannot read ${path}: ${text.why}`,
      'make one: cookbook-run nightly init --preset reason1-av-caption --dataset FOLDER',
    );
  }
  const value = modern(toJson(parseToml(text, name)));
  const wrong = [...schemaFaults(NIGHTLY, value, placesIn(name, text), name)];
  const planted = secretsIn(text, env);
  if (planted.length > 0)
    wrong.push(`${name}: it holds a secret (${planted.join(', ')}); leave secrets in the environment`);
  if (wrong.length > 0) {
    throw new Failure(
      ExitCode.config,
      wrong.join('\nerror: '),
      'correct the file; nothing was started. `cookbook-run nightly init` writes one with every setting',
    );
  }
  const file = NIGHTLY.parse(value);
  const owned = file.set.find((item) =>
    ENGINES.some(({ keys }) => keys.all.some((key) => item.startsWith(`${key}=`) || item === `~${key}`)),
  );
  if (owned !== undefined) {
    throw new Failure(
      ExitCode.config,
      `${name}: \`set\` holds \`${owned}\`, which the series decides: every run has a folder of its own`,
      'remove it; `folder` says where the series lies',
    );
  }
  return { path, base: dirname(path), file };
}
