/** Every rule has configs that fail, one for each thing it says, and configs that pass; what it says to do, does it. */
import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { getValue, splitKey, type TomlTable, type TomlValue, withValue } from '../../../src/config/value.ts';
import { ConfigView, type Rule, type RuleContext, runRules } from '../../../src/engine/cosmos-rl/rule.ts';
import { RULES } from '../../../src/engine/cosmos-rl/rules/index.ts';
import { type Finding, remediesOf } from '../../../src/findings/finding.ts';
import type { Remedy } from '../../../src/findings/remedy.ts';
import { ruleFixtures } from './rule-fixture.ts';

const FOLDER = resolve(import.meta.dirname, '../../fixtures/rules');

/** How many different things a rule says: its messages in the source, with both sides of a choice. */
function messagesOf(rule: Rule): number {
  const file = resolve(import.meta.dirname, `../../../src/engine/cosmos-rl/rules/${rule.id}.ts`);
  return readFileSync(file, 'utf8').match(/\bmessage(:|,$)/gm)?.length ?? 0;
}

/** A message without what it was made of. */
function shape(finding: Finding): string {
  return finding.message.replace(/`[^`]*`|"[^"]*"|-?[\d.]+(e[+-]?\d+)?/g, '_');
}

/** The config after a remedy; `undefined` where there is nothing to apply. */
function applied(config: TomlTable, remedy: Remedy): TomlTable | undefined {
  if (remedy.kind === 'override') {
    let after = config;
    for (const [key, value] of Object.entries(remedy.set ?? {}))
      after = withValue(after, splitKey(key), value as TomlValue);
    for (const key of remedy.remove ?? []) after = withValue(after, splitKey(key), undefined);
    return after;
  }
  if (remedy.kind !== 'edit') return undefined;
  return remedy.edits.reduce((now, { op, key, to, value }) => {
    const old = getValue(now, splitKey(key));
    if (op === 'set') return withValue(now, splitKey(key), value as TomlValue);
    const without = withValue(now, splitKey(key), undefined);
    return op === 'rename' && old !== undefined ? withValue(without, splitKey(to ?? ''), old) : without;
  }, config);
}

/** What is known beside the config after a remedy: what was found out about a value that it changes no longer is. */
function contextAfter(context: RuleContext, before: TomlTable, after: TomlTable): RuleContext {
  const changed = (key: string) => getValue(before, splitKey(key)) !== getValue(after, splitKey(key));
  const gone: string[] = [];
  if (changed('train.output_dir')) gone.push('outputRuns');
  if (changed('train.timestamp')) gone.push('heldSteps');
  if (changed('train.resume')) gone.push('resume');
  if (changed('policy.model_name_or_path')) gone.push('model');
  if (changed('train.train_batch_per_replica')) gone.push('plannedSteps');
  return Object.fromEntries(Object.entries(context).filter(([key]) => !gone.includes(key))) as never;
}

const errorsOf = (findings: readonly Finding[]) =>
  new Set(
    findings.filter(({ severity }) => severity === 'error').map(({ id, subject }) => `${id} ${subject}`),
  );

describe.each(RULES.map((rule) => [rule.id, rule] as const))('%s', (id, rule) => {
  const failing = ruleFixtures(id, 'fail');

  test('its failing fixtures yield it, and the findings say what to do', () => {
    if (failing.length === 0) throw new Error(`test/fixtures/rules/${id}.fail.toml is missing`);
    for (const fixture of failing) {
      const { findings } = runRules([rule], fixture.view);
      expect(findings.length, fixture.name).toBeGreaterThan(0);
      const severities = [...new Set(findings.map(({ severity }) => severity))];
      expect(severities, fixture.name).toEqual(fixture.severities ?? [rule.severity]);
      for (const finding of findings) {
        expect(finding.id).toBe(id);
        expect(finding.message).not.toMatch(/undefined|NaN|\[object|!$/);
        expect(finding.help ?? '', finding.message).not.toBe('');
      }
    }
  });

  test('each thing that it says is said by a fixture', () => {
    const said = new Set(failing.flatMap(({ view }) => runRules([rule], view).findings.map(shape)));
    expect([...said].length, [...said].join('\n')).toBeGreaterThanOrEqual(messagesOf(rule));
  });

  test('what it says to do is data, makes it go away, and brings no other error', () => {
    for (const { name, view } of failing) {
      const before = runRules(RULES, view).findings;
      for (const finding of runRules([rule], view).findings) {
        const remedies = remediesOf(finding);
        expect(remedies.length, `${name}: ${finding.help}`).toBeGreaterThan(0);
        for (const remedy of remedies) {
          const after = applied(view.config, remedy);
          if (after === undefined) continue;
          const context = contextAfter(view.context, view.config, after);
          const next = runRules(RULES, new ConfigView(after, context)).findings;
          const same = next.filter((one) => one.id === id && one.message === finding.message);
          expect(
            same,
            `${name}: ${finding.message}: ${JSON.stringify(remedy, (_, x) => (typeof x === 'bigint' ? `${x}n` : x))}`,
          ).toEqual([]);
          const known = errorsOf(before);
          const fresh = [...errorsOf(next)].filter((one) => !known.has(one));
          expect(fresh, `${name}: ${finding.message}: ${finding.help}`).toEqual([]);
        }
      }
    }
  });

  test('its passing fixtures do not, and were looked at', () => {
    const passing = ruleFixtures(id, 'pass');
    if (passing.length === 0) throw new Error(`test/fixtures/rules/${id}.pass.toml is missing`);
    for (const fixture of passing)
      expect(runRules([rule], fixture.view), fixture.name).toEqual({ findings: [], skipped: [] });
  });
});

test('every fixture belongs to a rule', () => {
  const ids = new Set(RULES.map((rule) => rule.id));
  const files = readdirSync(FOLDER).filter((name) => name.endsWith('.toml'));
  expect(files.filter((name) => !ids.has(name.replace(/\.(fail|pass)(-\d+)?\.toml$/, '')))).toEqual([]);
});

test('a help that names a key, an override or a command is rendered from data', () => {
  const prose = RULES.filter(({ id }) => {
    const file = resolve(import.meta.dirname, `../../../src/engine/cosmos-rl/rules/${id}.ts`);
    return /\bhelp[:,]/.test(readFileSync(file, 'utf8'));
  });
  expect(prose.map(({ id }) => id)).toEqual([]);
});
