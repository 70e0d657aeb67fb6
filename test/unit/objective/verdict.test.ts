/** What decides a verdict, as a table: model, target, consumer and labels to judgement, headline, and what can instead. */
import { expect, test } from 'vitest';
import type { Checkpoint } from '../../../src/checkpoint/checkpoint.ts';
import { CHECKPOINT_FINDINGS } from '../../../src/checkpoint/findings.ts';
import type { TomlTable } from '../../../src/config/value.ts';
import { OBJECTIVE } from '../../../src/engine/cosmos-rl/objective/index.ts';
import { engineOf, NEWEST } from '../../../src/engine/cosmos-rl/versions.ts';
import type { Finding, Severity } from '../../../src/findings/finding.ts';
import { TARGETS, type Target } from '../../../src/findings/target.ts';
import type { Column, DatasetContent } from '../../../src/objective/dataset-content/content.ts';
import { MODEL_FINDINGS } from '../../../src/objective/findings/index.ts';
import { answerAbout } from '../../../src/objective/verdict/answers.ts';
import { judgementOf, sharedKindOf } from '../../../src/objective/verdict/kind-of.ts';
import { VERDICT_KINDS } from '../../../src/objective/verdict/kinds.ts';
import { situationOf } from '../../../src/objective/verdict/situation.ts';
import { type Verdict, verdictOf } from '../../../src/objective/verdict/verdict.ts';
import { headlineText } from '../../../src/report/verdict-text.ts';
import { folder, named } from './checkpoint-values.ts';

const engine = engineOf(NEWEST);
if (engine === undefined) throw new Error('no engine');

interface Asked {
  readonly optimize?: Target;
  readonly consumer?: Checkpoint;
  readonly content?: DatasetContent;
  readonly goal?: string;
  readonly config?: TomlTable;
  readonly wholeOnly?: boolean;
}

function given(model: Checkpoint, { config = {}, ...asked }: Asked) {
  const whole: TomlTable = { train: { train_policy: { type: 'sft' } }, ...config };
  return {
    config: whole,
    origins: new Map(),
    engine: engine as never,
    objective: OBJECTIVE,
    model,
    ...asked,
  };
}

const judge = (model: Checkpoint, asked: Asked = {}): Verdict => verdictOf(given(model, asked));

function labels(...columns: readonly Column['kind'][]): DatasetContent {
  const of = columns.map((kind) => ({ name: kind, kind, type: 'x' }));
  return { path: 'labels', here: true, records: 1, columns: of, answers: [], prompts: [], unread: [] };
}

const reason2 = named('nvidia/Cosmos-Reason2-8B');
const r1 = named('nvidia/Alpamayo-R1-10B');

type Row = readonly [
  model: string,
  target: Target | undefined,
  verdict: Verdict['verdict'],
  says: Verdict['headline']['says'],
  way: string | undefined,
];

