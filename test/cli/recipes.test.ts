/** Every preset: a dry run on the example data of its layout, the generated docs, and how a new one is added. */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { RECIPES } from '../../recipes/index.ts';
import { hasScript } from '../../src/recipe/readiness.ts';
import { json, type Rig, ROOT, rig } from './rig.ts';

const SMALL = ['--gpus', '1', '--batch', '1', 'train.train_policy.mini_batch=1'];

interface Finding {
  readonly id: string;
  readonly severity: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Findings about the preset and its data; those about this very host are for another day. */
async function findingsOf(place: Rig, args: readonly string[]) {
  const ended = await place.run(['sft', '--dry-run', '--json', ...args]);
  expect(ended.stderr).toBe('');
  const document = json(ended.stdout);
  const findings = (document.findings as readonly Finding[]).filter(
    (one) => one.data['atLaunch'] === undefined,
  );
  return { code: ended.code, document, bad: findings.filter((one) => one.severity !== 'info') };
}

/** Where the example data of a layout begins, and what else its presets need, below examples/<layout>. */
const BEGINS: Readonly<Record<string, { readonly root: string; readonly media: string }>> = {
  llava: { root: 'annotations.json', media: 'images' },
  wts: { root: 'environment_mcq_llava_train.json', media: 'videos/train' },
  warehouse: { root: 'train_llava.json', media: '' },
  'wafer-map': { root: 'annotations.json', media: 'train' },
};

function exampleOf(layout: string): { readonly root: string; readonly more: readonly string[] } {
  const folder = join(ROOT, 'examples', layout);
  const begins = BEGINS[layout];
  if (begins === undefined) return { root: folder, more: [] };
  const media = `custom.dataset.media_path=${join(folder, begins.media)}`;
  // Six samples are fewer steps than the published warm-up.
  return { root: join(folder, begins.root), more: [media, 'train.optm_warmup_steps=1'] };
}

const ready = RECIPES.filter(hasScript);
const cases = ready.flatMap((recipe) => recipe.engines.map((engine) => [recipe.name, engine, recipe.layout]));

describe.concurrent('on the example data of its layout', () => {
  test.concurrent.each(cases)('%s plans steps on %s and nothing is found', async (name, engine, layout) => {
    const { root: data, more } = exampleOf(layout ?? '');
    expect(existsSync(data), `${data} is missing`).toBe(true);
    const args = ['--preset', name ?? '', '--engine', engine ?? '', '--dataset', data, ...SMALL, ...more];
    const place = rig('recipe');
    // Without an engine on the host the one of --engine is not compared with it.
    place.without('cosmos-rl');
    const { code, document, bad } = await findingsOf(place, args);
    expect(bad).toEqual([]);
    expect(code).toBe(0);
    expect(document.planned.steps).toBeGreaterThan(0);
  });
});

const waiting = RECIPES.filter((recipe) => !hasScript(recipe)).map((recipe) => recipe.name);

describe.runIf(waiting.length > 0).concurrent('a preset without an entry script of ours', () => {
  test.concurrent.each(waiting)('%s says so, and plans with one of the user', async (name) => {
    const place = rig('recipe');
    const data = ['--dataset', place.dataset()];
    const without = await place.run(['sft', '--preset', name, ...data, '--dry-run']);
    expect(without.code).toBe(2);
    expect(without.stderr).toContain('--script PATH');
    writeFileSync(join(place.folder, 'load.py'), '');
    const { code, document, bad } = await findingsOf(place, [
      '--preset',
      name,
      ...data,
      '--script',
      'load.py',
    ]);
    expect(bad).toEqual([]);
    expect(code).toBe(0);
    expect(document.plan.argv.at(-1)).toBe(join(place.folder, 'load.py'));
    expect(document.skipped.map((one: { id: string }) => one.id)).toContain('dataset');
  });
});

test('docs/recipes.md is what the declarations say', () => {
  const printed = execFileSync(process.execPath, ['scripts/recipe-table.mjs', '--print'], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  expect(readFileSync(join(ROOT, 'docs/recipes.md'), 'utf8')).toBe(printed);
});

test('the examples of docs/presets.md work as they are printed', async () => {
  const docs = readFileSync(join(ROOT, 'docs/presets.md'), 'utf8');
  const place = rig('recipe');
  for (const [, name, text] of docs.matchAll(/```(?:ts|toml)\n(?:\/\/|#) (mine\.\w+)\n([\s\S]*?)```/g)) {
    writeFileSync(join(place.folder, name ?? ''), text ?? '');
  }
  for (const file of ['./mine.ts', './mine.toml']) {
    const document = json((await place.run(['show', file, '--json'])).stdout);
    expect(document).toMatchObject({ name: 'night-captions', config: { train: { epoch: 3 } } });
  }
});

test('adding a recipe is one file, one line and one golden file', () => {
  const place = rig('recipe');
  const root = join(place.folder, 'copy');
  mkdirSync(root);
  for (const name of [
    'src',
    'recipes',
    'templates',
    'scripts',
    'package.json',
    'tsconfig.json',
    'tsconfig.types.json',
    'vitest.config.ts',
  ])
    cpSync(join(ROOT, name), join(root, name), { recursive: true });
  for (const name of ['test/unit/config/golden.test.ts', 'test/fixtures/golden'])
    cpSync(join(ROOT, name), join(root, name), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules'), join(root, 'node_modules'));
  const old = readFileSync(join(root, 'recipes/reason1-av-caption.ts'), 'utf8');
  writeFileSync(
    join(root, 'recipes/my-recipe.ts'),
    old.replace("name: 'reason1-av-caption'", "name: 'my-recipe'").replace('epoch: 20n', 'epoch: 2n'),
  );
  const index = join(root, 'recipes/index.ts');
  writeFileSync(
    index,
    readFileSync(index, 'utf8')
      .replace('\nexport', "import myRecipe from './my-recipe.ts';\n\nexport")
      .replace('= [', '= [myRecipe, '),
  );
  const node = (...args: readonly string[]) =>
    execFileSync(process.execPath, args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  node('scripts/build.mjs');
  node('node_modules/vitest/vitest.mjs', 'run', 'test/unit/config/golden.test.ts', '-u');
  expect(json(node('dist/cli.cjs', 'list', '--json')).presets[0]).toMatchObject({
    name: 'my-recipe',
    gpus: 8,
  });
  const golden = readFileSync(join(root, 'test/fixtures/golden/my-recipe-0.4.7.toml'), 'utf8');
  expect(golden).toMatch(/^epoch = 2$/m);
});
