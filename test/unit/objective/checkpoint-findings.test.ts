/** Every finding about models: a fixture that has it and a counter-example that has not. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, test } from 'vitest';
import type { Checkpoint } from '../../../src/checkpoint/checkpoint.ts';
import { CHECKPOINT_FINDINGS } from '../../../src/checkpoint/findings.ts';
import { forbidden } from '../../../src/checkpoint/permission.ts';
import { readCheckpoint } from '../../../src/checkpoint/read.ts';
import {
  evaluationOnly,
  OBJECTIVE_KINDS,
  otherLauncher,
} from '../../../src/engine/cosmos-rl/objective/kinds.ts';
import type { TrainedRun } from '../../../src/engine/cosmos-rl/objective/run.ts';
import { MODEL_FINDINGS } from '../../../src/objective/findings/index.ts';
import { graft } from '../../../src/objective/graft/graft.ts';
import { PUBLISHED, qwenVl } from '../../../src/objective/modules/inventory.ts';
import { type Shapes, writeModel } from './checkpoint-files.ts';
import { folder, named, textRun } from './checkpoint-values.ts';
import { examine } from './examine.ts';

const root = mkdtempSync(join(tmpdir(), 'findings-'));

const POINTER = `version https://git-lfs.github.com/spec/v1\noid sha256:${'a'.repeat(64)}\nsize 4901234567\n`;
const QWEN3 = { model_type: 'qwen3_vl' };
const SMALL: Shapes = new Map([
  ['model.language_model.embed_tokens.weight', [8, 4]],
  ['lm_head.weight', [8, 4]],
]);
let count = 0;
/** A model on disk, changed by `change`. */
function disk(change: (path: string) => void = () => {}, shards = 1): Checkpoint {
  count += 1;
  const path = writeModel(join(root, `m ${count}`), QWEN3, SMALL, shards);
  change(path);
  return readCheckpoint(path);
}

/** A file that is no safetensors file. */
function writeBlob(name: string): string {
  const path = join(root, name);
  writeFileSync(path, 'GGUF');
  return path;
}

const run = (checkpoint: Checkpoint, more: Partial<TrainedRun> = {}) =>
  examine(checkpoint, textRun(more)).findings;
const reason1 = () => named('nvidia/Cosmos-Reason1-7B');
const reason2 = () => named('nvidia/Cosmos-Reason2-8B');
const alpamayo = () => named('nvidia/Alpamayo-R1-10B');
const lora = (targets: readonly string[]) => ({ lora: { all: false, targets, save: [] } });
const into = (brain: Checkpoint, consumer: Checkpoint) => graft(brain, consumer).findings;
const whole = qwenVl(PUBLISHED['alpamayo-vlm'], true);
const without = (name: string) => new Map([...whole].filter(([key]) => key !== name));
const policy = folder({ model_type: 'pi05' }, ['paligemma_with_expert.gemma_expert.x']);
const indexed = { evidence: [{ file: 'model.safetensors.index.json', says: '' }] };

