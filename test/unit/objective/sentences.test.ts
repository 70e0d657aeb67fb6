/** What a verdict says, for every kind of model, target, loss and evidence, as files to read: `vitest -u` renews them. */
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import type { Checkpoint } from '../../../src/checkpoint/checkpoint.ts';
import { splitKey, type TomlTable, withValue } from '../../../src/config/value.ts';
import { OBJECTIVE as FRAMEWORK } from '../../../src/engine/cosmos-framework/objective/index.ts';
import { engineAt, VERSIONS } from '../../../src/engine/cosmos-framework/versions.ts';
import { OBJECTIVE as RL } from '../../../src/engine/cosmos-rl/objective/index.ts';
import { engineOf, NEWEST } from '../../../src/engine/cosmos-rl/versions.ts';
import { TARGETS } from '../../../src/findings/target.ts';
import type { Column, DatasetContent } from '../../../src/objective/dataset-content/content.ts';
import { mainCommand } from '../../../src/objective/remedies/way.ts';
import type { Given } from '../../../src/objective/verdict/situation.ts';
import { type Verdict, verdictOf } from '../../../src/objective/verdict/verdict.ts';
import { folder, named } from './checkpoint-values.ts';

const SFT: TomlTable = { train: { train_policy: { type: 'sft' } } };
const PI: TomlTable = { train: { train_policy: { type: 'sft', trainer_type: 'pi_sft' } } };
const TOKEN = 'turn <|traj_12|> left';
const METRES = '{"waypoints": [[0.5, 1.25], [1.5, 2.25], [2.5, 3.25]]}';
const set = (config: TomlTable, key: string, value: unknown) =>
  withValue(config, splitKey(key), value as never);

const rl = (model: Checkpoint | undefined, more: Partial<Given> = {}): Given => ({
  config: SFT,
  origins: new Map(),
  engine: engineOf(NEWEST) as never,
  objective: RL,
  ...(model === undefined ? {} : { model }),
  ...more,
});
const framework = (job: object, model?: string, more: Partial<Given> = {}): Given => ({
  ...rl(model === undefined ? undefined : named(model), more),
  config: {
    job,
    ...(model === undefined ? {} : { model: { backbone: { model_name: model } } }),
  } as TomlTable,
  engine: engineAt(VERSIONS[0] as never) as never,
  objective: FRAMEWORK,
});

const labels = (kinds: readonly Column['kind'][], more: Partial<DatasetContent> = {}): DatasetContent => ({
  path: '/data/labels',
  here: true,
  records: 1,
  columns: kinds.map((kind) => ({ name: kind, kind, type: 'x' })),
  answers: [],
  prompts: [],
  unread: [],
  ...more,
});

const qwen = folder({ model_type: 'qwen3_vl' }, [
  'model.language_model.layers.0.self_attn.q_proj.weight',
  'model.visual.blocks.0.attn.qkv.weight',
  'lm_head.weight',
]);
const reason2 = named('nvidia/Cosmos-Reason2-8B');
const r1 = named('nvidia/Alpamayo-R1-10B');
const local = (checkpoint: Checkpoint, path: string): Checkpoint => ({
  ...checkpoint,
  name: path,
  where: { kind: 'folder', path },
});
const missing: Checkpoint = { ...reason2, where: { kind: 'missing', path: '/models/gone' } as never };
const shut = (kind: string): Checkpoint => ({
  ...qwen,
  problems: [{ kind, file: '/models/a/model.safetensors', why: 'it is cut' } as never],
});

const NAMES = [
  'nvidia/Cosmos-Reason2-8B',
  'Qwen/Qwen3-VL-8B-Instruct-GGUF',
  'nvidia/Alpamayo-R1-10B',
  'nvidia/Alpamayo2-Super',
  'nvidia/Cosmos3-Nano',
  'nvidia/Cosmos3-Edge',
  'lerobot/pi0',
  'openvla/openvla-7b',
  'nvidia/Cosmos-Policy-LIBERO-Predict2-2B',
  'nvidia/Cosmos-Transfer2.5-2B',
  'Wan-AI/Wan2.2-T2V-A14B',
  'stabilityai/stable-diffusion-3.5-medium',
  'nvidia/Cosmos-Embed1-224p',
  'a/b',
];

