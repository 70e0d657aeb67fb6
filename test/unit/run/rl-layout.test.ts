/** Where cosmos-rl puts what it makes: what is a step and what of it may be removed, to the letter. */
import { mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { heldSteps, KEYS, LAYOUT } from '../../../src/engine/cosmos-rl/layout.ts';

test('steps are the folders of a whole save, held are those of attempts as well', () => {
  const folder = mkdtempSync(join(tmpdir(), 'cookbook-rl-layout-'));
  expect([LAYOUT.steps(folder), heldSteps(folder)]).toEqual([[], []]);
  const attempts = ['step_4.incomplete-0f', 'step_6.previous-a'];
  for (const name of ['step_10', 'step_2', 'my_step_3', 'step_5x', 'step_', 'x', ...attempts])
    mkdirSync(join(folder, 'checkpoints', name), { recursive: true });
  expect([...LAYOUT.steps(folder)].sort()).toEqual([10, 2]);
  const held = ['step_10', 'step_2', ...attempts].map((name) => `checkpoints/${name}`);
  expect([...heldSteps(folder)].sort()).toEqual(held);
  mkdirSync(join(folder, 'safetensors/step_2'), { recursive: true });
  expect([...heldSteps(folder)].sort()).toEqual([...held, 'safetensors/step_2']);
  expect(LAYOUT.checkpoint(folder, 10)).toBe(join(folder, 'checkpoints/step_10/policy'));
  expect(LAYOUT.export(folder, 10)).toBe(join(folder, 'safetensors/step_10'));
  expect(LAYOUT.stepName(10)).toBe('step_10');
});

test.each([
  ['step_10', true],
  ['step_10.incomplete-0f', true],
  ['step_10.previous-0f', true],
  ['step_10.previous-', false],
  ['step_10.previous-xyz', false],
  ['step_10.previous-0f.kept', false],
  ['step_10xprevious-0f', false],
  ['step_10.kept-0f', false],
  ['my_step_10', false],
  ['step_', false],
])('%s is ours: %s', (name, ours) => {
  expect(LAYOUT.ours.test(name)).toBe(ours);
});

test.each([
  ['policy.model_name_or_path', 'impossible'],
  ['policy.parallelism.tp_size', 'impossible'],
  ['policy.lora.r', 'impossible'],
  ['train.optm_name', 'impossible'],
  ['train.optm_name_of', 'risky'],
  ['train.epoch', 'length'],
  ['train.max_num_steps', 'length'],
  ['train.epochs', 'risky'],
  ['my.train.epoch', 'risky'],
  ['logging.logger', 'harmless'],
  ['my.logging.logger', 'risky'],
  ['train.ckpt.max_keep', 'harmless'],
  ['train.sync_weight_interval', 'harmless'],
  ['train.sync_weight_interval_of', 'risky'],
  ['train.optm_lr', 'risky'],
])('to change %s on the way is %s', (key, change) => {
  expect(KEYS.change(key)).toBe(change);
});
