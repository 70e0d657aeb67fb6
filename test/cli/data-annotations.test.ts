/** `data check`, `data show` and `sft` on LLaVA-style annotations: the dataset is a file, and the media lie elsewhere. */
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ids, json, ROOT, rig } from './rig.ts';

const here = rig('annotations');
const SMALL = ['--gpus', '1', 'train.train_batch_per_replica=1', 'train.train_policy.mini_batch=1'];

/** A copy of an example, and what names its media. */
function copied(example: string, media: string, name = 'die Daten') {
  const folder = join(here.folder, name);
  rmSync(folder, { recursive: true, force: true });
  cpSync(join(ROOT, 'examples', example), folder, { recursive: true });
  return { folder, media: `custom.dataset.media_path=${join(folder, media)}` };
}

const check = (path: string, ...args: readonly string[]) =>
  here.run(['data', 'check', path, ...SMALL, ...args, '--json']);

describe('data check', () => {
  test('a file, from the folder it lies in, with relative paths', async () => {
    const { folder } = copied('llava', 'images');
    const args = ['annotations.json', '--preset', 'reason2-llava-sft', 'custom.dataset.media_path=images'];
    const ended = await here.run(['data', 'check', ...args, ...SMALL, '--json'], {}, folder);
    expect(ended).toMatchObject({ stderr: '', code: 0 });
    expect(json(ended.stdout)).toMatchObject({
      layout: 'llava',
      counts: { samples: 6, images: 7, videos: 0 },
      tokens: { vision: { p50: 70, max: 140 } },
      steps: { total: 6 },
    });
  });

  test('it is remembered until a picture changes', async () => {
    const { folder, media } = copied('llava', 'images', 'erinnert');
    const args = [join(folder, 'annotations.json'), '--preset', 'reason1-llava-sft', media] as const;
    const answers = [];
    for (const change of [undefined, undefined, 'cut', 'gone'] as const) {
      const picture = join(folder, 'images/blue.png');
      if (change === 'cut') writeFileSync(picture, readFileSync(picture).subarray(0, 100));
      if (change === 'gone') rmSync(picture);
      const ended = await check(...args);
      const { cached, findings } = json(ended.stdout);
      const errors = findings.filter((one: { severity: string }) => one.severity === 'error');
      answers.push([ended.code, cached, [...new Set(ids(errors))].join()]);
    }
    expect(answers).toEqual([
      [0, false, ''],
      [0, true, ''],
      [65, false, 'image-unusable'],
      [66, false, 'media-missing'],
    ]);
  });

  test('JSON lines, a folder and nothing at all: what to type', async () => {
    const { folder, media } = copied('llava', 'images', 'zeilen');
    const lines = join(folder, 'annotations.jsonl');
    const items = JSON.parse(readFileSync(join(folder, 'annotations.json'), 'utf8')) as readonly unknown[];
    writeFileSync(lines, items.map((item) => JSON.stringify(item)).join('\n'));
    const preset = ['--preset', 'reason1-llava-sft', media];
    const ended = await check(lines, ...preset);
    expect(ended.code).toBe(65);
    expect(json(ended.stdout).findings).toMatchObject([
      {
        id: 'meta-not-array',
        message: expect.stringContaining('JSON lines'),
        help: expect.stringContaining('jq -s .'),
      },
    ]);
    for (const path of [folder, join(folder, 'none.json')]) {
      const missing = await check(path, ...preset);
      expect(missing.code).toBe(66);
      expect(ids(json(missing.stdout).findings)).toEqual(['dataset-missing']);
    }
  });

  test('media of several kinds are refused for the mini-batch of Reason1', async () => {
    const { folder, media } = copied('llava', 'images', 'gemischt');
    const path = join(folder, 'annotations.json');
    const items = JSON.parse(readFileSync(path, 'utf8')) as object[];
    const { image: _, ...alone } = items[0] as { image: string };
    writeFileSync(path, JSON.stringify([...items.slice(1), alone]));
    const preset = ['--preset', 'reason1-llava-sft', media];
    const ended = await check(
      path,
      ...preset,
      'train.train_batch_per_replica=2',
      'train.train_policy.mini_batch=2',
    );
    expect(ended.code).toBe(65);
    expect(ids(json(ended.stdout).findings)).toContain('media-mixed');
    expect(ids(json((await check(path, ...preset)).stdout).findings)).not.toContain('media-mixed');
  });
});

describe('data show', () => {
  test('pictures and what the model reads', async () => {
    const { folder, media } = copied('warehouse', '', 'Lager');
    const args = [
      join(folder, 'train_llava.json'),
      '--preset',
      'reason1-warehouse-vqa',
      media,
      '--sample',
      '2',
    ];
    const ended = await here.run(['data', 'show', ...args]);
    expect(ended.code).toBe(0);
    expect(ended.stdout).toContain('000003.3.png\n         256x144 seen as 252x140, 45 tokens');
    expect(ended.stdout).toContain('<|image_pad|> × 45 <|vision_end|><|vision_start|><|image_pad|> × 45');
    expect(ended.stdout).toContain('<|im_start|>assistant\n1<|im_end|>');
  });
});

describe('sft --dry-run', () => {
  test('the annotations of WTS as they are published: the script, the config and the steps', async () => {
    const { folder, media } = copied('wts', 'videos/train', 'WTS');
    const data = join(folder, 'annotations/vqa/train');
    const args = ['--preset', 'reason1-traffic-vqa', '--dataset', data, media];
    const ended = await here.run(['sft', '--dry-run', '--json', ...args, ...SMALL]);
    expect(ended.code).toBe(0);
    const { plan, planned } = json(ended.stdout);
    expect(plan.argv.at(-1)).toMatch(/entry\/wts\.py$/);
    expect(plan.config).toContain(`annotation_path = "${data}"`);
    expect(planned.steps).toBe(12);
  });

  test('poisoned answers end before a GPU is asked', async () => {
    const { folder, media } = copied('wafer-map', 'train', 'Wafer');
    const path = join(folder, 'annotations.json');
    writeFileSync(path, readFileSync(path, 'utf8').replaceAll(/"\(\d\) [\w-]+\."/g, '"(5) loc."'));
    const args = ['--preset', 'reason1-wafer-map', '--dataset', path, media];
    const ended = await here.run(['sft', '--dry-run', '--json', ...args, ...SMALL]);
    expect(ended.code).toBe(65);
    const wrong = json(ended.stdout).findings.filter(
      (one: { id: string }) => one.id === 'answer-contradicts-label',
    );
    // Five one by one, the other two as a number; the answer about the class loc is right.
    expect(wrong.at(-1).data).toEqual({ remaining: 2 });
  });
});
