/** What the labels hold and what a loss is, against what is asked: each case with the example that is shown for it. */
import { expect, test } from 'vitest';
import type { Checkpoint } from '../../../src/checkpoint/checkpoint.ts';
import { OBJECTIVE } from '../../../src/engine/cosmos-rl/objective/index.ts';
import { engineOf, NEWEST } from '../../../src/engine/cosmos-rl/versions.ts';
import type { Target } from '../../../src/findings/target.ts';
import type { Column, DatasetContent } from '../../../src/objective/dataset-content/content.ts';
import { aboutContent } from '../../../src/objective/verdict/about-content.ts';
import { aboutTarget } from '../../../src/objective/verdict/about-target.ts';
import { situationOf } from '../../../src/objective/verdict/situation.ts';
import { verdictOf } from '../../../src/objective/verdict/verdict.ts';
import { named } from './checkpoint-values.ts';

const given = (model: Checkpoint, asked: { optimize?: Target; content?: DatasetContent } = {}) => ({
  config: { train: { train_policy: { type: 'sft' } } },
  origins: new Map(),
  engine: engineOf(NEWEST) as never,
  objective: OBJECTIVE,
  model,
  ...asked,
});
const judge = (...asked: Parameters<typeof given>) => verdictOf(given(...asked));
const reason2 = named('nvidia/Cosmos-Reason2-8B');

const labels = (...columns: readonly Column['kind'][]): DatasetContent => ({
  path: 'labels',
  here: true,
  records: 1,
  columns: columns.map((kind) => ({ name: kind, kind, type: 'x' })),
  answers: [],
  prompts: [],
  unread: [],
});

const told = (answers: readonly string[], prompts: readonly string[] = []) => ({
  ...labels('text'),
  answers,
  prompts,
});
const TOKEN = 'turn <|traj_12|> left';
const METRES = '{"waypoints": [[0.5, 1.25], [1.5, 2.25], [2.5, 3.25]]}';

test.each([
  ['nvidia/Cosmos-Reason2-8B', [TOKEN], [['tokens-not-in-vocabulary', '<|traj_12|>']]],
  ['nvidia/Alpamayo-R1-10B', [TOKEN], [['tokens-not-decoder', '<|traj_12|>']]],
  ['nvidia/Cosmos-Reason2-8B', [METRES], [['tokens-not-decoder', '0.5']]],
  // Once each, however many labels hold it.
  [
    'nvidia/Cosmos-Reason2-8B',
    [TOKEN, METRES, TOKEN],
    [
      ['tokens-not-in-vocabulary', 'traj'],
      ['tokens-not-decoder', '0.5'],
    ],
  ],
  ['nvidia/Cosmos-Reason2-8B', ['the car turns left'], []],
] as const)('labels of %s that hold %j are told with an example', (name, answers, expected) => {
  const { findings } = judge(named(name), { content: told(answers) });
  const about = findings.filter(({ subject }) => subject === 'labels');
  expect(about.map(({ id }) => id).sort()).toEqual(expected.map(([id]) => id).sort());
  for (const [id, piece] of expected)
    expect(JSON.stringify(about.find((one) => one.id === id)), id).toContain(piece);
});

test('coordinates of pixels, as the prompt says, are no trajectory', () => {
  const signs = (prompt: string) =>
    judge(reason2, { content: told([METRES], [prompt]) }).findings.map(({ id }) => id);
  expect(signs('Where does the car go?')).toContain('tokens-not-decoder');
  expect(signs('Give pixel coordinates.')).not.toContain('tokens-not-decoder');
});

test('columns that a loss of text drops are named, and a column that nothing here reads is none', () => {
  const about = (...columns: readonly Column['kind'][]) =>
    judge(reason2, { content: labels(...columns) }).findings.find(({ subject }) => subject === 'labels');
  expect(JSON.stringify(about('text', 'numbers', 'latents'))).toMatch(/numbers.*latents/);
  expect(about('numbers')?.message).toMatch(/numbers/);
  expect(about('numbers')?.message).not.toBe(about('latents')?.message);
  expect(about('media', 'own' as Column['kind'])).toBeUndefined();
  const unread = { ...labels('media'), unread: ['no file can be opened'] };
  expect(JSON.stringify(judge(reason2, { content: unread }).findings)).toContain('no file can be opened');
});

/** The situation with another loss, of a model that tells nothing. */
function unknownModel(
  loss: 'tokens' | 'actions' | 'diffusion' | undefined,
  optimize: Target,
  script?: object,
) {
  const { family: _, trained: __, ...one } = situationOf(given(named('a/b'), { optimize }));
  return {
    ...one,
    run: { ...one.run, loss },
    ...(script === undefined ? {} : { script }),
  } as unknown as Parameters<typeof aboutTarget>[0];
}

test.each([
  ['tokens', 'vlm-text', []],
  ['tokens', 'discrete-traj-tokens', ['tokens-not-decoder']],
  ['tokens', 'trajectory-decoder', ['target-not-trained']],
  ['tokens', 'video-diffusion', ['target-not-trained']],
  ['actions', 'vlm-text', ['target-not-trained']],
  ['actions', 'discrete-traj-tokens', ['target-not-trained']],
  ['actions', 'trajectory-decoder', []],
  ['actions', 'video-diffusion', ['target-not-trained']],
  ['diffusion', 'vlm-text', ['target-not-trained']],
  ['diffusion', 'trajectory-decoder', ['target-not-trained']],
  ['diffusion', 'video-diffusion', []],
] as const)('of a model that tells nothing, a loss of %s decides about %s: %j', (loss, optimize, ids) => {
  expect(aboutTarget(unknownModel(loss, optimize)).map(({ id }) => id)).toEqual(ids);
  // A script of one's own with a loss that is known is judged all the same.
  expect(aboutTarget(unknownModel(loss, optimize, {})).map(({ id }) => id)).toEqual(ids);
});

test('a script of one’s own whose loss nobody knows rules nothing out', () => {
  expect(aboutTarget(unknownModel(undefined, 'video-diffusion', {}))).toEqual([]);
  expect(aboutTarget(unknownModel(undefined, 'video-diffusion')).map(({ id }) => id)).toEqual([
    'target-not-trained',
  ]);
});

test('labels say nothing about a loss that reads no text', () => {
  const one = situationOf(given(reason2, { content: labels('numbers') }));
  expect(aboutContent(one).map(({ id }) => id)).toEqual(['no-text-to-train']);
  for (const loss of ['actions', 'diffusion'] as const)
    expect(aboutContent({ ...one, run: { ...one.run, loss } })).toEqual([]);
});
