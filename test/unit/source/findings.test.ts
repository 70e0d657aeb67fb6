/** Every finding about the file itself: its fixture makes it, the counter-example does not. */
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { answerFor } from '../../../src/check/check-config.ts';
import { lookers } from '../../../src/check/lookers.ts';
import { SOURCE_FINDINGS } from '../../../src/config/toml-0.10/findings/index.ts';
import { FOREIGN_FINDINGS } from '../../../src/engine/cosmos-rl/foreign/findings.ts';
import { engineOf } from '../../../src/engine/cosmos-rl/versions.ts';

const FOLDER = resolve(import.meta.dirname, '../../fixtures/source');
const GUESSING = await lookers(undefined, []);
const NEWEST = await lookers(engineOf('0.4.7'), []);

function idsOf(file: string, guess = false): readonly string[] {
  const data = readFileSync(join(FOLDER, file));
  const context = { workdir: '/', lookers: guess ? GUESSING : NEWEST };
  return answerFor({ name: file, data }, context).findings.map(({ id }) => id);
}

/** These are not about the text of a file. */
const ELSEWHERE = ['config-file-unreadable', 'engine-guessed', 'engine-stands-in'];

describe('findings about the file', () => {
  const kinds = [...SOURCE_FINDINGS, ...FOREIGN_FINDINGS].filter(({ id }) => !ELSEWHERE.includes(id));
  test.each(kinds.map(({ id }) => id))('%s', (id) => {
    expect(idsOf(`${id}.fail.toml`)).toContain(id);
    expect(idsOf(`${id}.pass.toml`)).not.toContain(id);
  });

  test("another engine's file makes one finding, not two hundred", () => {
    expect(idsOf('other-engine-config.fail.toml')).toEqual(['other-engine-config']);
    expect(idsOf('wfm-config.fail.toml')).toEqual(['wfm-config']);
  });

  test('engine-stands-in for a version that is not known, and only then', async () => {
    const data = Buffer.from('[train]\noutput_dir = "/o"\n');
    const of = async (version: string) => {
      const other = engineOf(version);
      if (other === undefined) throw new Error(version);
      const asked = await lookers(other, []);
      return answerFor({ name: 'x.toml', data }, { workdir: '/', lookers: asked }).findings.map(
        ({ id }) => id,
      );
    };
    expect(await of('0.4.8')).toContain('engine-stands-in');
    expect(await of('0.4.7')).not.toContain('engine-stands-in');
  });

  test('engine-guessed only where no engine is known, and with the keys that show it', () => {
    expect(idsOf('engine-guessed.fail.toml')).not.toContain('engine-guessed');
    const data = readFileSync(join(FOLDER, 'engine-guessed.fail.toml'));
    const answer = answerFor({ name: 'x.toml', data }, { workdir: '/', lookers: GUESSING });
    expect(answer.engine).toBe('0.2.6');
    expect(answer.findings.find(({ id }) => id === 'engine-guessed')?.data).toEqual({
      version: '0.2.6',
      keys: ['train.enable_validation'],
    });
  });
});

describe('whose file', () => {
  const answer = (text: string) =>
    answerFor({ name: 'x.toml', data: Buffer.from(text) }, { workdir: '/', lookers: NEWEST });
  test.each([
    [
      'cosmos-framework (Cosmos 3), in its first form',
      '[job]\nproject = "p"\n[train]\nmax_iter = 5\ntrain_policy = { experiment = "sft_8b", mini_batch = 1 }\n[policy.parallelism]\ndp_shard_size = 8\n',
    ],
    ['prime-rl', '[data]\nmicro_batch_size = 1\n[optim]\nlr = 1e-5\n[ckpt]\ninterval = 5\n'],
    ['Axolotl', 'base_model = "x"\nsequence_len = 1\nadapter = "lora"\nmicro_batch_size = 1\n'],
    ['LLaMA-Factory', 'stage = "sft"\nfinetuning_type = "lora"\ntemplate = "qwen"\ncutoff_len = 1\n'],
    ['TAO Toolkit', 'results_dir = "x"\n[train]\nnum_gpus = 1\nnum_epochs = 3\n'],
    ['NeMo', '[trainer]\ndevices = 8\nmax_steps = 3\n[model]\nmicro_batch_size = 1\n'],
    ['torchtitan', '[model]\nflavor = "8B"\n[training]\nsteps = 3\nseq_len = 8\n[optimizer]\nlr = 1e-4\n'],
    [
      'the Hugging Face Trainer or TRL',
      'learning_rate = 1e-5\nnum_train_epochs = 3\nper_device_train_batch_size = 1\n',
    ],
    ['a Python project (pyproject.toml)', '[project]\nname = "x"\n[tool.ruff]\nline-length = 100\n'],
    ['something that is not known here', 'colour = "red"\n'],
  ])('%s', (name, text) => {
    const { findings } = answer(text);
    expect(findings.map(({ id }) => id)).toEqual(['other-engine-config']);
    expect(findings[0]?.data.engine).toBe(name);
  });

  test('some foreign keys in a file of cosmos-rl do not make it foreign', () => {
    const text = '[train]\noutput_dir = "x"\nlearning_rate = 1\nnum_train_epochs = 3\neval_steps = 3\n';
    expect(answer(text).findings.map(({ id }) => id)).not.toContain('other-engine-config');
  });
});
