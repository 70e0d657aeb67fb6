/** Reads nightly.toml; every problem is named with its line. */
import { dirname, resolve } from 'node:path';
import { parseToml } from '../config/toml.ts';
import { toJson } from '../config/value.ts';
import { readConfigText } from '../engine/cosmos-rl/toml-0.10/read-config.ts';
import { ENGINES } from '../engine/registry.ts';
import { ExitCode } from '../findings/exit-code.ts';
import { Failure } from '../findings/failure.ts';
import { nearest } from '../findings/nearest.ts';
import { secretsIn } from '../findings/secrets.ts';
import { readText } from '../json/read.ts';
import { NIGHTLY, type NightlyFile } from './schema.ts';

/** A nightly.toml that was read. Relative paths in it count from its own folder. */
export interface Spec {
  readonly path: string;
  readonly base: string;
  readonly file: NightlyFile;
}

const LARGEST = 1024 * 1024;

function knownKeys(at: readonly PropertyKey[]): readonly string[] {
  const shape = NIGHTLY.shape as unknown as Readonly<Record<string, unknown>>;
  if (at.length === 0) return Object.keys(shape);
  const inner = (shape[String(at[0])] as { unwrap?: () => { shape?: object } } | undefined)?.unwrap?.();
  return Object.keys(inner?.shape ?? {});
}

function problems(text: string, path: string, value: unknown): readonly string[] {
  const parsed = NIGHTLY.safeParse(value);
  if (parsed.success) return [];
  const places = readConfigText(path, text).spots;
  const line = (key: readonly PropertyKey[], message: string) => {
    const place =
      places.get(key.join('.')) ?? places.get(key.slice(0, -1).join('.')) ?? places.get(String(key[0] ?? ''));
    return `${path}${place === undefined ? '' : `:${place.line}:${place.column}`}: ${message}`;
  };
  return parsed.error.issues.flatMap((issue) => {
    if (issue.code !== 'unrecognized_keys') {
      const key = issue.path.join('.');
      return [line(issue.path, `${key === '' ? '' : `\`${key}\`: `}${issue.message}`)];
    }
    return issue.keys.map((key) => {
      const near = nearest(key, knownKeys(issue.path));
      const hint = near === undefined ? '' : `; did you mean \`${near}\`?`;
      return line([...issue.path, key], `\`${[...issue.path, key].join('.')}\` is not a setting${hint}`);
    });
  });
}

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
  const wrong = [...problems(text, name, value)];
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
