/** Reads the fixtures of the rules: a TOML, and what is known beside it. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { parseToml } from '../../../src/config/toml.ts';
import { ConfigView, type RuleContext } from '../../../src/engine/cosmos-rl/rule.ts';
import { schemaOf } from '../../../src/engine/cosmos-rl/schema/schema.ts';
import { engineOf } from '../../../src/engine/cosmos-rl/versions.ts';
import type { Severity } from '../../../src/findings/finding.ts';

const FOLDER = resolve(import.meta.dirname, '../../fixtures/rules');

/** One fixture. */
interface RuleFixture {
  readonly path: string;
  readonly name: string;
  readonly text: string;
  readonly engine: string;
  readonly view: ConfigView;
  /** The severities of its findings, where they are not the rule's. */
  readonly severities?: readonly Severity[];
}

function read(path: string): RuleFixture {
  const text = readFileSync(path, 'utf8');
  const line = /^# context: (.*)$/m.exec(text)?.[1];
  const severities = /^# expect: ([a-z, ]+)$/m.exec(text)?.[1]?.split(', ') as Severity[] | undefined;
  const { engine: version = '0.4.7', ...given } = JSON.parse(line ?? '{}') as Partial<
    Omit<RuleContext, 'engine'>
  > & {
    readonly engine?: string;
  };
  const engine = engineOf(version);
  if (engine === undefined) throw new Error(`${path}: engine ${version} is not known`);
  const context: RuleContext = { engine, schema: schemaOf(engine.known), origins: new Map(), ...given };
  const view = new ConfigView(parseToml(text, path), context);
  const name = basename(path, '.toml');
  return { path, name, text, engine: version, view, ...(severities === undefined ? {} : { severities }) };
}

/** The first fixture of a rule; `undefined` if the file is missing. */
export function ruleFixture(id: string, kind: 'fail' | 'pass'): RuleFixture | undefined {
  const path = join(FOLDER, `${id}.${kind}.toml`);
  return existsSync(path) ? read(path) : undefined;
}

/** Every fixture of a rule: `ID.fail.toml`, `ID.fail-2.toml` and so on. */
export function ruleFixtures(id: string, kind: 'fail' | 'pass'): readonly RuleFixture[] {
  return readdirSync(FOLDER)
    .filter((name) => name.replace(/(-\d+)?\.toml$/, '') === `${id}.${kind}`)
    .sort()
    .map((name) => read(join(FOLDER, name)));
}