const CASES: Readonly<Record<string, Given>> = {
  ...Object.fromEntries(NAMES.map((name) => [name, rl(named(name))])),
  'no model': rl(undefined),
  'the VLM of an Alpamayo': rl(folder({ model_type: 'alpamayo_reasoning_vla' })),
  'an expert as an LLM': rl(folder({ model_type: 'qwen3', alpamayo_metadata: { export_type: 'expert' } })),
  'weights that were read': rl(qwen),
  'weights that were read, and labels of text': rl(qwen, { content: labels(['text']), dataset: './d' }),
  adapters: rl(qwen, { config: set(SFT, 'policy.lora.r', 8) }),
  'a frozen language model': rl(qwen, {
    config: set(SFT, 'train.trainable_params', ['visual']),
  }),
  'a missing model': rl(missing),
  'a file that is cut': rl(shut('header')),
  'a file that is no JSON': rl(shut('json')),
  'an index that is not whole': rl(shut('index')),
  'labels nobody could read': rl(qwen, { content: labels([], { unread: ['no file can be opened'] }) }),
  'labels read in part': rl(qwen, { content: labels(['text'], { unread: ['one file'] }) }),
  'labels of motion': rl(reason2, { content: labels(['numbers']), dataset: './d' }),
  'labels of latents': rl(reason2, { content: labels(['latents']), dataset: './d' }),
  'labels of text and motion': rl(reason2, { content: labels(['text', 'numbers']), dataset: './d' }),
  'into Alpamayo-R1': rl(reason2, { consumer: r1 }),
  'into Alpamayo-R1 that is here': rl(qwen, { consumer: local(r1, '/models/my r1'), dataset: './d' }),
  'into Alpamayo-R1 whole': rl(reason2, { consumer: r1, wholeOnly: true }),
  'into another VLM': rl(reason2, { consumer: named('Qwen/Qwen3-VL-8B-Instruct') }),
  'into GR00T': rl(reason2, { consumer: named('nvidia/GR00T-N1.6-3B') }),
  'into a diffusion model': rl(reason2, { consumer: named('Wan-AI/Wan2.2-T2V-A14B') }),
  'with a goal': rl(reason2, { goal: 'drive better' }),
  'with a goal, refused': rl(r1, { goal: 'drive better' }),
  'with a script': rl(reason2, { script: './mine.py' }),
  'a key that asks for a decoder': rl(reason2, { config: set(SFT, 'policy.trajectory_decoder.lr', 0.1) }),
  'a key that asks for a decoder, with a script': rl(reason2, {
    config: set(SFT, 'custom.trajectory_decoder', true),
    script: './mine.py',
  }),
  places: rl(r1, {
    config: set(SFT, 'policy.model_name_or_path', 'nvidia/Alpamayo-R1-10B'),
    origins: new Map([['policy.model_name_or_path', { file: 'a.toml', line: 3, column: 1 } as never]]),
  }),
  'weights of another family': rl(qwen, { weights: r1 }),
  'weights of its own family': rl(qwen, { weights: reason2 }),
  'a conversion that was made': rl(named('nvidia/Cosmos3-Nano'), {
    made: { name: './Cosmos3-Nano-reasoner' },
  }),
  'labels of tokens': rl(reason2, { content: labels(['text'], { answers: [TOKEN, METRES, TOKEN] }) }),
  'labels of tokens for an Alpamayo': rl(r1, { content: labels(['text'], { answers: [TOKEN] }) }),
  'labels of tokens for nobody knows what': rl(undefined, {
    content: labels(['text'], { answers: [TOKEN] }),
  }),
  'labels of pixels': rl(reason2, {
    content: labels(['text'], { answers: [METRES], prompts: ['Give pixel coordinates.'] }),
  }),
  'labels of media alone': rl(reason2, { content: labels(['media', 'id']) }),
  'labels of media alone elsewhere': rl(reason2, { content: labels(['media'], { here: false }) }),
  'labels of a form of their own': rl(reason2, { content: labels(['media', 'own' as never]) }),
  'actions and numbers': rl(named('lerobot/pi0'), { config: PI, content: labels(['numbers']) }),
  'a decoder key of a loss of actions': rl(named('lerobot/pi0'), {
    config: set(PI, 'policy.trajectory_decoder.lr', 0.1),
  }),
  'policy training': rl(reason2, { config: { train: { train_policy: { type: 'grpo' } } } }),
  'pi by its own trainer': rl(named('lerobot/pi0'), {
    config: PI,
  }),
  'diffusion by its own trainer': rl(named('stabilityai/stable-diffusion-3.5-medium'), {
    config: { train: { train_policy: { type: 'sft', trainer_type: 'diffusers_sft' } } } as never,
  }),
  'another engine': rl(reason2, { config: { job: { experiment: 'x' } } }),
  'framework: a reasoner of Edge': framework(
    { task: 'vlm', experiment: 'videophy2_sft_edge' },
    'nvidia/Cosmos3-Edge',
  ),
  'framework: a reasoner by the name of its architecture': {
    ...framework({ task: 'vlm', experiment: 'videophy2_sft_nano' }, 'Qwen/Qwen3-VL-8B-Instruct'),
    config: {
      job: { task: 'vlm', experiment: 'videophy2_sft_nano' },
      model: { backbone: { model_name: 'Qwen/Qwen3-VL-8B-Instruct' } },
      custom: { start: { checkpoint: 'Cosmos3-Nano' } },
    },
  },
  'framework: a decoder key': {
    ...framework({ task: 'vlm', experiment: 'videophy2_sft_edge' }, 'nvidia/Cosmos3-Edge'),
    config: {
      job: { task: 'vlm', experiment: 'videophy2_sft_edge' },
      model: { backbone: { model_name: 'nvidia/Cosmos3-Edge' }, trajectory_decoder: { lr: 1n } },
    },
  },
  'framework: not converted': framework(
    { task: 'vlm', experiment: 'videophy2_sft_nano' },
    'nvidia/Cosmos3-Nano',
  ),
  'framework: actions': framework({ task: 'vfm', experiment: 'action_policy_droid_nano' }),
  'framework: video': framework({ task: 'vfm', experiment: 'vision_sft_nano' }),
};