const ROWS: readonly Row[] = [
  ['nvidia/Cosmos-Reason2-8B', 'vlm-text', 'allow', 'yes', undefined],
  ['nvidia/Cosmos-Reason2-8B', 'discrete-traj-tokens', 'warn', 'only in part', 'alpamayo1-stage1'],
  ['nvidia/Cosmos-Reason2-8B', 'trajectory-decoder', 'block', 'no', 'alpamayo1-stage2'],
  ['nvidia/Cosmos-Reason2-8B', 'video-diffusion', 'block', 'no', 'diffusers'],
  ['nvidia/Cosmos-Reason2-8B', undefined, 'allow', 'yes', undefined],
  ['nvidia/Cosmos-Reason1.1-7B', 'vlm-text', 'allow', 'yes', undefined],
  ['nvidia/Alpamayo-R1-10B', 'vlm-text', 'block', 'no', 'alpamayo1-stage1'],
  ['nvidia/Alpamayo-R1-10B', 'discrete-traj-tokens', 'block', 'no', 'alpamayo1-stage1'],
  ['nvidia/Alpamayo-R1-10B', 'trajectory-decoder', 'block', 'no', 'alpamayo1-stage2'],
  ['nvidia/Alpamayo-R1-10B', undefined, 'block', 'no', 'alpamayo1-stage2'],
  ['nvidia/Alpamayo-1.5-10B', 'vlm-text', 'block', 'no', 'alpamayo1_5-stage1'],
  ['nvidia/Alpamayo-1.5-10B', 'trajectory-decoder', 'block', 'no', 'alpamayo1_5-stage2'],
  ['nvidia/Alpamayo2-Super', 'vlm-text', 'block', 'no', 'alpamayo2-stage1'],
  ['nvidia/Alpamayo2-Super', 'trajectory-decoder', 'block', 'no', 'alpamayo2-stage2'],
  ['nvidia/Alpamayo2-Edge', 'trajectory-decoder', 'block', 'no', 'alpamayo2-edge'],
  ['nvidia/Cosmos3-Nano', 'vlm-text', 'block', 'no', 'cosmos3-reasoner'],
  ['nvidia/Cosmos3-Super', undefined, 'block', 'no', 'cosmos3-reasoner'],
  ['nvidia/Cosmos3-Edge', 'vlm-text', 'block', 'no', 'cosmos3-edge'],
  ['nvidia/Cosmos3-Nano', 'trajectory-decoder', 'block', 'no', 'cosmos3-vfm'],
  ['lerobot/pi0', 'trajectory-decoder', 'block', 'no', 'pi-sft'],
  ['openvla/openvla-7b', 'trajectory-decoder', 'block', 'no', 'openvla'],
  ['nvidia/GR00T-N1.6-3B', 'trajectory-decoder', 'block', 'no', 'gr00t'],
  ['lerobot/smolvla_base', 'trajectory-decoder', 'block', 'no', undefined],
  ['nvidia/Cosmos-Transfer2.5-2B', 'video-diffusion', 'block', 'no', 'cosmos-transfer2.5'],
  ['nvidia/Cosmos-Predict1-7B', 'video-diffusion', 'block', 'no', 'cosmos-predict2.5'],
  ['Wan-AI/Wan2.2-T2V-A14B', 'video-diffusion', 'block', 'no', 'own-trainer'],
  ['nvidia/Cosmos-Embed1-224p', 'vlm-text', 'warn', 'not verified', undefined],
  ['nvidia/Cosmos-Embed1-224p', undefined, 'warn', 'not verified', undefined],
  ['nvidia/Cosmos-Embed1-224p', 'trajectory-decoder', 'block', 'no', 'alpamayo1-stage2'],
  ['Qwen/Qwen3-VL-8B-Instruct-GGUF', 'vlm-text', 'warn', 'not verified', undefined],
];

test.each(ROWS)('%s, %s: %s, %s, %s', (name, optimize, verdict, says, way) => {
  const answer = judge(named(name), optimize === undefined ? {} : { optimize });
  expect([answer.verdict, answer.headline.says, answer.remedies[0]?.id]).toEqual([verdict, says, way]);
});

test.each(ROWS)('%s, %s: three lines say it, the last two of loss and gradient', (name, optimize) => {
  const answer = judge(named(name), optimize === undefined ? {} : { optimize });
  const lines = headlineText(answer, (_, text) => text).split('\n');
  expect(lines.length, lines.join('\n')).toBeLessThanOrEqual(4);
  if (answer.verdict === 'block') expect(lines.length, lines.join('\n')).toBeLessThanOrEqual(3);
  expect(lines.filter((line) => line.length > 80)).toEqual([]);
  if (optimize !== undefined && !name.includes('GGUF'))
    expect(answer.headline.why).toMatch(/gradient|cross entropy|conversion/);
});

test('a named model that was not read is said in the first line of an allow', () => {
  const { headline } = judge(reason2, { optimize: 'vlm-text' });
  expect(headline.unseen).toEqual(['the files of the model', 'a dataset']);
  const seen = judge(folder({ model_type: 'qwen3_vl' }, ['lm_head.weight']), {
    optimize: 'vlm-text',
    content: labels('text'),
  });
  expect([seen.verdict, seen.headline.unseen]).toEqual(['allow', []]);
});

