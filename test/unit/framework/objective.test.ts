/** What runs of cosmos-framework can learn: by task, experiment and backbone, and what is said of a task that is not run from here. */
import { describe, expect, test } from 'vitest';
import { readCheckpoint } from '../../../src/checkpoint/read.ts';
import { splitKey, type TomlTable, withValue } from '../../../src/config/value.ts';
import { OBJECTIVE } from '../../../src/engine/cosmos-framework/objective/index.ts';
import { OBJECTIVE_KINDS } from '../../../src/engine/cosmos-framework/objective/kinds.ts';
import { engineAt, VERSIONS } from '../../../src/engine/cosmos-framework/versions.ts';
import type { Role } from '../../../src/engine/objective.ts';
import type { Target } from '../../../src/findings/target.ts';
import type { DatasetContent } from '../../../src/objective/dataset-content/content.ts';
import { type Verdict, verdictOf } from '../../../src/objective/verdict/verdict.ts';
import { publishedRecipes } from './facts.ts';

const engine = engineAt(VERSIONS[0]);
if (engine === undefined) throw new Error('no engine');

const DROID = { job: { task: 'vfm', experiment: 'action_policy_droid_nano' } };
const EDGE = reasoner('videophy2_sft_edge', 'nvidia/Cosmos3-Edge');
const NANO = withValue(
  reasoner('videophy2_sft_nano', 'Qwen/Qwen3-VL-8B-Instruct'),
  ['custom', 'start', 'checkpoint'],
  'Cosmos3-Nano',
);

function reasoner(experiment: string, model: string): TomlTable {
  return { job: { task: 'vlm', experiment }, model: { backbone: { model_name: model } } };
}

function judge(config: TomlTable, optimize?: Target, script?: string, content?: DatasetContent): Verdict {
  const name = OBJECTIVE.modelOf(config);
  return verdictOf({
    config,
    origins: new Map(),
    engine: engine as never,
    objective: OBJECTIVE,
    ...(name === undefined ? {} : { model: readCheckpoint(name, { cwd: '/' }) }),
    ...(optimize === undefined ? {} : { optimize }),
    ...(script === undefined ? {} : { script }),
    ...(content === undefined ? {} : { content }),
  });
}

const stateOf = ({ modules }: Verdict, role: Role) => modules.find((one) => one.role === role)?.state;

test.each([
  ['Edge', EDGE, undefined, 'allow', undefined],
  ['Edge', EDGE, 'vlm-text', 'allow', undefined],
  ['Edge', EDGE, 'discrete-traj-tokens', 'warn', 'cosmos3-vfm'],
  ['Edge', EDGE, 'trajectory-decoder', 'block', 'cosmos3-vfm'],
  ['Edge', EDGE, 'video-diffusion', 'block', 'cosmos3-vision'],
  ['Nano', NANO, undefined, 'allow', undefined],
  ['Nano', NANO, 'vlm-text', 'allow', undefined],
  ['Nano', NANO, 'trajectory-decoder', 'block', 'cosmos3-vfm'],
  ['Nano', NANO, 'video-diffusion', 'block', 'cosmos3-vision'],
  [
    'unconverted',
    reasoner('videophy2_sft_nano', 'nvidia/Cosmos3-Nano'),
    undefined,
    'block',
    'cosmos3-reasoner',
  ],
  [
    'Alpamayo',
    reasoner('videophy2_sft_nano', 'nvidia/Alpamayo-R1-10B'),
    undefined,
    'block',
    'alpamayo1-stage2',
  ],
  ['DROID', DROID, undefined, 'block', 'cosmos3-vfm'],
  ['DROID', DROID, 'vlm-text', 'block', 'cosmos3-reasoner'],
  ['DROID', DROID, 'trajectory-decoder', 'block', 'cosmos3-vfm'],
] as ReadonlyArray<readonly [string, TomlTable, Target | undefined, string, string | undefined]>)(
  '%s, %j, %s: %s',
  (_, config, optimize, verdict, way) => {
    const answer = judge(config, optimize);
    expect([answer.verdict, answer.remedies[0]?.id]).toEqual([verdict, way]);
  },
);

test.each(publishedRecipes())('published: %s', (name, { toml }) => {
  const { verdict, findings } = judge(toml);
  const [own] = findings.filter(({ id }) => id === 'task-not-reasoner');
  if (/^(videophy2|llava_ov)/.test(name)) {
    expect([verdict, own]).toEqual(['allow', undefined]);
    return;
  }
  expect(verdict).toBe('block');
  expect(own?.data).toMatchObject({ trains: /^action_/.test(name) ? 'actions' : 'video' });
});

