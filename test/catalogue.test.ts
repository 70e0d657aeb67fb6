/** Every id that a finding can have: one place, docs, and a test of its part that shows it and one that does not. */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { CATALOGUE, kindOf, pageOf } from '../src/catalogue.ts';
import { CHECKPOINT_FINDINGS } from '../src/checkpoint/findings.ts';
import { SOURCE_FINDINGS } from '../src/config/toml-0.10/findings/index.ts';
import { configKinds } from '../src/config-kinds.ts';
import { DATASET_FINDINGS } from '../src/dataset/findings/index.ts';
import { FRAMEWORK_ENDINGS } from '../src/engine/cosmos-framework/ending/kinds.ts';
import { TRAINER_CHECKS } from '../src/engine/cosmos-framework/host/checks.ts';
import { FRAMEWORK_OWN_SYMPTOMS } from '../src/engine/cosmos-framework/log/symptoms/index.ts';
import { OBJECTIVE_KINDS as FRAMEWORK_OBJECTIVE_KINDS } from '../src/engine/cosmos-framework/objective/kinds.ts';
import { RULES as FRAMEWORK_RULES } from '../src/engine/cosmos-framework/rules/index.ts';
import { OWN_ENDINGS } from '../src/engine/cosmos-rl/ending/kinds.ts';
import { FOREIGN_FINDINGS } from '../src/engine/cosmos-rl/foreign/findings.ts';
import { ENGINE_CHECKS } from '../src/engine/cosmos-rl/host/checks/index.ts';
import { SYMPTOMS } from '../src/engine/cosmos-rl/log/symptoms/index.ts';
import { OBJECTIVE_KINDS } from '../src/engine/cosmos-rl/objective/kinds.ts';
import { PACKING_KINDS } from '../src/engine/cosmos-rl/packing/packing.ts';
import { RULES } from '../src/engine/cosmos-rl/rules/index.ts';
import { ENGINE_KINDS } from '../src/engine/kinds.ts';
import { ENGINES } from '../src/engine/registry.ts';
import { ENDING_KINDS } from '../src/engine/torch/ending/kinds.ts';
import { SHARED_KINDS } from '../src/engine/torch/symptoms/kinds.ts';
import { CLUSTER_KINDS } from '../src/executors/slurm/findings.ts';
import type { FindingKind } from '../src/findings/finding.ts';
import { MODEL_FINDINGS } from '../src/objective/findings/index.ts';
import { VERDICT_KINDS } from '../src/objective/verdict/kinds.ts';
import { HOST_CHECKS } from '../src/preflight/checks/index.ts';
import { CLUSTER_CHECKS } from '../src/preflight/cluster/checks/index.ts';

const ROOT = resolve(import.meta.dirname, '..');

/**
 * Each part: its kinds, where they are declared, the test that goes through all of them and fails for one without its
 * two cases, and the words in that test which compare its cases with the list.
 */
const PARTS: ReadonlyArray<
  readonly [name: string, kinds: readonly FindingKind[], home: string, test: string, through: string]
