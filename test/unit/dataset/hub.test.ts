/** Datasets named by their id on the hub: found in the local cache, never downloaded. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { locateDataset } from '../../../src/dataset/hub.ts';
import { inspectDataset } from '../../../src/dataset/inspect.ts';
import { readingOf } from '../../../src/engine/cosmos-rl/reading.ts';
import { put, scratch } from './folders.ts';
import { datasetRequest } from './request.ts';

const ID = 'nvidia/Cosmos-Reason1-SFT-Dataset';

/** A cache with one snapshot, of the branch main. */
function cache(): { readonly hub: string; readonly snapshot: string } {
  const hub = scratch();
  const repository = join(hub, 'datasets--nvidia--Cosmos-Reason1-SFT-Dataset');
  put(join(repository, 'refs/main'), 'c0ffee\n');
  const snapshot = join(repository, 'snapshots/c0ffee');
  mkdirSync(snapshot, { recursive: true });
  return { hub, snapshot };
}

describe('a dataset named by its id', () => {
  it('is its snapshot in the cache, by branch or commit', () => {
    const { hub, snapshot } = cache();
    const find = (source: { readonly revision?: string }, env: Readonly<Record<string, string>>): string =>
      locateDataset(ID, { source, cwd: scratch(), env });
    expect(find({}, { HF_HUB_CACHE: hub })).toBe(snapshot);
    expect(find({ revision: 'c0ffee' }, { HF_HUB_CACHE: hub })).toBe(snapshot);
    expect(find({ revision: 'other' }, { HF_HUB_CACHE: hub })).toBe(ID);
    expect(find({}, { HF_HOME: hub })).toBe(ID);
    expect(find({}, { HOME: scratch() })).toBe(ID);
  });

  it('is a folder first, as for the datasets library', () => {
    const { hub } = cache();
    const cwd = scratch();
    mkdirSync(join(cwd, ID), { recursive: true });
    expect(locateDataset(ID, { source: {}, cwd, env: { HF_HUB_CACHE: hub } })).toBe(ID);
  });

  it('that is nowhere is told how to get, without a guess', async () => {
    const dataset = { name: ID, subset: 'robovqa', split: 'understanding' };
    const config = { train: { train_policy: { dataset } } };
    const request = datasetRequest('reason1-sft', config, {
      cwd: scratch(),
      family: 'qwen2_5_vl',
      engine: '0.4.7',
      env: { HOME: scratch() },
    });
    const { findings, counts } = await inspectDataset(request);
    expect(findings.map((one) => [one.id, one.help])).toEqual([
      [
        'dataset-missing',
        `get it with \`hf download ${ID} --repo-type dataset --include 'robovqa/*' --local-dir DIR\`, or set train.train_policy.dataset.name to where the dataset is`,
      ],
    ]);
    expect(counts.samples).toBe(0);
  });

  it('may have its clips where the published script puts them', () => {
    const clips = (name: string, env: Readonly<Record<string, string>>): string =>
      readingOf({ train: { train_policy: { dataset: { name, subset: 'robovqa' } } } }).prepared?.(env) ?? '';
    const below = `datasets/${ID}/robovqa/video_clips`;
    expect(clips(ID, { COSMOS_CACHE: '/cache' })).toBe(`/cache/${below}`);
    expect(clips(` /data/${ID}/`, { HOME: '/home/me' })).toBe(`/home/me/.cache/cosmos/${below}`);
  });
});
