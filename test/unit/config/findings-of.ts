/** What all rules say about a config text, with what a check knows: the engine, and the family by the model's name. */

import { parseToml } from '../../../src/config/toml.ts';
import { getValue, type TomlTable } from '../../../src/config/value.ts';
import { ConfigView, type RuleContext, runRules } from '../../../src/engine/cosmos-rl/rule.ts';
import { RULES } from '../../../src/engine/cosmos-rl/rules/index.ts';
import { schemaOf } from '../../../src/engine/cosmos-rl/schema/schema.ts';
import { engineOf } from '../../../src/engine/cosmos-rl/versions.ts';
import type { Finding } from '../../../src/findings/finding.ts';

const FAMILIES: ReadonlyArray<readonly [RegExp, string]> = [
  [/reason1|qwen2.5-vl/i, 'qwen2_5_vl'],
  [/reason2|qwen3-vl/i, 'qwen3_vl'],
];

/** Findings about a table. */
export function findingsOfTable(
  table: TomlTable,
  version: string,
  context: Partial<RuleContext> = {},
): readonly Finding[] {
  const engine = engineOf(version);
  if (engine === undefined) throw new Error(`engine ${version} is not known`);
  const model = String(getValue(table, ['policy', 'model_name_or_path']) ?? '');
  const family = FAMILIES.find(([pattern]) => pattern.test(model))?.[1];
  const given: RuleContext = {
    engine,
    schema: schemaOf(engine.known),
    origins: new Map(),
    ...(family === undefined ? {} : { family: { name: family, evidence: 'its name' } }),
    ...context,
  };
  return runRules(RULES, new ConfigView(table, given)).findings;
}

/** Findings about a TOML text. */
export function findingsOf(
  text: string,
  version: string,
  context: Partial<RuleContext> = {},
): readonly Finding[] {
  return findingsOfTable(parseToml(text, 'test.toml'), version, context);
}
