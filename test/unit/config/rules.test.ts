/** Every rule has a config that fails and one that passes. */
import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runRules } from '../../../src/engine/cosmos-rl/rule.ts';
import { RULES } from '../../../src/engine/cosmos-rl/rules/index.ts';
import { ruleFixture } from './rule-fixture.ts';

describe.each(RULES.map((rule) => [rule.id, rule] as const))('%s', (id, rule) => {
  test('its failing fixture yields it, and the finding says what to do', () => {
    const fixture = ruleFixture(id, 'fail');
    if (fixture === undefined) throw new Error(`test/fixtures/rules/${id}.fail.toml is missing`);
    const { findings } = runRules([rule], fixture.view);
    expect(findings.length).toBeGreaterThan(0);
    for (const finding of findings) {
      expect(finding).toMatchObject({ id, severity: rule.severity });
      expect(finding.message).not.toMatch(/undefined|NaN|\[object|!$/);
      expect(finding.help ?? '', finding.message).not.toBe('');
    }
  });

  test('its passing fixture does not, and was looked at', () => {
    const fixture = ruleFixture(id, 'pass');
    if (fixture === undefined) throw new Error(`test/fixtures/rules/${id}.pass.toml is missing`);
    expect(runRules([rule], fixture.view)).toEqual({ findings: [], skipped: [] });
  });
});

test('every fixture belongs to a rule', () => {
  const ids = new Set(RULES.map((rule) => rule.id));
  const files = readdirSync(resolve(import.meta.dirname, '../../fixtures/rules')).filter((name) =>
    name.endsWith('.toml'),
  );
  expect(files.filter((name) => !ids.has(name.replace(/\.(fail|pass)\.toml$/, '')))).toEqual([]);
});