describe('what of a model is trained', () => {
  test('a reasoner: its language model and projector; the experiment freezes the vision encoder', () => {
    const answer = judge(NANO);
    const roles: readonly Role[] = ['language model', 'vision projector', 'vision encoder', 'output head'];
    expect(roles.map((role) => stateOf(answer, role))).toEqual(['trained', 'trained', 'frozen', 'trained']);
    const freed = withValue(
      NANO,
      splitKey('custom.overrides.model.config.freeze.freeze_vision_encoder'),
      false,
    );
    expect(stateOf(judge(freed), 'vision encoder')).toBe('trained');
  });

  test('an experiment that nobody has looked into is no proof either way, and that is said', () => {
    const { modules } = judge(reasoner('pre_exp012_llava_ov', 'Qwen/Qwen3-VL-8B-Instruct'));
    expect(modules.find(({ role }) => role === 'vision encoder')?.why).toMatch(
      /unless the experiment freezes/,
    );
  });

  test('lists of parameters are not compared, and that is said', () => {
    const listed = withValue(NANO, splitKey('custom.overrides.model.config.freeze.frozen_params'), ['x']);
    expect(
      judge(listed)
        .skipped.map(({ reason }) => reason)
        .join(),
    ).toContain('frozen_params');
    expect(judge(NANO).skipped).toEqual([]);
  });

  test('an action experiment: the action heads and the generator; a vision experiment: the generator alone', () => {
    const roles: readonly Role[] = ['action head', 'diffusion transformer', 'language model'];
    const states = (config: TomlTable) => roles.map((role) => stateOf(judge(config), role));
    expect(states(DROID)).toEqual(['trained', 'trained', 'frozen']);
    expect(states({ job: { task: 'vfm', experiment: 'vision_sft_nano' } })).toEqual([
      'unreachable',
      'trained',
      'frozen',
    ]);
  });

  test('weights of a converted checkpoint are called after it, not after the architecture', () => {
    expect(judge(NANO).headline.text).toContain('the reasoner of Cosmos3-Nano');
    expect(judge(NANO, 'trajectory-decoder').headline.why).toContain('the reasoner of Cosmos3-Nano');
  });
});

describe('a task that is not run from here', () => {
  const found = (config: TomlTable) => judge(config).findings.find(({ id }) => id === 'task-not-reasoner');

  test.each([
    ['actions', DROID, /is vfm: the action heads and the generator/],
    [
      'a missing key',
      { job: { experiment: 'vision_sft_edge' } },
      /is missing, which means vfm: the generator of/,
    ],
    ['no such task', { job: { task: 'vla', experiment: 'x' } }, /^The trainer has no task "vla"\.$/],
  ] as ReadonlyArray<readonly [string, TomlTable, RegExp]>)('%s', (_, config, message) => {
    const one = found(config);
    expect(one).toMatchObject({ severity: 'error', subject: 'job.task' });
    expect(one?.message).toMatch(message);
    expect(one?.help).toMatch(/task = "vlm"|cosmos_framework|launch_sft_/);
    // What it says to write settles it.
    expect(found(withValue(config, ['job', 'task'], 'vlm'))).toBeUndefined();
  });

  test('ends with the command that trains it, and never with a claim that the engine cannot', () => {
    expect(found(DROID)?.help).toContain('launch_sft_action_policy_droid_nano.sh');
    expect(judge(DROID).headline).toMatchObject({ says: 'no', text: expect.stringContaining('of its own') });
    expect(found(EDGE)).toBeUndefined();
  });

  test('every kind is here', () => {
    expect(OBJECTIVE_KINDS.map(({ id }) => id)).toEqual(['task-not-reasoner']);
  });
});

test('a key that the trainer refuses or drops, and that asks for a decoder, is told; our own tables are read', () => {
  const told = (key: string) =>
    judge(withValue(NANO, splitKey(key), true))
      .findings.filter(({ severity }) => severity !== 'info')
      .map(({ id, because }) => [id, because]);
  expect(told('model.trajectory_decoder.enabled')).toEqual([
    ['decoder-key-ignored', 'cosmos-framework 5eee9ed refuses the key'],
  ]);
  expect(told('custom.train_expert')).toMatchObject([
    ['decoder-key-ignored', expect.stringContaining('[custom]')],
  ]);
  expect(told('custom.overrides.trainer.loss_scale')).toEqual([]);
});

test('an entry script of the user makes certainties to warnings', () => {
  const config = reasoner('videophy2_sft_nano', 'nvidia/Alpamayo-R1-10B');
  expect(judge(config, undefined, 'mine.py').verdict).toBe('warn');
});

test('what is said of labels and scripts rests on this engine, not on the other', () => {
  const columns = [
    { name: 'answer', kind: 'text', type: 'string' },
    { name: 'path', kind: 'numbers', type: 'float32[64,3]' },
  ] as const;
  const content = { path: 'labels', here: true, records: 1, answers: [], prompts: [], unread: [] };
  const because = (some: typeof columns | readonly [(typeof columns)[1]], id: string) =>
    judge(NANO, undefined, undefined, { ...content, columns: some }).findings.find((one) => one.id === id)
      ?.because;
  expect(because(columns, 'numeric-columns-dropped')).toContain('local_sft_dataset.py, 5eee9ed');
  expect(because([columns[1]], 'no-text-to-train')).toContain('task = "vlm"');
  const asked = withValue(NANO, splitKey('custom.train_expert'), true);
  const { findings } = judge(asked, undefined, 'mine.py');
  expect(findings.find(({ id }) => id === 'entry-unverifiable')?.because).toContain('experiment');
});
