import { describe, expect, it } from 'vitest';
import { checkpointOf, readCheckpoint } from '../../../src/checkpoint/read.ts';
import type { TrainedRun } from '../../../src/engine/cosmos-rl/objective/run.ts';
import { alpamayo, PUBLISHED, qwenVl } from '../../../src/objective/modules/inventory.ts';
import { modulesOf, trainedBy } from '../../../src/objective/modules/modules.ts';
import { textRun } from './checkpoint-values.ts';

const sum = (shapes: ReadonlyMap<string, readonly number[]>) =>
  [...shapes.values()].reduce((total, shape) => total + shape.reduce((a, b) => a * b, 1), 0);

const named = (repo: string) => readCheckpoint(repo, { cwd: '/' });
const rows = (repo: string, run: Partial<TrainedRun> = {}) =>
  Object.fromEntries(modulesOf(named(repo), textRun(run)).map(({ name, state }) => [name, state]));

const REASON1 = 'nvidia/Cosmos-Reason1-7B';
const REASON2 = 'nvidia/Cosmos-Reason2-8B';

describe('the inventories have the published numbers of parameters and tensors', () => {
  it.each([
    ['Reason1-7B', qwenVl(PUBLISHED['reason1-7b'], false), 729, 8_292_166_656],
    ['Reason2-2B', qwenVl(PUBLISHED['reason2-2b'], true), 625, 2_127_532_032],
    ['Reason2-8B', qwenVl(PUBLISHED['reason2-8b'], true), 750, 8_767_123_696],
    ["Alpamayo's VLM", qwenVl(PUBLISHED['alpamayo-vlm'], true, 'vlm.'), 750, 8_797_933_808],
  ] as const)('%s', (_, shapes, tensors, parameters) => {
    expect(shapes.size).toBe(tensors);
    expect(sum(shapes)).toBe(parameters);
  });

  it("Alpamayo's expert", () => {
    const expert = new Map([...alpamayo()].filter(([name]) => name.startsWith('expert.')));
    expect(sum(expert)).toBe(2_279_238_656);
  });
});

describe('what a run trains', () => {
  it('a full SFT of Reason2: the VLM; a decoder and a diffusion transformer are absent', () => {
    expect(rows(REASON2)).toEqual({
      'model.visual': 'trained',
      'model.visual.merger': 'trained',
      'model.visual.deepstack_merger_list': 'trained',
      'model.language_model.embed_tokens': 'trained',
      'model.language_model': 'trained',
      lm_head: 'trained',
      'trajectory decoder': 'absent',
      'diffusion transformer': 'absent',
    });
  });

  it("the schema's own example `^visual` meets Reason1's native names, and nothing of Reason2", () => {
    const freeze = { freezePattern: ['^visual\\..*'] };
    expect(rows(REASON1, freeze)['model.visual']).toBe('frozen');
    expect(rows(REASON2, freeze)['model.visual']).toBe('trained');
    expect(rows(REASON1, { ...freeze, forceHf: true })['model.visual']).toBe('trained');
  });

  it('LoRA adapts linear layers and freezes the rest', () => {
    const run = { lora: { all: false, targets: ['q_proj', 'expert'], save: ['merger'] } };
    const { modules, matches } = trainedBy(named(REASON2), textRun(run));
    const state = (name: string) => modules.find((one) => one.name === name);
    expect(state('model.language_model')).toMatchObject({ state: 'trained', trained: 0 });
    expect(state('model.language_model')?.why).toContain('36 linear layers');
    expect(state('model.visual')?.state).toBe('frozen');
    expect(state('model.visual.merger')?.state).toBe('trained');
    expect(matches.map(({ entry, count }) => [entry, count])).toEqual([
      ['q_proj', 36],
      ['expert', 0],
      ['merger', 24],
    ]);
  });

  it('all-linear leaves the output head out', () => {
    expect(rows(REASON2, { lora: { all: true, targets: [], save: [] } })).toMatchObject({
      'model.visual': 'trained',
      'model.language_model.embed_tokens': 'frozen',
      lm_head: 'frozen',
    });
  });

  it('a trainable pattern freezes everything else, adapters too', () => {
    const only = { trainablePattern: ['lm_head'] };
    expect(rows(REASON2, only)).toMatchObject({ 'model.language_model': 'frozen', lm_head: 'trained' });
    const both = { ...only, lora: { all: false, targets: ['q_proj'], save: [] } };
    expect(rows(REASON2, both)['model.language_model']).toBe('frozen');
  });

  it('nothing of an Alpamayo checkpoint is reached by the stock SFT trainer', () => {
    const states = modulesOf(named('nvidia/Alpamayo-R1-10B'), textRun()).filter(
      ({ state }) => state !== 'absent',
    );
    expect(new Set(states.map(({ state }) => state))).toEqual(new Set(['unreachable']));
    expect(states.filter(({ role }) => role === 'trajectory decoder').length).toBeGreaterThan(0);
  });

  it('diffusers: the transformer only, and only with the flag', () => {
    const model = checkpointOf({
      name: 'sana',
      where: { kind: 'folder', path: '/sana' },
      modelIndex: { _class_name: 'SanaPipeline' },
      tensors: new Map([
        ['transformer/a.weight', { file: 'transformer/x.safetensors', dtype: 'BF16', shape: [2, 2] }],
        ['vae/b.weight', { file: 'vae/x.safetensors', dtype: 'BF16', shape: [2] }],
      ]),
    });
    const states = (run: Partial<TrainedRun>) =>
      modulesOf(model, textRun(run)).map(({ role, state }) => [role, state]);
    expect(states({ isDiffusers: true, trainer: 'diffusers_sft' })).toEqual([
      ['diffusion transformer', 'trained'],
      ['autoencoder', 'frozen'],
      ['trajectory decoder', 'absent'],
    ]);
    expect(states({})).toContainEqual(['diffusion transformer', 'unreachable']);
  });

  it('pi0.5: all of it by pi_sft, its expert alone with train_expert_only, nothing by sft', () => {
    const model = checkpointOf({
      name: 'pi',
      where: { kind: 'folder', path: '/pi' },
      config: { model_type: 'pi05' },
      tensors: new Map(
        [
          'paligemma_with_expert.paligemma.x',
          'paligemma_with_expert.gemma_expert.x',
          'action_in_proj.weight',
        ].map((name) => [name, { file: 'model.safetensors' }]),
      ),
    });
    const states = (run: Partial<TrainedRun>) =>
      modulesOf(model, textRun(run))
        .filter(({ state }) => state !== 'absent')
        .map(({ state }) => state);
    expect(states({ trainer: 'pi_sft' })).toEqual(['trained', 'trained', 'trained']);
    expect(states({ trainer: 'pi_sft', expertOnly: true })).toEqual(['frozen', 'trained', 'trained']);
    expect(states({})).toEqual(['unreachable', 'unreachable', 'unreachable']);
  });
});
