/** Every preset: a dry run on the example data of its layout, the generated docs, and how a new one is added. */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { exampleOf } from '../examples.ts';
import { COSMOS_RL_RECIPES as RECIPES } from '../presets.ts';
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

const cases = RECIPES.flatMap((recipe) =>
  recipe.engines.map((engine) => [recipe.name, engine, recipe.layout]),
);

describe.concurrent('on the example data of its layout', () => {
  test.concurrent.each(cases)('%s plans steps on %s and nothing is found', async (name, engine, layout) => {
    const { root: data, media } = exampleOf(layout ?? '');
    // Six samples are fewer steps than the published warm-up.
    const more =
      media === undefined ? [] : [`custom.dataset.media_path=${media}`, 'train.optm_warmup_steps=1'];
    expect(existsSync(data), `${data} is missing`).toBe(true);
    const args = ['--preset', name ?? '', '--engine', engine ?? '', '--dataset', data, ...SMALL, ...more];
    const place = rig('recipe');
    // Without an engine on the host the one of --engine is not compared with it.
    place.without('cosmos-rl');
    const { code, document, bad } = await findingsOf(place, args);
    // The packer of 0.3.9 reads no bounds of pictures, which is told for data with pictures.
    expect(bad.filter(({ id }) => !(id === 'packer-limit' && engine === '0.3.9'))).toEqual([]);
    expect(code).toBe(0);
    expect(document.planned.steps).toBeGreaterThan(0);
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
    'web',
    'package.json',
    'tsconfig.json',
    'tsconfig.types.json',
    'vitest.config.ts',
  ])
    cpSync(join(ROOT, name), join(root, name), { recursive: true });
  for (const name of [
    'test/unit/config/golden.test.ts',
    'test/temporary-folder.ts',
    'test/presets.ts',
    'test/fixtures/golden',
  ])
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
  expect(json(node('dist/cli.js', 'list', '--json')).presets[0]).toMatchObject({
    name: 'my-recipe',
    gpus: 8,
  });
  const golden = readFileSync(join(root, 'test/fixtures/golden/my-recipe-0.4.7.toml'), 'utf8');
  expect(golden).toMatch(/^epoch = 2$/m);
});