test.each([
  [['text'], 'allow', []],
  [['text', 'numbers'], 'warn', ['numeric-columns-dropped']],
  [['numbers'], 'block', ['no-text-to-train']],
  [['latents'], 'block', ['no-text-to-train']],
  [[], 'warn', ['labels-unread']],
  [['media', 'id'], 'warn', ['labels-unread']],
] as const)('labels of %s: %s', (columns, verdict, ids) => {
  const answer = judge(reason2, { optimize: 'vlm-text', content: labels(...columns) });
  expect(answer.verdict).toBe(verdict);
  for (const id of ids) expect(answer.findings.map((finding) => finding.id)).toContain(id);
});

test('labels of another machine are not held against a run', () => {
  const content = { ...labels(), here: false };
  const answer = judge(reason2, { optimize: 'vlm-text', content });
  expect([answer.verdict, answer.headline.unseen]).toEqual([
    'allow',
    ['the files of the model', 'the labels of labels'],
  ]);
});

test('latents ask for a diffusion model, paths for a decoder', () => {
  const way = (kind: Column['kind']) =>
    judge(reason2, { content: labels(kind) }).remedies.map(({ id }) => id);
  expect([way('latents'), way('numbers')]).toEqual([['diffusers'], ['alpamayo1-stage2']]);
});

test.each([
  ['nvidia/Alpamayo-R1-10B', 'alpamayo1-stage1'],
  ['nvidia/Alpamayo-1.5-10B', 'alpamayo1_5-stage1'],
  ['nvidia/Alpamayo2-Edge', 'alpamayo2-edge'],
] as const)('what goes into %s is trained there', (name, way) => {
  const answer = judge(reason2, { optimize: 'vlm-text', consumer: named(name) });
  expect([answer.verdict, answer.remedies[0]?.id]).toEqual(['block', way]);
  expect(answer.headline.text).toMatch(/^what this Reason SFT run makes cannot go into Alpamayo/);
  // Asked without a target: the run trains its own model all the same.
  expect(judge(reason2, { consumer: named(name) }).headline.text).toBe(answer.headline.text);
});

test('whoever grafts is shown how the consumer trains its own VLM, and no step of that twice', () => {
  const ways = (asked: Asked) => judge(reason2, asked).remedies.map(({ id }) => id);
  expect(ways({ consumer: r1 })).toEqual(['alpamayo1-stage1']);
  expect(ways({ consumer: r1, optimize: 'vlm-text' })).toEqual(['alpamayo1-stage1']);
  expect(ways({ consumer: named('nvidia/GR00T-N1.6-3B') })).toEqual(['gr00t']);
});

test.each([
  ['Wan-AI/Wan2.2-T2V-A14B', 'own-trainer'],
  ['nvidia/Cosmos-Transfer2.5-2B', 'cosmos-transfer2.5'],
  ['stabilityai/stable-diffusion-3.5-medium', 'diffusers'],
  ['lerobot/pi0', 'pi-sft'],
])('a model of another loss is shown what has it, also where nothing is asked: %s', (name, way) => {
  expect(judge(named(name)).remedies[0]?.id).toBe(way);
});

test('weights that are not there are no plain allow; names that an index gives are enough to judge by', () => {
  const problems = [{ kind: 'no-weights', file: '/models/a', why: 'it holds no .safetensors file' }] as const;
  const bare = folder({ model_type: 'qwen3_vl' }, [], { problems });
  const indexed = folder({ model_type: 'qwen3_vl' }, ['lm_head.weight'], { problems });
  const content = labels('text');
  const verdicts = [bare, indexed].map((model) => judge(model, { optimize: 'vlm-text', content }));
  expect(verdicts.map(({ verdict }) => verdict)).toEqual(['warn', 'allow']);
  expect(verdicts.map(({ headline }) => headline.unseen)).toEqual([
    ['all of its weights'],
    ['all of its weights'],
  ]);
});

test('a consumer that takes whole checkpoints refuses a part of one', () => {
  const answer = judge(reason2, { optimize: 'vlm-text', consumer: r1, wholeOnly: true });
  expect(answer.findings.map(({ id }) => id)).toContain('product-not-whole');
});

test('rows of what is absent stand only where they are asked for', () => {
  const absent = (optimize?: Target) =>
    judge(reason2, optimize === undefined ? {} : { optimize })
      .modules.filter(({ state }) => state === 'absent')
      .map(({ role }) => role);
  expect([absent(), absent('vlm-text'), absent('trajectory-decoder'), absent('video-diffusion')]).toEqual([
    [],
    [],
    ['trajectory decoder'],
    ['diffusion transformer'],
  ]);
});