/** All that a person is told, but for the findings' own sentences, which have fixtures of their own; commands are those of ways.test.ts. */
function told(judged: Verdict) {
  const { verdict, headline, findings, remedies, modules, stages, graft, answers, skipped } = judged;
  const { says, text, why, unseen } = headline;
  const [first] = remedies;
  const ends = (help: string | undefined) =>
    first !== undefined && help?.startsWith(`${first.title}: `) === true;
  const found = findings.map(({ id, severity, origin, help, subject, message }) =>
    [
      `${severity} ${id}`,
      ...(origin === undefined ? [] : [`in line ${origin.line}`]),
      ...(ends(help) ? ['with the command'] : []),
      ...(subject === '/data/labels' ? [`(${message})`] : []),
    ].join(' '),
  );
  const rows = modules
    .filter(({ state }) => state !== 'trained')
    .map(({ name, state, remedy }) => `${name} ${state}, ${remedy?.id ?? 'by nothing known'}`);
  const four = answers?.map((one) => `${one.verdict} ${one.remedy?.id ?? '-'}`);
  return [
    `${verdict}, ${says}: ${text}`,
    why,
    ...(unseen.length === 0 ? [] : [`unseen: ${unseen.join('; ')}`]),
    ...(found.length === 0 ? [] : [`found: ${found.join('; ')}`]),
    ...(first === undefined
      ? []
      : [`instead: ${remedies.map(({ id }) => id).join(', ')}${stages.length > 0 ? ', in stages' : ''}`]),
    ...(rows.length === 0 ? [] : [`not trained: ${rows.join('; ')}`]),
    ...(four === undefined ? [] : [`each target: ${four.join('; ')}`]),
    ...skipped.map(({ reason }) => `skipped: ${reason}`),
    ...(graft === undefined ? [] : [`${graft.length} rows of a graft`]),
    ...(judged.goal === undefined ? [] : [`goal: ${judged.goal}`]),
    ...(judged.model === undefined ? [] : [`family: ${judged.model.id}`]),
  ].map((line) => `  ${line}`);
}

test.each(Object.entries(CASES))('what is said: %s', async (name, given) => {
  const targets = NAMES.includes(name) ? TARGETS : (['vlm-text', 'trajectory-decoder'] as const);
  const lines = [undefined, ...targets].flatMap((optimize) => [
    optimize ?? 'all of it',
    ...told(verdictOf(optimize === undefined ? given : { ...given, optimize })),
  ]);
  const file = `${name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}.txt`;
  await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot(
    resolve(import.meta.dirname, '../../fixtures/feasibility/said', file),
  );
});

test('what was given stands in the commands', () => {
  const command = (given: Given) =>
    verdictOf(given)
      .remedies.map((way) => mainCommand(way) ?? '')
      .join();
  const into = { consumer: local(r1, '/models/my r1'), dataset: './d' };
  expect(command(rl(qwen, into))).toContain(
    "model.checkpoint_path='/models/my r1' data.train_dataset.local_dir=./d",
  );
  expect(command(rl(qwen, { ...into, content: labels(['numbers']) }))).toContain('local_dir=./d');
  // Labels of text are not what a decoder learns from.
  expect(command(rl(qwen, { ...into, content: labels(['text']) }))).toContain('local_dir=PAI_DIR');
  expect(
    command(rl(qwen, { consumer: { ...local(r1, '/m/r1'), where: { kind: 'file', path: '/m/r1' } } })),
  ).toContain('checkpoint_path=/m/r1');
  const made = { made: { name: './Cosmos3-Nano-reasoner' }, optimize: 'vlm-text' as const };
  expect(command(rl(named('nvidia/Cosmos3-Nano'), made))).toContain('--model ./Cosmos3-Nano-reasoner');
});
