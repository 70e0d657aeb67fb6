/** Every rule of cosmos-framework: what it says of its failing fixtures, that it is silent otherwise, and that its remedy helps. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseToml } from '../../../src/config/toml.ts';
import { splitKey, type TomlTable, type TomlValue, withValue } from '../../../src/config/value.ts';
import { ConfigView, type RuleContext, runRules } from '../../../src/engine/cosmos-framework/rule.ts';
import { RULES } from '../../../src/engine/cosmos-framework/rules/index.ts';
import type { Finding, Remedy } from '../../../src/findings/finding.ts';
import { publishedRecipes } from './facts.ts';

const FOLDER = join(import.meta.dirname, '../../fixtures/framework/rules');
const FILES = readdirSync(FOLDER);

/** What stands in the comments at the head of a fixture. */
function contextOf(text: string): RuleContext {
  const head = new Map([...text.matchAll(/^# ([\w-]+)(?:: (.*))?$/gm)].map(([, key, value]) => [key, value]));
  return {
    origins: new Map(),
    ...(head.has('launch') ? { launch: true } : {}),
    ...(head.has('samples') ? { samples: Number(head.get('samples')) } : {}),
    ...(head.has('longest') ? { longest: { tokens: Number(head.get('longest')), exact: true } } : {}),
    ...(head.has('weights')
      ? {
          weights: {
            path: 'Cosmos3-Nano-reasoner',
            problem: head.get('weights') ?? '',
            ...(head.has('free') ? { free: Number(head.get('free')) } : {}),
          },
        }
      : {}),
    ...(head.has('nodes') ? { nodes: Number(head.get('nodes')) } : {}),
    ...(head.has('goes-on') ? { goesOnFrom: head.get('goes-on') ?? '' } : {}),
  };
}

function judged(config: TomlTable, context: RuleContext, id: string): readonly Finding[] {
  return runRules(RULES, new ConfigView(config, context)).findings.filter((one) => one.id === id);
}

function applied(config: TomlTable, remedy: Remedy): TomlTable {
  if (remedy.kind !== 'override') throw new Error(`a ${remedy.kind} cannot be applied`);
  const removed = (remedy.remove ?? []).reduce(
    (table, key) => withValue(table, splitKey(key), undefined),
    config,
  );
  return Object.entries(remedy.set ?? {}).reduce(
    (table, [key, value]) => withValue(table, splitKey(key), value as TomlValue),
    removed,
  );
}

describe.each(RULES.map((rule) => [rule.id, rule] as const))('%s', (id, rule) => {
  const fails = FILES.filter((name) => new RegExp(`^${id}\\.fail(-\\d+)?\\.toml$`).test(name));

  test('has fixtures', () => expect(fails.length).toBeGreaterThan(0));

  test.each(fails)('%s', (name) => {
    const text = readFileSync(join(FOLDER, name), 'utf8');
    const [config, context] = [parseToml(text, name), contextOf(text)];
    const found = judged(config, context, id);
    expect(found).toHaveLength(1);
    expect(found[0]?.severity).toBe(/^# expect: (\w+)$/m.exec(text)?.[1] ?? rule.severity);
    expect(found[0]?.help?.length ?? 0).toBeGreaterThan(9);
    const remedies = [found[0]?.remedy, ...(found[0]?.alternatives ?? [])].filter((one) => one !== undefined);
    for (const remedy of remedies.filter(({ kind }) => kind === 'override'))
      expect(judged(applied(config, remedy), context, id), JSON.stringify(remedy, String)).toEqual([]);
  });

  test('is silent about the counter-example', () => {
    const text = readFileSync(join(FOLDER, `${id}.pass.toml`), 'utf8');
    expect(judged(parseToml(text, id), contextOf(text), id)).toEqual([]);
  });
});

test('every fixture is of a rule', () => {
  const ids = new Set(RULES.map(({ id }) => id));
  expect(FILES.filter((name) => !ids.has(name.split('.')[0] ?? ''))).toEqual([]);
});

describe('the published reasoner recipes', () => {
  const all = publishedRecipes().filter(([, { toml }]) => (toml['job'] as TomlTable)['task'] === 'vlm');
  test.each(all)('%s: no error, and what is known of it', (name, { toml }) => {
    const config = withValue(toml, ['custom', 'run', 'gpus'], 8n);
    const { findings } = runRules(RULES, new ConfigView(config, { origins: new Map() }));
    expect(findings.filter(({ severity }) => severity === 'error')).toEqual([]);
    const ids = new Set(findings.map(({ id }) => id));
    expect(ids.has('toml-key-dropped')).toBe(true);
    expect(ids.has('warmup-never-ends')).toBe(/llava_ov/.test(name));
    expect(ids.has('start-weights-not-cosmos')).toBe(/nano|super/.test(name));
  });
});
