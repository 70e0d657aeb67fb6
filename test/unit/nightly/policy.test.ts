/** What a night does: every policy in every situation, and the sentence that status and --dry-run say. */
import { describe, expect, test } from 'vitest';
import {
  type Changes,
  type Facts,
  nextAction,
  sentence,
  type TrainingState,
} from '../../../src/nightly/policy.ts';
import { NIGHTLY } from '../../../src/nightly/schema.ts';

const point = { run: 'r1', step: 37, path: '/p' };
const OPEN: TrainingState = { kind: 'open', point };
const FINISHED: TrainingState = { kind: 'finished', run: 'r1' };
const SAME: Changes = { config: [], machine: [] };
const GROWN: Changes = { ...SAME, data: '2 new (a, b)', dataSinceStart: '3 new (a, b, c)' };

const policy = (on: object = {}) => NIGHTLY.parse({ schema_version: 1, name: 'a', preset: 'p', on }).on;
const does = (on: object, situation: TrainingState, changes: Changes = SAME, facts: Partial<Facts> = {}) =>
  nextAction(policy(on), situation, changes, facts);
const says = (...given: Parameters<typeof does>) => sentence(does(...given));

describe('an open training', () => {
  test('goes on where nothing changed', () => {
    expect(does({}, OPEN)).toMatchObject({ do: 'resume', point });
    expect(says({}, OPEN)).toBe('goes on from step 37 of r1: its training is not finished');
  });

  test.each([
    [
      'finish-then-restart',
      'goes on from step 37 of r1: the dataset changed since this training began (3 new (a, b, c)): it is finished first, then a new one starts (on.data_changed = "finish-then-restart")',
    ],
    [
      'restart',
      'starts from the base model: the dataset changed: 2 new (a, b) (on.data_changed = "restart")',
    ],
    [
      'continue',
      'goes on from step 37 of r1: the dataset changed: 2 new (a, b) (on.data_changed = "continue")',
    ],
    [
      'refuse',
      'refuses to start: the training of r1 at step 37 is not continued, because the dataset changed: 2 new (a, b)',
    ],
  ])('with other data: %s', (data_changed, expected) => {
    expect(says({ data_changed }, OPEN, GROWN)).toBe(expected);
    if (data_changed === 'finish-then-restart') expect(says({}, OPEN, GROWN)).toBe(expected);
  });

  test('data that changed in an earlier night are no news, but are still trained anew afterwards', () => {
    const { data: _, ...earlier } = GROWN;
    expect(does({ data_changed: 'refuse' }, OPEN, earlier).do).toBe('resume');
    expect(does({ data_changed: 'restart' }, OPEN, earlier).do).toBe('resume');
    expect(says({ data_changed: 'continue' }, OPEN, earlier)).toContain('its training is not finished');
    expect(says({}, OPEN, earlier)).toContain('then a new one starts');
  });

  test.each([
    ['config', { ...SAME, config: ['train.epoch was 3 and is 4'] }, 'train.epoch was 3 and is 4'],
    ['machine', { ...SAME, machine: ['8 GPUs are now 4'] }, '8 GPUs are now 4'],
  ] as const)('another %s is refused, or restarts; data do not matter then', (_, changes, words) => {
    for (const more of [{}, GROWN]) {
      const both = { ...more, ...changes };
      const refused = does({}, OPEN, both);
      expect(refused).toMatchObject({
        do: 'refuse',
        because: `the training of r1 at step 37 cannot be continued: ${words}`,
      });
      expect(refused.do === 'refuse' && refused.help).toContain('config_changed = "restart"');
      expect(does({ config_changed: 'restart' }, OPEN, both)).toMatchObject({ do: 'start', from: 'base' });
      expect(says({ config_changed: 'restart' }, OPEN, both)).toContain(words);
    }
  });

  test('a training that has more steps than the data give now starts anew', () => {
    expect(does({}, OPEN, GROWN, { plannedSteps: 38 }).do).toBe('resume');
    for (const plannedSteps of [37, 20])
      expect(says({}, OPEN, GROWN, { plannedSteps })).toBe(
        `starts from the base model: step 37 is past the ${plannedSteps} steps that the dataset gives now`,
      );
  });

  test('what to type stands in every refusal over data', () => {
    for (const situation of [OPEN, FINISHED]) {
      const refused = does({ data_changed: 'refuse' }, situation, GROWN);
      expect(refused.do === 'refuse' && refused.help).toMatch(
        /data_changed = "finish-then-restart".*nothing was started/,
      );
    }
  });
});

