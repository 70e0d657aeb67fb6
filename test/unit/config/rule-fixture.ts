/** Reads the fixtures of the rules: a TOML, and what is known beside it. */
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseToml } from '../../../src/config/toml.ts';
import { ConfigView, type RuleContext } from '../../../src/engine/cosmos-rl/rule.ts';
import { schemaOf } from '../../../src/engine/cosmos-rl/schema/schema.ts';
import { engineOf } from '../../../src/engine/cosmos-rl/versions.ts';

const FOLDER = resolve(import.meta.dirname, '../../fixtures/rules');

/** One fixture. */
export interface RuleFixture {
  readonly path: string;
  readonly text: string;
  readonly engine: string;
  readonly view: ConfigView;
}

/** The fixture of a rule; `undefined` if the file is missing. */
export function ruleFixture(id: string, kind: 'fail' | 'pass'): RuleFixture | undefined {
  const path = join(FOLDER, `${id}.${kind}.toml`);
  if (!existsSync(path)) return undefined;
  const text = readFileSync(path, 'utf8');
  const line = /^# context: (.*)$/m.exec(text)?.[1];
  const { engine: version = '0.4.7', ...given } = JSON.parse(line ?? '{}') as Partial<
    Omit<RuleContext, 'engine'>
  > & {
    readonly engine?: string;
  };
  const engine = engineOf(version);
  if (engine === undefined) throw new Error(`${path}: engine ${version} is not known`);
  const context: RuleContext = { engine, schema: schemaOf(engine.known), origins: new Map(), ...given };
  return { path, text, engine: version, view: new ConfigView(parseToml(text, path), context) };
}