> = [
  ['rules', RULES, 'src/engine/cosmos-rl/rules', 'unit/config/rules.test.ts', 'RULES.map'],
  [
    'rules of cosmos-framework',
    FRAMEWORK_RULES,
    'src/engine/cosmos-framework/rules',
    'unit/framework/rules.test.ts',
    'RULES.map',
  ],
  [
    'reading',
    SOURCE_FINDINGS,
    'src/config/toml-0.10/findings',
    'unit/source/findings.test.ts',
    '...SOURCE_FINDINGS',
  ],
  [
    'whose file',
    FOREIGN_FINDINGS,
    'src/engine/cosmos-rl/foreign src/engine/findings',
    'unit/source/findings.test.ts',
    '...FOREIGN_FINDINGS',
  ],
  [
    'host',
    [...ENGINE_CHECKS, ...HOST_CHECKS],
    'src/preflight/checks src/engine/cosmos-rl/host/checks',
    'unit/preflight/checks.test.ts',
    'CHECKS.map',
  ],
  [
    'host of cosmos-framework',
    TRAINER_CHECKS,
    'src/engine/cosmos-framework/host/checks',
    'unit/framework/host.test.ts',
    'TRAINER_CHECKS.map',
  ],
  [
    'cluster',
    CLUSTER_CHECKS,
    'src/preflight/cluster/checks',
    'unit/preflight/cluster.test.ts',
    'CLUSTER_CHECKS.map',
  ],
  [
    'dataset',
    [...DATASET_FINDINGS, ...PACKING_KINDS],
    'src/dataset/findings src/engine/cosmos-rl/packing',
    'unit/dataset/findings.test.ts',
    'KINDS.map',
  ],
  [
    'log',
    SYMPTOMS,
    'src/engine/cosmos-rl/log/symptoms src/engine/torch/symptoms',
    'unit/classify/symptoms.test.ts',
    'SYMPTOMS.map',
  ],
  [
    'log of cosmos-framework',
    FRAMEWORK_OWN_SYMPTOMS,
    'src/engine/cosmos-framework/log/symptoms',
    'unit/framework/symptoms.test.ts',
    'FRAMEWORK_OWN_SYMPTOMS.map',
  ],
  [
    'model',
    MODEL_FINDINGS,
    'src/objective/findings',
    'unit/objective/checkpoint-findings.test.ts',
    '...MODEL_FINDINGS',
  ],
  [
    'files of a model',
    CHECKPOINT_FINDINGS,
    'src/checkpoint/findings.ts',
    'unit/objective/checkpoint-findings.test.ts',
    '...CHECKPOINT_FINDINGS',
  ],
  [
    'trainers and settings of cosmos-rl',
    OBJECTIVE_KINDS,
    'src/engine/cosmos-rl/objective',
    'unit/objective/checkpoint-findings.test.ts',
    '...OBJECTIVE_KINDS',
  ],
  [
    'tasks of cosmos-framework',
    FRAMEWORK_OBJECTIVE_KINDS,
    'src/engine/cosmos-framework/objective/kinds.ts',
    'unit/framework/objective.test.ts',
    'OBJECTIVE_KINDS.map',
  ],
  [
    'verdict',
    VERDICT_KINDS,
    'src/objective/verdict/kinds.ts src/findings/tokens-not-decoder.ts',
    'cli/feasibility.test.ts',
    '...VERDICT_KINDS',
  ],
  // The endings are one function's answers, and stand together.
  [
    'ending',
    [...ENDING_KINDS, ...OWN_ENDINGS],
    'src/engine/torch/ending/kinds.ts src/engine/cosmos-rl/ending/kinds.ts',
    'unit/classify/ending-kinds.test.ts',
    'KINDS.map',
  ],
  [
    'cluster',
    CLUSTER_KINDS,
    'src/executors/slurm/findings.ts',
    'unit/run/first-node.test.ts',
    'CLUSTER_KINDS.map',
  ],
  [
    'ending of cosmos-framework',
    FRAMEWORK_ENDINGS,
    'src/engine/cosmos-framework/ending/kinds.ts',
    'unit/framework/symptoms.test.ts',
    'FRAMEWORK_ENDINGS.map',
  ],
];

const sources = (folder: string) =>
  readdirSync(join(ROOT, folder), { encoding: 'utf8' }).filter(
    (name) => name.endsWith('.ts') && name !== 'index.ts',
  );

/** Symptoms that every engine reads out of its own log. */
const SHARED: ReadonlySet<string> = new Set(SHARED_KINDS.map(({ id }) => id));

