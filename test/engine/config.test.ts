/** The real Config of every known engine version decides: schemas, presets and what our rules say about it. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { RECIPES } from '../../recipes/index.ts';
import { RULES } from '../../src/engine/cosmos-rl/rules/index.ts';
import { KNOWN_VERSIONS } from '../../src/engine/cosmos-rl/versions.ts';
import { COSMOS_RL_RECIPES } from '../presets.ts';
import { ruleFixture } from '../unit/config/rule-fixture.ts';
import { askConfig, pythonOf } from './real-config.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const GOLDEN = join(ROOT, 'test/fixtures/golden');

/** What the engine itself writes in another form: one split becomes a list of one. */
const RESHAPED: Readonly<Record<string, readonly string[]>> = {
  'reason1-robot-vqa': ["train.train_policy.dataset.split: 'understanding' -> ['understanding']"],
};

describe.each(KNOWN_VERSIONS)('cosmos-rl %s', (version) => {
  test('our schema and defaults are those of the package', () => {
    const folder = mkdtempSync(join(tmpdir(), 'schema-'));
    try {
      const script = join(ROOT, 'scripts/dump_engine_schema.py');
      const done = spawnSync(pythonOf(version), [script, folder], { encoding: 'utf8' });
      expect(done.status, done.stderr).toBe(0);
      for (const name of [`${version}.json`, `${version}.defaults.json`]) {
        expect(readFileSync(join(folder, name), 'utf8')).toBe(
          readFileSync(join(ROOT, 'src/engine/cosmos-rl/schema', name), 'utf8'),
        );
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  const presets = COSMOS_RL_RECIPES.filter((recipe) => recipe.engines.includes(version)).map(
    (recipe) => recipe.name,
  );

  test.each(presets)('%s is taken as it was meant: nothing dropped, no value or type changed', (preset) => {
    const text = readFileSync(join(GOLDEN, `${preset}-${version}.toml`), 'utf8');
    const answers = askConfig(version, [{ text }, { text, again: true }]);
    const changed = (RESHAPED[preset] ?? []).map((key) => expect.stringContaining(key));
    expect(answers).toEqual([
      { ok: true, dropped: [], changed },
      { ok: true, dropped: [], changed },
    ]);
  });
});

describe('what the rules say about who enforces them', () => {
  test.each(RULES.map((rule) => [rule.id, rule.enforcedBy] as const))('%s: %s', (id, enforcedBy) => {
    const fail = ruleFixture(id, 'fail');
    const pass = ruleFixture(id, 'pass');
    if (fail === undefined || pass === undefined) throw new Error(`fixtures of ${id} are missing`);
    const [failed] = askConfig(fail.engine, [{ text: fail.text }]);
    const [passed] = askConfig(pass.engine, [{ text: pass.text }]);
    expect(failed?.ok, failed?.error).toBe(enforcedBy === 'nobody');
    expect(passed?.ok, passed?.error).toBe(true);
  });

  test('unknown keys are dropped without a word, by every version', () => {
    const fixture = ruleFixture('unknown-key', 'fail');
    for (const version of KNOWN_VERSIONS) {
      expect(askConfig(version, [{ text: fixture?.text ?? '' }])[0]).toMatchObject({
        ok: true,
        dropped: ['train.epochs'],
      });
    }
  });
});

test('every golden file belongs to a preset', () => {
  const names = RECIPES.flatMap((recipe) => recipe.engines.map((engine) => `${recipe.name}-${engine}.toml`));
  expect(readdirSync(GOLDEN).sort()).toEqual(names.sort());
});