test('Alpamayo 2 Super has a decoder, also by name', () => {
  const { modules } = judge(named('nvidia/Alpamayo2-Super'), { optimize: 'trajectory-decoder' });
  expect(modules.filter(({ role }) => role === 'trajectory decoder').map(({ state }) => state)).toEqual([
    'unreachable',
    'unreachable',
    'unreachable',
  ]);
});

test('a config of another engine is told whose it is, and how it is started', () => {
  const { headline, verdict } = judge(reason2, { config: { job: { experiment: 'x' } } });
  expect([verdict, headline.says]).toEqual(['block', 'no']);
  expect(`${headline.text} ${headline.why}`).toMatch(/cosmos-framework.*cosmos_framework\.scripts\.train/);
});

test('whoever runs text SFT of a model that nothing tells is not sent to text SFT', () => {
  const [text] = judge(named('a/b')).answers ?? [];
  expect([text?.optimize, text?.verdict, text?.remedy]).toEqual(['vlm-text', 'warn', undefined]);
});

test('words decide nothing: the answers are those of the run, and only the question is added', () => {
  for (const model of [reason2, r1]) {
    const silent = judge(model);
    const spoken = judge(model, { goal: 'make the driven path bend' });
    expect(spoken.answers).toEqual(silent.answers);
    expect(spoken.findings.filter(({ id }) => id !== 'goal-asks')).toEqual(silent.findings);
  }
});

test('each of the four answers is the verdict of that target', () => {
  for (const model of [reason2, r1, named('lerobot/pi0'), named('a/b')])
    for (const answer of judge(model).answers ?? [])
      expect(answer.verdict).toBe(judge(model, { optimize: answer.optimize }).verdict);
  expect(judge(reason2).answers?.map(({ optimize }) => optimize)).toEqual(TARGETS);
  expect(judge(reason2, { optimize: 'vlm-text' }).answers).toBeUndefined();
});

test('an answer that refuses says what can; one that allows needs nothing', () => {
  const one = situationOf(given(reason2, {}));
  expect(answerAbout(one, [], 'vlm-text').remedy).toBeUndefined();
  expect(answerAbout(one, [], 'trajectory-decoder').remedy?.id).toBe('alpamayo1-stage2');
});

test.each([
  [[], 'allow'],
  [[['tokens-not-decoder', 'info']], 'allow'],
  [[['tokens-not-decoder', 'warning']], 'warn'],
  [[['target-not-trained', 'error']], 'block'],
  [
    [
      ['tokens-not-decoder', 'warning'],
      ['target-not-trained', 'error'],
    ],
    'block',
  ],
  // A file that cannot be read refuses nothing, and is no plain allow.
  [[['checkpoint-header-invalid', 'error']], 'warn'],
  [[['checkpoint-lfs-pointer', 'error']], 'warn'],
  [[['checkpoint-weights-unseen', 'warning']], 'warn'],
  [[['checkpoint-known-by-name', 'info']], 'allow'],
] as ReadonlyArray<readonly [ReadonlyArray<readonly [string, Severity]>, string]>)(
  '%j: %s',
  (list, verdict) => {
    const findings = list.map(
      ([id, severity]): Finding => ({ id, severity, subject: 's', message: 'm.', data: {} }),
    );
    expect(judgementOf(findings, sharedKindOf)).toBe(verdict);
  },
);

test('whatever is said of a file refuses nothing; every other kind may', () => {
  for (const kind of CHECKPOINT_FINDINGS) expect(kind.decides, kind.id).toBe(false);
  for (const kind of [...MODEL_FINDINGS, ...VERDICT_KINDS]) expect(kind.decides, kind.id).toBeUndefined();
});

test('what refuses for want of a loss names what has it', () => {
  for (const [name, optimize] of ROWS) {
    const answer = judge(named(name), optimize === undefined ? {} : { optimize });
    const [way] = answer.remedies;
    for (const finding of answer.findings)
      if (finding.severity === 'error' && way !== undefined) expect(finding.help, name).toContain(way.title);
  }
});
