/** No false alarm: the published recipes, our presets, and configs of other trainers have no error beyond the engine's own. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseToml } from '../../../src/config/toml.ts';
import { withValue } from '../../../src/config/value.ts';
import { findingsOf, findingsOfTable } from './findings-of.ts';
import { RECIPE_SETTINGS } from './recipe-settings.ts';

const GOLDEN = resolve(import.meta.dirname, '../../fixtures/golden');
const errors = (text: string, engine: string) =>
  findingsOf(text, engine).filter(({ severity }) => severity === 'error');

describe('published recipes', () => {
  test.each(RECIPE_SETTINGS.map((recipe) => [recipe.name, recipe] as const))('%s', (_, recipe) => {
    const found = errors(recipe.toml, recipe.engine);
    expect(found.map(({ id, subject }) => `${id} ${subject}`)).toEqual(
      recipe.drops.map((key) => `unknown-key ${key}`),
    );
  });
});

describe('presets', () => {
  const VERSION = /-(\d+\.\d+\.\d+)\.toml$/;
  test.each(readdirSync(GOLDEN).filter((file) => VERSION.test(file)))('%s', (file) => {
    const engine = VERSION.exec(file)?.[1] ?? '';
    // A preset names no output folder; each run does.
    const table = parseToml(readFileSync(join(GOLDEN, file), 'utf8'), file);
    const found = findingsOfTable(withValue(table, ['train', 'output_dir'], 'out'), engine);
    expect(found.filter(({ severity }) => severity === 'error')).toEqual([]);
  });
});

describe('other trainers of cosmos-rl', () => {
  const HEAD =
    'train.output_dir = "out"\nlogging.logger = ["console"]\ntrain.ckpt.enable_checkpoint = true\npolicy.parallelism.tp_size = 1\n';
  test.each([
    [
      'GRPO with LoRA',
      `${HEAD}train.compile = false\ntrain.train_policy = { type = "grpo", temperature = 0.9, kl_beta = 0.05 }\npolicy.lora = { r = 16, target_modules = "all-linear" }\nrollout.parallelism.tp_size = 1`,
    ],
    [
      'a VLA',
      `${HEAD}train.train_policy = { type = "grpo", trainer_type = "grpo_vla", mini_batch = 2 }\nvla = { vla_type = "openvla-oft", num_envs = 8 }\nrollout.backend = "vla"\nrollout.parallelism = { tp_size = 1, dp_shard_size = 4 }`,
    ],
    [
      'a diffusion model',
      `${HEAD}policy.is_diffusers = true\npolicy.model_name_or_path = "Efficient-Large-Model/SANA"\npolicy.diffusers = { is_video = true, train_frames = 81 }\ntrain.train_policy = { type = "sft", trainer_type = "diffusers" }`,
    ],
    [
      'distillation',
      `${HEAD}distillation = { enable = true, parallelism = { tp_size = 1 } }\ntrain.train_policy = { type = "grpo", on_policy = true }\nrollout.parallelism.tp_size = 1`,
    ],
    [
      'colocated RL',
      `${HEAD}mode = "colocated"\ntrain.train_policy = { type = "grpo" }\nrollout.parallelism.tp_size = 1\nenv.name = "CartPole-v1"`,
    ],
  ])('%s', (_, text) => {
    expect(errors(text, '0.4.7')).toEqual([]);
  });
});
