/** diff: a preset against a file and against what was published, and a run against a run. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { COSMOS_RL_RECIPES as RECIPES } from '../presets.ts';
import { json, rig } from './rig.ts';

interface Row {
  readonly key: string;
  readonly theirs: string | null;
  readonly ours: string | null;
  readonly why?: string;
  readonly sameEffect?: boolean;
  readonly origin?: { readonly line: number };
}

const keyed = (rows: readonly Row[]) => new Map(rows.map((row) => [row.key, row]));

describe.concurrent('diff PRESET --upstream', () => {
  test.concurrent.each(RECIPES.map((recipe) => [recipe.name, recipe.engines.at(-1) ?? '']))(
    '%s: a reason for every key',
    async (name, engine) => {
      const ended = await rig().run(['diff', name, '--upstream', '--engine', engine, '--json']);
      expect(ended).toMatchObject({ code: 0, stderr: '' });
      const answer = json(ended.stdout);
      expect(answer).toMatchObject({ schemaVersion: 1, engine, ours: { kind: 'preset', name } });
      const rows = answer.differences as readonly Row[];
      expect(rows.filter((row) => (row.why ?? '').length < 10)).toEqual([]);
      expect(rows.filter((row) => row.theirs === row.ours)).toEqual([]);
      expect(keyed(rows).get('train.output_dir')?.ours).toBe('a new folder per run');
    },
  );

  test.concurrent('the old engine has what was published, so those keys do not differ', async () => {
    const place = rig();
    const at = async (engine: string) => {
      const ended = await place.run([
        'diff',
        'reason1-av-caption',
        '--upstream',
        '--engine',
        engine,
        '--json',
      ]);
      return keyed(json(ended.stdout).differences);
    };
    const [old, now] = [await at('0.2.6'), await at('0.4.7')];
    expect(old.has('train.enable_validation')).toBe(false);
    expect(now.get('train.enable_validation')).toMatchObject({ theirs: 'true', ours: null });
    expect(now.get('validation.enable')).toMatchObject({ theirs: null, ours: 'true' });
  });

  test.concurrent('the text has three columns in 80 characters', async () => {
    const ended = await rig().run(['diff', 'reason1-av-caption', '--upstream']);
    const lines = ended.stdout.split('\n');
    expect(lines.slice(0, 2)).toEqual(['theirs  published', 'ours    preset reason1-av-caption']);
    expect(lines[3]).toMatch(/^key +theirs +ours$/);
    expect(ended.stdout).toMatch(/^train\.resume +true +false$/m);
    expect(ended.stdout).toMatch(/^policy\.parallelism\.cp_rotate_method +"allgather" +-$/m);
    expect(lines.filter((line) => line.length > 80)).toEqual([]);
  });
});

describe.concurrent('diff PRESET FILE', () => {
  test.concurrent('says what differs, where it stands and what makes no difference', async () => {
    const place = rig();
    const toml = (await place.run(['show', 'reason1-av-caption', '--format', 'toml'])).stdout;
    const file = join(place.folder, 'mein Lauf ä.toml');
    writeFileSync(
      file,
      toml
        .replace('optm_warmup_steps = 20', 'optm_warmup_steps = 20.0')
        .replace(/^epoch = 20$/m, 'epoch = 3')
        .replace(/^sync_weight_interval = 1\n/m, ''),
    );
    const ended = await place.run(['diff', 'reason1-av-caption', 'mein Lauf ä.toml', '--json']);
    expect(ended.code).toBe(0);
    const answer = json(ended.stdout);
    expect(answer.theirs).toEqual({ kind: 'file', name: 'mein Lauf ä.toml' });
    const rows = keyed(answer.differences);
    expect([...rows.keys()].sort()).toEqual([
      'train.epoch',
      'train.optm_warmup_steps',
      'train.sync_weight_interval',
    ]);
    expect(rows.get('train.epoch')).toMatchObject({ theirs: '3', ours: '20' });
    expect(rows.get('train.epoch')?.origin?.line).toBeGreaterThan(1);
    expect(rows.get('train.optm_warmup_steps')).toMatchObject({ theirs: '20.0', ours: '20' });
    expect(rows.get('train.sync_weight_interval')).toMatchObject({
      theirs: null,
      ours: '1',
      sameEffect: true,
    });
    const swapped = await place.run(['diff', 'mein Lauf ä.toml', 'reason1-av-caption', '--json']);
    expect(json(swapped.stdout)).toEqual(answer);
  });

  test.concurrent('the same config does not differ', async () => {
    const place = rig();
    const toml = (await place.run(['show', 'reason2-video-caption-vqa', '--format', 'toml'])).stdout;
    writeFileSync(join(place.folder, 'same.toml'), toml);
    const ended = await place.run(['diff', 'reason2-video-caption-vqa', 'same.toml']);
    expect(ended).toMatchObject({ code: 0, stdout: 'no difference for cosmos-rl 0.4.7\n' });
  });
});

test('diff RUN RUN shows settings and endings', async () => {
  const place = rig();
  const first = await place.run(place.sft('--json'));
  const second = await place.run(place.sft('--json', 'train.optm_lr=1e-5'));
  const [left, right] = [json(first.stdout).run, json(second.stdout).run];
  const ended = await place.run(['diff', left, right, '--json']);
  expect(ended.code, ended.stderr).toBe(0);
  const answer = json(ended.stdout);
  expect(answer.theirs).toEqual({ kind: 'run', name: left });
  const rows = keyed(answer.differences);
  expect(rows.get('train.optm_lr')).toMatchObject({ ours: '0.00001' });
  expect(rows.get('train.timestamp')?.why).toBe('every run has its own');
  const text = await place.run(['diff', left, join('runs', right)]);
  expect(text.stdout).toContain('train.optm_lr');
});

describe.concurrent('diff refuses', () => {
  test.concurrent.each([
    [['diff', 'reason1-av-caption'], 2, 'diff PRESET --upstream'],
    [['diff', 'reason1-av-caption', 'x.toml', '--upstream'], 2, 'too many'],
    [['diff', 'reason1-av-captoin', '--upstream'], 2, 'did you mean `reason1-av-caption`?'],
    [['diff', 'reason1-av-caption', 'missing.toml'], 66, 'missing.toml does not exist'],
    [['diff', 'reason1-av-caption', 'broken.toml'], 78, 'broken.toml:2:'],
    [['diff', 'reason1-av-caption', '.bin'], 66, 'without a run record'],
    [['diff', 'reason1-av-caption', ''], 2, 'empty name'],
    [['diff', 'reason1-av-caption', 'cut'], 65, 'run.json: it is not valid JSON'],
  ])('%j', async (args, code, text) => {
    const place = rig();
    mkdirSync(join(place.folder, 'cut'));
    writeFileSync(join(place.folder, 'cut/run.json'), '{"id": ');
    writeFileSync(join(place.folder, 'broken.toml'), '[train]\nepoch = = 3\n');
    const ended = await place.run(args);
    expect(ended.code).toBe(code);
    expect(ended.stderr).toContain(text);
    expect(ended.stdout).toBe('');
  });
});