type Findings = ReturnType<typeof run>;
const CASES: Readonly<Record<string, readonly [has: () => Findings, hasNot: () => Findings]>> = {
  'checkpoint-missing': [() => run(readCheckpoint(join(root, 'gone'))), () => run(disk())],
  'checkpoint-config-invalid': [
    () => run(disk((path) => writeFileSync(join(path, 'config.json'), '{"model_type": "qwen3'))),
    () => run(disk()),
  ],
  'checkpoint-header-invalid': [
    () => run(disk((path) => writeFileSync(join(path, 'model.safetensors'), 'x'.repeat(64)))),
    () => run(disk()),
  ],
  'checkpoint-index-invalid': [
    () =>
      run(
        disk((path) =>
          writeFileSync(
            join(path, 'model.safetensors.index.json'),
            JSON.stringify({ weight_map: { 'lm_head.weight': '../model.safetensors' } }),
          ),
        ),
      ),
    () => run(disk(undefined, 2)),
  ],
  'checkpoint-shard-missing': [
    () => run(disk((path) => rmSync(join(path, 'model-00001-of-00002.safetensors')), 2)),
    () => run(disk(undefined, 2)),
  ],
  'checkpoint-weights-unseen': [
    () => run(disk((path) => rmSync(join(path, 'model.safetensors')))),
    () => run(disk()),
  ],
  'checkpoint-lfs-pointer': [
    () => run(disk((path) => writeFileSync(join(path, 'model.safetensors'), POINTER))),
    () => run(disk((path) => writeFileSync(join(path, 'model.safetensors'), 'x'.repeat(130)))),
  ],
  'checkpoint-not-readable': [
    () => run(folder(QWEN3, ['lm_head.weight'], { problems: [forbidden(join(root, 'm 1', 'config.json'))] })),
    () => run(disk()),
  ],
  'model-quantised': [
    () => run(folder({ ...QWEN3, quantization_config: { quant_method: 'awq' } }, ['lm_head.weight'])),
    () => run(folder(QWEN3, ['lm_head.weight'])),
  ],
  'checkpoint-known-by-name': [() => run(reason2()), () => run(disk())],
  'model-unknown': [() => run(readCheckpoint(writeBlob('model.gguf'))), () => run(disk())],
  'model-not-loadable': [() => run(alpamayo()), () => run(reason2())],
  'weights-prefix-mismatch': [
    () => run(folder(QWEN3, ['vlm.lm_head.weight', 'expert.norm.weight'])),
    () => run(folder(QWEN3, ['lm_head.weight'])),
  ],
  'expert-export-disguised': [
    () =>
      run(
        folder({ model_type: 'qwen3', num_hidden_layers: 36, hidden_size: 2048, intermediate_size: 8256 }, [
          'model.norm.weight',
        ]),
      ),
    // Qwen3-1.7B has this width too, but neither these layers nor this MLP.
    () =>
      run(
        folder({ model_type: 'qwen3', num_hidden_layers: 28, hidden_size: 2048, intermediate_size: 6144 }, [
          'model.norm.weight',
        ]),
      ),
  ],
  'brain-only-checkpoint': [
    () => run(folder({ ...QWEN3, text_config: { vocab_size: 155_697 } }, ['lm_head.weight'])),
    () => run(folder({ ...QWEN3, text_config: { vocab_size: 151_936 } }, ['lm_head.weight'])),
  ],
  'trajectory-tokens-in-vocabulary': [
    () => run(folder(QWEN3, ['lm_head.weight'], { addedTokens: ['<i0>', '<i1>', '<|im_end|>'] })),
    () => run(folder(QWEN3, ['lm_head.weight'], { addedTokens: ['<|im_end|>', '<think>'] })),
  ],
  'trainer-model-mismatch': [() => run(policy), () => run(policy, { trainer: 'pi_sft' })],
  'trainer-unknown': [
    () => run(reason2(), { trainer: 'diffusers_dpo' }),
    () => run(reason2(), { trainer: 'dpo' }),
  ],
  'trainer-evaluates-only': [() => run(reason2(), { trainer: 'cosmos_policy' }), () => run(reason2())],
  'pattern-matches-nothing': [
    () => run(reason2(), { freezePattern: ['^visual\\..*'] }),
    () => run(reason1(), { freezePattern: ['^visual\\..*'] }),
  ],
  'pattern-matches-partly': [
    () => run(reason2(), lora(['q_proj', 'expert'])),
    () => run(reason2(), lora(['q_proj', 'k_proj'])),
  ],
  'trainable-map-unknown': [
    () => run(reason2(), { trainableMap: { visual: false } }),
    () => run(reason2(), { trainableMap: { 'model.visual': false } }),
  ],
  'learning-rate-module-unknown': [
    () => run(reason2(), { learningRates: ['action_out_proj'] }),
    () => run(reason2(), { learningRates: ['model.visual'] }),
  ],
  'nothing-trained': [
    () => run(reason2(), { trainablePattern: ['^expert\\.'] }),
    () => run(reason2(), { trainablePattern: ['^lm_head'] }),
  ],
  'graft-incompatible': [
    () => into(named('nvidia/Cosmos-Reason2-2B'), alpamayo()),
    () => into(reason2(), alpamayo()),
  ],
  'graft-vocabulary-mismatch': [
    () => into(reason2(), alpamayo()),
    () => into(folder(undefined, whole, indexed), alpamayo()),
  ],
  'graft-tensors-differ': [
    () => into(folder(undefined, without('model.visual.pos_embed.weight'), indexed), alpamayo()),
    () => into(folder(undefined, whole, indexed), alpamayo()),
  ],
  'graft-needs-merge': [
    () => into(folder(undefined, ['base_model.model.lm_head.lora_A.weight']), alpamayo()),
    () => into(reason2(), alpamayo()),
  ],
  'graft-needs-index': [
    () => into(folder(undefined, whole), alpamayo()),
    () => into(folder(undefined, whole, indexed), alpamayo()),
  ],
  'graft-shifts-decoder': [
    () => into(folder(undefined, whole, indexed), alpamayo()),
    () => into(reason2(), reason2()),
  ],
  'graft-fits-nothing-known': [
    () => into(reason2(), named('nvidia/Alpamayo-2-Edge')),
    () => into(reason2(), alpamayo()),
  ],
};

