/** `data check` from the command line. */
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { damaged } from '../unit/dataset/clips.ts';
import { ids, json, ROOT, rig } from './rig.ts';

const FFMPEG = (process.env['PATH'] ?? '')
  .split(':')
  .map((folder) => join(folder, 'ffmpeg'))
  .find((path) => existsSync(path));

const here = rig('data');
const AVHA = ['--preset', 'reason1-av-caption', '--gpus', '1', 'train.train_batch_per_replica=2'];
const check = (...args: readonly string[]) => here.run(['data', 'check', ...args]);

describe('data check', () => {
  test('the example: counts, lengths and steps as JSON', async () => {
    const ended = await check(join(ROOT, 'examples/avha'), ...AVHA, '--json');
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    const answer = json(ended.stdout);
    expect(answer).toMatchObject({
      schemaVersion: 1,
      layout: 'avha',
      findings: [],
      counts: { samples: 12, train: 11, validation: 1 },
      tokens: { exact: false, over: 0, limit: 4096 },
      steps: { total: 100, perEpoch: 5, validations: 4 },
    });
    expect(ids(answer.skipped)).toEqual(['tokenizer']);
  });

  test('--decode says what it cannot do without ffmpeg, and what a number is', async () => {
    const answer = json(
      (await check(join(ROOT, 'examples/avha'), ...AVHA, '--decode', '2', '--json')).stdout,
    );
    expect(answer.skipped).toContainEqual({ id: 'media-undecodable', reason: 'ffmpeg is not on PATH' });
    const wrong = await check(join(ROOT, 'examples/avha'), ...AVHA, '--decode', 'some');
    expect(wrong.code).toBe(2);
    expect(wrong.stderr).toContain('--decode takes a number above 0 or all');
  });

  test.skipIf(FFMPEG === undefined)(
    '--decode finds a clip whose headers are sound, and remembers',
    async () => {
      const one = rig('data-decode');
      symlinkSync(FFMPEG ?? '', join(one.bin, 'ffmpeg'));
      const folder = one.dataset();
      const bad = join(folder, 'videos/example-05.camera_front_wide_120fov.mp4');
      writeFileSync(bad, damaged(readFileSync(bad)));
      const args = ['data', 'check', folder, ...AVHA, '--json'];
      expect(json((await one.run(args)).stdout).findings).toEqual([]);
      const all = await one.run([...args, '--decode', 'all']);
      expect(all.code).toBe(65);
      expect(json(all.stdout).findings).toMatchObject([{ id: 'media-undecodable', subject: bad }]);
      expect(json((await one.run([...args, '--decode', 'all'])).stdout)).toMatchObject({ cached: true });
      // The first and the last file are sound.
      expect(json((await one.run([...args, '--decode', '2'])).stdout).findings).toEqual([]);
    },
  );

  test('with a tokenizer the lengths are exact, and shorter', async () => {
    const model = join(here.folder, 'ein Modell');
    mkdirSync(model);
    writeFileSync(join(model, 'config.json'), '{"model_type": "qwen2_5_vl"}');
    const folder = here.dataset('données à vérifier');
    const bound = json((await check(folder, ...AVHA, '--model', model, '--json')).stdout);
    expect(bound.skipped[0].reason).toContain('tokenizer.json is not there');
    writeFileSync(join(model, 'tokenizer.json'), '{"half": ');
    const broken = json((await check(folder, ...AVHA, '--model', model, '--json')).stdout);
    expect(broken.skipped[0].reason).toContain('cannot be used');
    writeFileSync(
      join(model, 'tokenizer.json'),
      readFileSync(join(ROOT, 'test/fixtures/tokens/tokenizer.json')),
    );
    const exact = json((await check(folder, ...AVHA, '--model', model, '--json')).stdout);
    expect(exact.tokens.exact).toBe(true);
    expect(exact.tokens.max).toBeLessThan(bound.tokens.max);
    expect(exact.tokens.vision).toEqual(bound.tokens.vision);
  });

  test('answers that would be cut, and clips that do not fit', async () => {
    const model = join(here.folder, 'ein Modell');
    const folder = join(ROOT, 'examples/avha');
    const cut = await check(folder, ...AVHA, '--model', model, 'policy.model_max_length=600');
    expect(cut.code).toBe(0);
    expect(cut.stdout).toMatch(/warning\[answer-cut\].*\n.*\n.*policy\.model_max_length=\d+/);
    const broken = await check(folder, ...AVHA, 'policy.model_max_length=200', '--json');
    expect(broken.code).toBe(65);
    expect(ids(json(broken.stdout).findings)).toContain('vision-tokens-cut');
  });

  test('no step is an error, by data-parallel size and engine version', async () => {
    const none = await check(join(ROOT, 'examples/avha'), '--preset', 'reason1-av-caption', '--json');
    expect(none.code).toBe(65);
    expect(json(none.stdout)).toMatchObject({ findings: [{ id: 'no-steps' }], steps: { total: 0 } });
    const old = await check(
      join(ROOT, 'examples/avha'),
      ...['--preset', 'reason1-av-caption', '--engine', '0.2.6', '--json'],
    );
    expect(json(old.stdout)).toMatchObject({ engine: '0.2.6', steps: { total: 20, perEpoch: 1 } });
  });

  test('a sample that is wrong is named, with what to type', async () => {
    const folder = here.dataset('spoilt\nset');
    rmSync(join(folder, 'videos/example-02.camera_front_wide_120fov.mp4'));
    writeFileSync(join(folder, 'metas/example-03.label.json'), '{"weather": "Cl');
    const ended = await check(folder, ...AVHA, '--json');
    expect(ended.code).toBe(65);
    expect([...ids(json(ended.stdout).findings)].sort()).toEqual(['label-not-json', 'label-without-video']);
  });

  test.each([
    [['/nowhere/at all'], 66, /dataset-missing/],
    [['/dev/null'], 66, /dataset-missing/],
  ])('%s: %d', async (args, code, text) => {
    const ended = await check(...args, ...AVHA);
    expect(ended.code).toBe(code);
    expect(ended.stdout + ended.stderr).toMatch(text);
  });

  test('a wrong command line', async () => {
    const unnamed = await check(join(ROOT, 'examples'));
    expect(unnamed).toMatchObject({ code: 2, stdout: '' });
    expect(unnamed.stderr).toContain('several layouts fit');
    const two = await check('x', '--preset', 'reason1-av-caption', '--recipe', 'reason2-video-caption-vqa');
    expect(two.code).toBe(2);
    expect((await here.run(['data', 'check'])).code).toBe(2);
    expect((await here.run(['data'])).code).toBe(2);
  });
});
