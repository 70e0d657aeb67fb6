/** Presets of a team: from a file or a package, typed by the package's own types, with errors that name their line. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { json, type Rig, ROOT, rig } from './rig.ts';

const MINE = `import { definePreset } from 'cookbook-run';

interface Team { readonly lr: number }
const team: Team = { lr: 3e-6 };

export default definePreset({
  name: 'my-captions',
  extends: 'reason1-av-caption',
  config: {
    train: { epoch: 3n, optm_lr: team.lr },
    logging: { experiment_name: 'mine' },
  },
});
`;

function write(place: Rig, name: string, text: string): void {
  const path = join(place.folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

const shown = async (place: Rig, name: string) => json((await place.run(['show', name, '--json'])).stdout);

describe.concurrent('a preset file', () => {
  test.concurrent.each([
    ['mine.ts', MINE],
    ['mein Ordner ä/mine.ts', MINE],
    ['mine.mjs', MINE.replace(/interface.*\n/, '').replace(': Team', '')],
    [
      'mine.toml',
      'name = "my-captions"\nextends = "reason1-av-caption"\n[config.train]\nepoch = 3\noptm_lr = 3e-6\n[config.logging]\nexperiment_name = "mine"\n',
    ],
  ])('%s gives the same preset', async (name, text) => {
    const place = rig('preset');
    write(place, name, text);
    const document = await shown(place, `./${name}`);
    expect(document).toMatchObject({
      name: 'my-captions',
      extends: 'reason1-av-caption',
      layout: 'avha',
      script: 'avha.py',
      gpus: 8,
      config: { train: { epoch: 3, optm_lr: 3e-6, train_batch_per_replica: 16 } },
    });
    expect(document.origins['train.epoch']).toMatchObject({ layer: 'preset', source: `./${name}` });
    expect(document.origins['train.epoch'].line).toBeGreaterThan(2);
    expect(document.origins['train.train_batch_per_replica']).toEqual({
      layer: 'preset',
      source: 'reason1-av-caption',
    });
    const planned = await place.run([
      'sft',
      '--preset',
      `./${name}`,
      '--dataset',
      place.dataset(),
      '--dry-run',
      '--json',
      '--batch',
      '1',
      'train.train_policy.mini_batch=1',
    ]);
    expect(planned.code, planned.stderr).toBe(0);
    expect(json(planned.stdout).plan.config).toMatch(/^epoch = 3$/m);
  });

  test.concurrent('may be a preset of its own, with its own entry script', async () => {
    const place = rig('preset');
    write(place, 'load it.py', '');
    write(
      place,
      'own.mjs',
      "export default { name: 'own', layout: 'avha', family: 'qwen3_vl', script: './load it.py', config: { policy: { model_name_or_path: 'nvidia/Cosmos-Reason2-2B', parallelism: { dp_shard_size: 2 } }, custom: { vision: { nframes: 8 } } } };\n",
    );
    const document = await shown(place, './own.mjs');
    expect(document).toMatchObject({
      gpus: 2,
      model: 'nvidia/Cosmos-Reason2-2B',
      engines: ['0.3.9', '0.4.4', '0.4.7'],
    });
    expect(document.script).toBe(join(place.folder, 'load it.py'));
    const toml = (await place.run(['show', './own.mjs', '--format', 'toml'])).stdout;
    expect(toml).toMatch(/^nframes = 8$/m);
  });

  test.concurrent('may hold several, chosen with #name', async () => {
    const place = rig('preset');
    const one = (name: string, epoch: number) =>
      `{ name: '${name}', extends: 'reason1-av-caption', config: { train: { epoch: ${epoch} } } }`;
    write(place, 'team.mjs', `export default [${one('a', 1)}, ${one('b', 2)}];\n`);
    expect(await shown(place, './team.mjs#b')).toMatchObject({ name: 'b', config: { train: { epoch: 2 } } });
    const which = await place.run(['show', './team.mjs']);
    expect(which.code).toBe(2);
    expect(which.stderr).toContain("--preset './team.mjs#a'");
    expect((await place.run(['show', './team.mjs#c'])).code).toBe(2);
  });

  test.concurrent('is copied and launched with its file named again', async () => {
    const place = rig('preset');
    write(place, 'mine.ts', MINE);
    await place.run(['cp', './mine.ts', 'my.toml']);
    const args = ['--config', 'my.toml', '--dataset', place.dataset(), '--dry-run'];
    const alone = await place.run(['sft', ...args]);
    expect(alone.code).toBe(2);
    expect(alone.stderr).toMatch(/my\.toml:\d+:1: .*`my-captions`, which is not one of ours/);
    const named = await place.run(['sft', '--preset', './mine.ts', ...args, '--json']);
    expect(json(named.stdout).plan.config).toMatch(/^epoch = 3$/m);
  });
});

describe.concurrent('a package', () => {
  test.concurrent.each([['team-presets'], ['@team/presets'], ['@team/presets/night']])(
    '%s is loaded when it is named',
    async (name) => {
      const place = rig('preset');
      const folder = `node_modules/${name.replace(/\/night$/, '')}`;
      const exports = { '.': { import: './main.mjs' }, './night': { import: './main.mjs' } };
      write(place, `${folder}/package.json`, JSON.stringify({ name: 'x', type: 'module', exports }));
      write(place, `${folder}/main.mjs`, MINE.replace(/interface.*\n/, '').replace(': Team', ''));
      const document = await shown(place, name);
      expect(document).toMatchObject({ name: 'my-captions', config: { train: { epoch: 3 } } });
      expect(document.origins['train.epoch'].source).toBe(`${folder}/main.mjs`);
    },
  );

  test.concurrent('one that is not installed is a preset that is not known', async () => {
    const ended = await rig('preset').run(['show', 'no-such-presets']);
    expect(ended).toMatchObject({ code: 2, stdout: '' });
    expect(ended.stderr).toContain('there is no preset');
  });
});

describe.concurrent('what is wrong is said with its place', () => {
  test.concurrent.each([
    [
      'typo.ts',
      MINE.replace('epoch: 3n', 'epochs: 3n'),
      78,
      './typo.ts:10:14: `train.epochs` is not a setting',
      'train.epoch`?',
    ],
    [
      'parent.ts',
      MINE.replace('reason1-av-caption', 'reason1-av-captoin'),
      78,
      './parent.ts:8:3: extends is',
      'did you mean `reason1-av-caption`?',
    ],
    [
      'field.ts',
      MINE.replace('config:', 'settings:'),
      78,
      './field.ts:9:3: `settings` is not a field',
      'config is missing',
    ],
    [
      'ours.ts',
      MINE.replace('my-captions', 'reason1-av-caption'),
      78,
      './ours.ts:7:3: `reason1-av-caption` is one of our presets',
      '',
    ],
    [
      'ambiguous.mjs',
      "export default { name: 'x', extends: 'reason1-av-caption', config: { train: {\n optm_warmup_steps: 1 } } };",
      78,
      './ambiguous.mjs:2:2: `train.optm_warmup_steps`: 1 is ambiguous',
      'write 1n',
    ],
    [
      'null.mjs',
      "export default { name: 'x', extends: 'reason1-av-caption', config: { train: { epoch: null } } };",
      78,
      'null is not a value',
      '',
    ],
    [
      'syntax.ts',
      'export default {\n  name: ,\n};\n',
      78,
      './syntax.ts:2:9: the preset cannot be loaded',
      '',
    ],
    ['throws.ts', 'const a: any = null;\n\nexport default a.b;\n', 78, './throws.ts:3:', ''],
    ['empty.ts', 'export const x = 1;\n', 78, 'no default export', 'definePreset'],
    ['number.mjs', 'export default 3;\n', 78, 'is not a preset', ''],
    [
      'script.mjs',
      "export default { name: 'x', extends: 'reason1-av-caption', script: 'no.py', config: {} };",
      78,
      'no.py does not exist',
      '',
    ],
    ['plain.toml', '[train]\nepoch = 3\n', 78, './plain.toml:1:1: `train` is not a field', '--config'],
    ['broken.toml', 'name = \n', 78, './broken.toml:1:', ''],
    ['folder.yaml', 'x', 2, 'is no preset file', '.toml'],
  ])('%s', async (name, text, code, problem, help) => {
    const place = rig('preset');
    write(place, name, text);
    const ended = await place.run([
      'sft',
      '--preset',
      `./${name}`,
      '--dataset',
      place.dataset(),
      '--dry-run',
    ]);
    expect(ended.code, ended.stderr).toBe(code);
    expect(ended.stderr).toContain(problem);
    expect(ended.stderr).toContain(help);
    expect(ended.stderr).not.toMatch(/^ {4}at /m);
    expect(existsSync(join(place.folder, 'runs'))).toBe(false);
  });

  test.concurrent.each(['folder.ts', 'folder.toml'])('%s that is a folder is no preset', async (name) => {
    const place = rig('preset');
    mkdirSync(join(place.folder, name));
    const ended = await place.run(['show', `./${name}`]);
    expect(ended.code).toBe(2);
    expect(ended.stderr).toContain(`./${name} is no preset file`);
  });

  test.concurrent('a file that is missing ends with 66', async () => {
    const ended = await rig('preset').run(['show', './none.ts']);
    expect(ended.code).toBe(66);
    expect(ended.stderr).toContain('./none.ts does not exist');
  });

  test.concurrent('a rule names the line of the preset that set the value', async () => {
    const place = rig('preset');
    write(place, 'mine.ts', MINE.replace('epoch: 3n', "param_dtype: 'bf16'"));
    const ended = await place.run([
      'sft',
      '--preset',
      './mine.ts',
      '--dataset',
      place.dataset(),
      '--dry-run',
      '--json',
    ]);
    const finding = json(ended.stdout).findings.find(
      (one: { id: string }) => one.id === 'value-outside-choices',
    );
    expect(finding.origin).toEqual({ layer: 'preset', source: './mine.ts', line: 10, column: 14 });
  });
});

test('the published types check a preset: a good one compiles, a misspelt key does not', () => {
  const place = rig('preset');
  mkdirSync(join(place.folder, 'node_modules'));
  symlinkSync(ROOT, join(place.folder, 'node_modules/cookbook-run'));
  write(place, 'package.json', '{"type": "module"}');
  write(place, 'good.ts', MINE);
  write(place, 'bad.ts', MINE.replace('epoch: 3n', 'epochs: 3n'));
  const compile = (file: string) =>
    spawnSync(
      process.execPath,
      [
        join(ROOT, 'node_modules/typescript/bin/tsc'),
        '--noEmit',
        '--strict',
        '--target',
        'es2022',
        '--module',
        'nodenext',
        file,
      ],
      { cwd: place.folder, encoding: 'utf8' },
    );
  expect(compile('good.ts')).toMatchObject({ status: 0, stdout: '' });
  const bad = compile('bad.ts');
  expect(bad.status).not.toBe(0);
  expect(bad.stdout).toMatch(/bad\.ts\(10,14\).*epochs/);
});
