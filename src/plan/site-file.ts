/** Finds and reads the site file; every problem is named with its line. */
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { schemaFaults } from '../config/schema-faults.ts';
import { parseToml } from '../config/toml.ts';
import { toJson } from '../config/value.ts';
import { ExitCode } from '../findings/exit-code.ts';
import { Failure } from '../findings/failure.ts';
import { secretsIn } from '../findings/secrets.ts';
import { readText } from '../json/read.ts';
import { SITE, type Site } from '../site/site-schema.ts';
import { placesIn } from './config-file.ts';

const LARGEST = 1024 * 1024;

interface Surroundings {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Where a site file lies if none is named: below XDG_CONFIG_HOME, which counts only as an absolute path. */
export function usualSiteFile(env: Surroundings['env']): string {
  const given = env['XDG_CONFIG_HOME'] ?? '';
  const home = env['HOME'] ?? homedir();
  return join(given.startsWith('/') ? given : join(home, '.config'), 'cookbook-run', 'site.toml');
}

/** The site file that `--site` names, else the usual one; `{}` where that is not there. Throws Failure 66, 65 or 78. */
export function readSite(named: string | undefined, { cwd, env }: Surroundings): Site {
  const path = named === undefined ? usualSiteFile(env) : resolve(cwd, named);
  const text = readText(path, LARGEST);
  if (typeof text !== 'string') {
    if (text.problem === 'missing' && named === undefined) return {};
    throw new Failure(
      text.problem === 'missing' ? ExitCode.input : ExitCode.data,
      text.problem === 'missing' ? `there is no ${path}` : `cannot read ${path}: ${text.why}`,
      named === undefined ? `mend or remove it` : 'correct --site',
    );
  }
  const value = toJson(parseToml(text, path));
  const planted = secretsIn(text, env).map(
    (kind) => `${path}: it holds a secret (${kind}); leave secrets in the environment`,
  );
  const wrong = [...schemaFaults(SITE, value, placesIn(path, text), path), ...planted];
  if (wrong.length > 0)
    throw new Failure(
      ExitCode.config,
      wrong.join('\nerror: '),
      '`cookbook-run schema --site` prints what it may hold; nothing was started',
    );
  return SITE.parse(value);
}
