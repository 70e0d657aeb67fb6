/** What a run of each engine saves, from its config. */
import { expect, test } from 'vitest';
import { parseToml } from '../../../src/config/toml.ts';
import type { EngineAdapter } from '../../../src/engine/adapter.ts';
import { COSMOS_FRAMEWORK } from '../../../src/engine/cosmos-framework/adapter.ts';
import { COSMOS_RL } from '../../../src/engine/cosmos-rl/adapter.ts';
import { diskOf } from '../../../src/plan/disk.ts';

async function saving(adapter: EngineAdapter, toml: string, samples?: number) {
  const engine = adapter.at(adapter.versions.at(-1) ?? '');
  if (engine === undefined) throw new Error('no engine');
  return (await adapter.planning()).saving?.(engine, parseToml(toml, 'x.toml'), samples);
}

const RUN = (steps: number, every: number, more = '') =>
  `[job]\nexperiment = "videophy2_sft_nano"\n[trainer]\nmax_iter = ${steps}\n[checkpoint]\nsave_iter = ${every}\n${more}`;

test('cosmos-framework: 12 bytes a parameter, and 2 of its export, which stay; the last step saves too', async () => {
  expect(await saving(COSMOS_FRAMEWORK, RUN(50, 20))).toEqual({
    saves: 3,
    keep: -1,
    bytesPerParameter: 14,
    staysPerParameter: 2,
  });
  const off = '[custom.overrides]\ncheckpoint.hf_export.enabled = false\n';
  expect(await saving(COSMOS_FRAMEWORK, RUN(50, 10, off))).toEqual({
    saves: 5,
    keep: -1,
    bytesPerParameter: 12,
  });
});

test('cosmos-framework: custom.run.keep checkpoints stay, and every export', async () => {
  const kept = await saving(COSMOS_FRAMEWORK, RUN(100, 10, '[custom.run]\nkeep = 3\n'));
  expect(kept).toMatchObject({ saves: 10, keep: 3 });
  // Four whole saves at a time, and the exports of the other six.
  const parameters = { count: 10, evidence: 'a test' };
  expect(diskOf(kept, { name: 'x', parameters })).toMatchObject({
    atOnce: 4,
    kept: 3,
    bytes: 4 * 140 + 6 * 20,
  });
});

test('cosmos-framework: the size of a reasoner that is still to be converted is known by its name', async () => {
  const nano =
    '[model.backbone]\nsafetensors_path = "reasoner"\n[custom.start]\ncheckpoint = "Cosmos3-Nano"\n';
  const found = diskOf(await saving(COSMOS_FRAMEWORK, RUN(10, 10, nano)), undefined);
  expect((found?.bytesPerSave ?? 0) / 1e9).toBeCloseTo(122.5, 1);
});

test('nothing is told where nothing is saved, or the interval is the experiment’s', async () => {
  const dummy = '[custom.overrides]\nckpt_type = "dummy"\n';
  expect(await saving(COSMOS_FRAMEWORK, RUN(50, 10, dummy))).toBeUndefined();
  expect(await saving(COSMOS_FRAMEWORK, RUN(50, 0))).toBeUndefined();
  expect(await saving(COSMOS_FRAMEWORK, '[trainer]\nmax_iter = 50\n')).toBeUndefined();
});

const RL = (more: string) => `redis = "1"
[train]
output_dir = "out"
epoch = 2
train_batch_per_replica = 4
[train.train_policy]
type = "sft"
[train.ckpt]
enable_checkpoint = true
save_freq = 10
max_keep = 3
${more}`;

test('cosmos-rl saves by its schedule, for which samples must be known; a LoRA is smaller', async () => {
  expect(await saving(COSMOS_RL, RL(''), 100)).toEqual({ saves: 5, keep: 3, bytesPerParameter: 14 });
  expect(await saving(COSMOS_RL, RL('[policy.lora]\nr = 8\n'), 100)).toMatchObject({
    bytesPerParameter: 4.1,
  });
  expect(await saving(COSMOS_RL, RL(''))).toBeUndefined();
});

test('without the size of the model there are no bytes', () => {
  expect(diskOf({ saves: 1, keep: -1, bytesPerParameter: 14 }, undefined)).toBeUndefined();
});