describe('the catalogue', () => {
  test('is the sum of its parts, and an id belongs to one', () => {
    const ids = PARTS.flatMap(([, kinds]) => kinds.map(({ id }) => id));
    expect(new Set(ids).size).toBe(ids.length);
    expect(CATALOGUE.map(({ id }) => id)).toEqual([...ids].sort());
  });

  test.each(ENGINES.map((engine) => [engine.name, engine] as const))(
    'holds what %s finds in a config',
    async (_, engine) => {
      const [{ kinds }, objective] = await Promise.all([engine.planning(), engine.objective?.()]);
      const all = configKinds({ settings: kinds, objective: objective?.kinds ?? [] });
      expect(all.filter((kind) => !CATALOGUE.includes(kind))).toEqual([]);
    },
  );

  test.each(ENGINE_KINDS)(
    'an engine adds to pages of kinds that are not its own',
    ({ pages, settings, objective, others }) => {
      const own = new Set([...settings, ...objective, ...others].map(({ id }) => id));
      for (const [id, page] of Object.entries(pages)) {
        const kind = kindOf(id);
        expect(kind, id).toBeDefined();
        expect(own.has(id) && !SHARED.has(id), id).toBe(false);
        for (const text of Object.values(page)) expect(text, id).toMatch(/^\S.{8,}[.`")]$/s);
        if (kind !== undefined && page.why !== undefined) expect(pageOf(kind).why).toContain(page.why);
      }
    },
  );

  test.each(CATALOGUE.map((kind) => [kind.id, kind] as const))('%s: a name, and docs', (id, kind) => {
    expect(id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)+$/);
    expect(kind.summary).toMatch(/^[^\n]{10,130}$/);
    for (const text of [kind.docs.what, kind.docs.why, kind.docs.fix])
      expect(text).toMatch(/^\S.{8,}[.`")?]$/s);
  });
});

/** Kinds of words alone stand in tables by theme: a file of its own for each would be twice the lines. */
const TABLES = PARTS.filter(([name]) =>
  [
    'dataset',
    'reading',
    'whose file',
    'host',
    'model',
    'trainers and settings of cosmos-rl',
    'log',
    'log of cosmos-framework',
    'rules of cosmos-framework',
    'host of cosmos-framework',
  ].includes(name),
);
const FOLDERS = PARTS.filter((part) => !part[2].endsWith('.ts') && !TABLES.includes(part));

test.each(TABLES)('%s: each id stands once in the tables, and no other', (_, kinds, home) => {
  const declared = home
    .split(' ')
    .flatMap((folder) =>
      sources(folder).flatMap((name) =>
        [...readFileSync(join(ROOT, folder, name), 'utf8').matchAll(/^ {2,4}id: '([^']+)'/gm)].map(
          ([, id]) => id,
        ),
      ),
    );
  expect(declared.sort()).toEqual(kinds.map(({ id }) => id).sort());
});

test.each(FOLDERS)('%s: one file for each id, and no other', (_, kinds, home) => {
  const named = home
    .split(' ')
    .flatMap((folder) =>
      sources(folder).filter((name) =>
        readFileSync(join(ROOT, folder, name), 'utf8').includes(`id: '${basename(name, '.ts')}'`),
      ),
    );
  expect(named.map((name) => basename(name, '.ts')).sort()).toEqual(kinds.map(({ id }) => id).sort());
});

test.each(PARTS)('%s: its test goes through all of them', (_name, _kinds, _home, file, through) => {
  expect(readFileSync(join(ROOT, 'test', file), 'utf8')).toContain(through);
});

test('docs/rules.md names every rule, and no other', () => {
  const table = readFileSync(join(ROOT, 'docs/rules.md'), 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('| '));
  const named = table.flatMap((line) =>
    [...line.matchAll(/`([a-z0-9]+(?:-[a-z0-9]+)+)`/g)].map((match) => match[1]),
  );
  expect([...named].sort()).toEqual(RULES.map(({ id }) => id).sort());
});

test('what a rule says of the engine is proved in the engine lane', () => {
  const lane = ['config', 'source'].map((name) =>
    readFileSync(join(ROOT, `test/engine/${name}.test.ts`), 'utf8'),
  );
  expect(lane[0]).toContain('RULES.map((rule) => [rule.id, rule.enforcedBy]');
  expect(lane[1]).toContain('[...SOURCE_FINDINGS, ...FOREIGN_FINDINGS]');
});
