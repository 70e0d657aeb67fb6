/** `init`: from data to a config that `sft` takes, for every example; nothing is written over. */
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseToml } from '../../src/config/toml.ts';
import { ids, json, ROOT, rig } from './rig.ts';

const here = rig('init');
const init = (...args: readonly string[]) => here.run(['init', ...args]);
const example = (name: string) => join(ROOT, 'examples', name);
const LAYOUTS = [
  'avha',
  'blended-av',
  'llava',
  'wts',
  'warehouse',
  'wafer-map',
  'hf-conversations',
  'mimicgen',
  'videophy2',
  'av3d',
  'reason1-sft',
];

describe.concurrent('every example', () => {
  test.concurrent.each(LAYOUTS)('%s: what is written can be trained on', async (layout) => {
    const file = `${layout}.toml`;
    const ended = await init(example(layout), '--gpus', '1', '--file', file, '--json');
    expect(ended.code).toBe(0);
    const answer = json(ended.stdout);
    expect(answer).toMatchObject({ schemaVersion: 1, layout, gpus: 1 });
    const planned = await here.run(['sft', '--config', file, '--dry-run', '--json']);
    const plan = json(planned.stdout);
    const errors = plan.findings.filter(({ severity }: { severity: string }) => severity === 'error');
    expect(ids(errors)).toEqual([]);
    expect(plan.planned.steps).toBeGreaterThan(0);
    expect(answer.command).toBe(`cookbook-run sft --config ${file}`);
  });
});

describe('init', () => {
  test('without data makes an example, and prints the one command', async () => {
    const ended = await init('--gpus', '1');
    expect(ended.stdout).toBe('cookbook-run sft --config cookbook-run-example/my.toml\n');
    expect(ended.stderr).toContain('layout avha');
    expect(existsSync(join(here.folder, 'cookbook-run-example/data/videos'))).toBe(true);
    const again = await init('--gpus', '1');
    expect(again).toMatchObject({ code: 73, stdout: '' });
    expect(again.stderr).toContain('exists already; it was not changed');
  });

  test('writes over no file, and through no link', async () => {
    const [mine, link] = ['mine.toml', 'link.toml'].map((name) => join(here.folder, name)) as [
      string,
      string,
    ];
    writeFileSync(mine, 'mine');
    symlinkSync('elsewhere.toml', link);
    for (const file of ['mine.toml', 'link.toml'])
      expect(await init(example('avha'), '--gpus', '1', '--file', file)).toMatchObject({
        code: 73,
        stdout: '',
      });
    expect(readFileSync(mine, 'utf8')).toBe('mine');
    expect(existsSync(join(here.folder, 'elsewhere.toml'))).toBe(false);
  });

  test.each([
    [['/nowhere'], 66, 'it is not there'],
    [[join(ROOT, 'docs')], 65, 'has no layout that can be trained on'],
    [[join(ROOT, 'examples')], 2, 'several layouts fit'],
    [[example('avha'), '--layout', 'avah'], 2, '--layout does not know `avah`'],
    [[example('avha'), '--preset', 'reason2-llava-sft'], 2, 'reads the layout llava, and this is avha'],
    [[example('avha'), '--layout', 'av3d'], 65, 'has no layout'],
  ])('%s: %d, and nothing is written', async (args, code, says) => {
    const ended = await init(...args, '--file', 'refused.toml');
    expect(ended).toMatchObject({ code, stdout: '' });
    expect(ended.stderr).toContain(says);
    expect(existsSync(join(here.folder, 'refused.toml'))).toBe(false);
  });

  test('names with line breaks and escapes stay out of the file', async () => {
    const folder = join(here.folder, 'a\u001b[31m\nb');
    mkdirSync(folder);
    writeFileSync(
      join(folder, 'train.json'),
      JSON.stringify([
        {
          conversations: [
            { from: 'human', value: 'What?' },
            { from: 'gpt', value: 'That.' },
          ],
        },
      ]),
    );
    const ended = await init(folder, '--gpus', '1', '--file', 'odd.toml');
    expect(ended.code).toBe(0);
    const text = readFileSync(join(here.folder, 'odd.toml'), 'utf8');
    expect(text).not.toContain('\u001b');
    expect(parseToml(text, 'odd.toml')).toMatchObject({
      custom: { dataset: { annotation_path: join(folder, 'train.json') } },
    });
  });
});

describe('data check without a preset', () => {
  test('finds the layout, and says what speaks for it', async () => {
    const small = ['--gpus', '1', 'train.train_batch_per_replica=1', 'train.train_policy.mini_batch=1'];
    const ended = await here.run(['data', 'check', example('warehouse'), ...small, '--no-cache', '--json']);
    expect(ended.code).toBe(0);
    expect(json(ended.stdout)).toMatchObject({
      layout: 'warehouse',
      preset: 'reason1-warehouse-vqa',
      counts: { samples: 4 },
    });
    const text = await here.run(['data', 'check', example('warehouse'), ...small, '--no-cache']);
    expect(text.stderr).toContain('each names a picture and its set-of-marks overlay');
    expect(text.stderr).toContain('checked for the preset reason1-warehouse-vqa');
  });
});