describe('findings about models', () => {
  const ids = (findings: Findings) => findings.map(({ id }) => id);

  test('every kind has its two cases', () => {
    // What a config without a trainer, or of another launcher, is told has its cases in fixtures/feasibility.
    const own = [...OBJECTIVE_KINDS].filter((kind) => kind !== evaluationOnly && kind !== otherLauncher);
    const kinds = [...CHECKPOINT_FINDINGS, ...MODEL_FINDINGS, ...own];
    expect(Object.keys(CASES).sort()).toEqual(kinds.map(({ id }) => id).sort());
  });

  it.each(['<i7>', '<|traj_future_start|>'])('%s alone is a trajectory token', (token) => {
    const found = run(folder(QWEN3, ['lm_head.weight'], { addedTokens: ['<|im_end|>', token] }));
    expect(found.find(({ id }) => id === 'trajectory-tokens-in-vocabulary')?.data).toEqual({
      tokens: [token],
    });
  });

  it.each(Object.entries(CASES))('%s', (id, [has, hasNot]) => {
    const findings = has();
    expect(ids(findings)).toContain(id);
    expect(ids(hasNot())).not.toContain(id);
    for (const { message, help } of findings) {
      expect(`${message} ${help ?? ''}`).not.toMatch(/undefined|\[object|NaN/);
      expect(message).toMatch(/[.]$/);
    }
  });

  it('an entry script of the user makes certainties of the engine to warnings', () => {
    for (const checkpoint of [alpamayo(), reason2()]) {
      const findings = run(checkpoint, { entry: 'custom', trainer: 'reasoning_vla_grpo' });
      expect(findings.filter(({ severity }) => severity === 'error')).toEqual([]);
      expect(findings.some(({ severity }) => severity === 'warning')).toBe(true);
    }
  });

  it('what could not be compared is skipped, and says why', () => {
    const shapes = qwenVl(PUBLISHED['reason2-2b'], true);
    mkdirSync(join(root, 'cut'));
    writeModel(join(root, 'cut'), QWEN3, shapes, 2);
    rmSync(join(root, 'cut', 'model-00002-of-00002.safetensors'));
    const cut = readCheckpoint(join(root, 'cut'));
    const { findings, skipped } = examine(cut, textRun({ freezePattern: ['^nothing'] }));
    expect(ids(findings)).toEqual(['checkpoint-shard-missing']);
    expect(skipped).toMatchObject([{ id: 'pattern-matches-nothing' }]);
    const lookaround = examine(reason2(), textRun({ freezePattern: ['(?x) ^visual # comment'] }));
    expect(lookaround.skipped).toMatchObject([{ id: 'pattern-matches-nothing' }]);
    expect(ids(lookaround.findings)).not.toContain('pattern-matches-nothing');
    expect(graft(named('some/model'), alpamayo()).skipped.length).toBe(1);
  });
});

describe('the graft table', () => {
  const row = (brain: Checkpoint, consumer: Checkpoint, what: string) =>
    graft(brain, consumer).table.find((one) => one.what === what);

  it('Reason2-8B: 748 of 750 tensors fit, the vocabulary does not', () => {
    expect(row(reason2(), alpamayo(), 'tensors')).toMatchObject({ brain: '748 fit', consumer: '750 needed' });
    expect(row(reason2(), alpamayo(), 'vocabulary rows')).toMatchObject({
      brain: '151936',
      consumer: '155697',
    });
  });

  it('Reason2-2B: the same KV width is not enough', () => {
    const small = named('nvidia/Cosmos-Reason2-2B');
    expect(row(small, alpamayo(), 'KV width')).toMatchObject({ fits: true });
    expect(row(small, alpamayo(), 'layers')).toMatchObject({ brain: '28', consumer: '36', fits: false });
  });

  it('Reason1-7B: nothing fits', () => {
    expect(row(reason1(), alpamayo(), 'tensors')).toMatchObject({ brain: '0 fit', fits: false });
    expect(row(reason1(), alpamayo(), 'attention')).toMatchObject({
      brain: 'biases on q, k, v',
      fits: false,
    });
  });
});