describe('a finished training', () => {
  test('the next night trains nothing, and says why', () => {
    expect(says({}, FINISHED)).toBe(
      'trains nothing: the training of r1 is finished, and neither config nor dataset changed since (on.finished = "skip")',
    );
  });

  test.each([
    ['finish-then-restart', 'start'],
    ['restart', 'start'],
    ['refuse', 'refuse'],
    ['continue', 'skip'],
  ])('with other data: %s', (data_changed, expected) => {
    expect(does({ data_changed }, FINISHED, GROWN).do).toBe(expected);
    expect(does({ data_changed }, FINISHED).do).toBe('skip');
  });

  test('data that do not count are said', () => {
    expect(says({ data_changed: 'continue' }, FINISHED, GROWN)).toBe(
      'trains nothing: the training of r1 is finished, and the dataset changed: 3 new (a, b, c) (on.finished = "skip", on.data_changed = "continue")',
    );
    expect(says({}, FINISHED, GROWN)).toBe(
      'starts from the base model: the last training is finished, and the dataset changed: 3 new (a, b, c)',
    );
  });

  test('another config is a new training; another machine is none', () => {
    const config = { ...SAME, config: ['x was 1 and is 2'] };
    expect(says({}, FINISHED, config)).toBe(
      'starts from the base model: the last training is finished, and x was 1 and is 2',
    );
    expect(does({}, FINISHED, { ...SAME, machine: ['8 GPUs are now 4'] }).do).toBe('skip');
  });

  test('restart', () => {
    expect(says({ finished: 'restart' }, FINISHED)).toBe(
      'starts from the base model: the last training is finished (on.finished = "restart")',
    );
  });

  test('continue-from-last-good: its model, the base model without one, and an adapter merged', () => {
    const on = { finished: 'continue-from-last-good' };
    const lastGood = { run: 'g' };
    expect(does(on, FINISHED, SAME, { lastGood })).toMatchObject({ do: 'start', from: 'last-good' });
    expect(says(on, FINISHED, SAME, { lastGood })).toBe(
      'starts from the last good model: the last training is finished (on.finished = "continue-from-last-good"): g',
    );
    expect(says(on, FINISHED)).toContain('starts from the base model');
    expect(says(on, FINISHED)).toContain('there is no last good model yet');
    expect(says(on, FINISHED, SAME, { lastGood: { run: 'g', adapter: true } })).toBe(
      'starts from the last good model: the last training is finished (on.finished = "continue-from-last-good"): g, whose adapter is merged into its model first',
    );
  });
});

test.each<[TrainingState, string]>([
  [{ kind: 'new' }, 'this series has not trained yet'],
  [{ kind: 'nothing-saved', run: 'r' }, 'no complete checkpoint is left of r'],
  [
    { kind: 'spoiled', run: 'r', outcome: 'loss-not-finite' },
    'r ended loss-not-finite, which is not continued',
  ],
])('%o starts from the base model, whatever changed', (situation, words) => {
  const on = { data_changed: 'refuse', finished: 'continue-from-last-good' };
  const changes = { ...GROWN, config: ['c'], machine: ['m'] };
  expect(says(on, situation, changes, { lastGood: { run: 'g' } })).toBe(
    `starts from the base model: ${words}`,
  );
});

test('[resume] on_change of older files', async () => {
  const { mkdtempSync, writeFileSync } = await import('node:fs');
  const { tmpdir } = await import('node:os');
  const { loadSpec } = await import('../../../src/nightly/series-config.ts');
  const folder = mkdtempSync(`${tmpdir()}/cookbook-old-`);
  const read = (more: string) => {
    writeFileSync(`${folder}/n.toml`, `schema_version = 1\nname = "a"\npreset = "p"\n${more}`);
    const { data_changed, config_changed } = loadSpec('n.toml', folder, {}).file.on;
    return [data_changed, config_changed];
  };
  expect(read('')).toEqual(['finish-then-restart', 'refuse']);
  expect(read('[resume]\non_change = "restart"\n')).toEqual(['restart', 'restart']);
  expect(read('[resume]\non_change = "refuse"\n')).toEqual(['refuse', 'refuse']);
  expect(read('[resume]\non_change = "refuse"\n[on]\ndata_changed = "continue"\n')).toEqual([
    'continue',
    'refuse',
  ]);
});
