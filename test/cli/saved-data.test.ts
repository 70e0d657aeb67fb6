/** Saved Hugging Face datasets from the command line. */
import { cpSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ids, json, ROOT, rig } from './rig.ts';

const here = rig('saved data');
const PRESET = [
  '--preset',
  'reason1-physical-plausibility',
  '--gpus',
  '1',
  'train.train_batch_per_replica=2',
];
const EXAMPLE = join(ROOT, 'examples/videophy2');

function copy(name: string): string {
  const folder = join(here.folder, name);
  cpSync(EXAMPLE, folder, { recursive: true });
  return folder;
}

describe('data check', () => {
  test('the example: counts, scores and steps', async () => {
    const ended = await here.run(['data', 'check', EXAMPLE, ...PRESET, '--json']);
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    expect(json(ended.stdout)).toMatchObject({
      layout: 'videophy2',
      findings: [],
      counts: { samples: 10, byAnswer: { 1: 2, 2: 2, 3: 2, 4: 2, 5: 2 } },
      steps: { total: 50 },
    });
    const { stdout } = await here.run(['data', 'check', EXAMPLE, ...PRESET]);
    expect(stdout).toContain('2 with the answer 5');
  });

  test('a check that is remembered sees when an Arrow file changes', async () => {
    const folder = copy('changing set');
    const shard = join(folder, 'data-00000-of-00001.arrow');
    const run = () => here.run(['data', 'check', folder, ...PRESET, '--json']);
    const check = async () => json((await run()).stdout);
    expect((await check()).counts.samples).toBe(10);
    const bytes = readFileSync(shard);
    writeFileSync(shard, bytes.subarray(0, bytes.length - 64));
    const cut = await run();
    expect(cut.code).toBe(65);
    expect(ids(json(cut.stdout).findings)).toEqual(['shard-unusable']);
    renameSync(shard, `${shard}.away`);
    expect((await check()).findings[0].message).toContain('it is not there');
    writeFileSync(shard, bytes);
    expect((await check()).findings).toEqual([]);
  });

  test('a DatasetDict: exit 66, and the split to name', async () => {
    const folder = join(ROOT, 'test/fixtures/dataset/saved/dict');
    const ended = await here.run(['data', 'check', folder, '--preset', 'reason1-hf-sft']);
    expect(ended.code).toBe(66);
    expect(ended.stdout).toContain(`Name one split: ${folder}/train.`);
  });

  test('a key of another layout is refused', async () => {
    const ended = await here.run([
      'data',
      'check',
      EXAMPLE,
      ...PRESET,
      'custom.dataset.media_path=/x',
      '--json',
    ]);
    expect(ids(json(ended.stdout).findings)).toContain('dataset-option-invalid');
  });
});

test('data show finds a sample by its id, as the model reads it', async () => {
  const first = json((await here.run(['data', 'show', EXAMPLE, ...PRESET, '--json'])).stdout).samples[0];
  const again = await here.run(['data', 'show', EXAMPLE, ...PRESET, '--sample', first.id]);
  expect(again.stdout).toContain(
    '<|im_start|>system\nYou judge whether clips obey the laws of physics.<|im_end|>',
  );
  expect(again.stdout).toContain('<|im_start|>assistant\n<answer>\n1\n</answer><|im_end|>');
});
