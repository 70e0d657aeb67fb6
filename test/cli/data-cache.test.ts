/** What `data check` remembers, and what it must not believe. */
import { linkSync, mkdirSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { ids, json, rig } from './rig.ts';

const here = rig('data-cache');
const AVHA = ['--preset', 'reason1-av-caption', '--gpus', '1', 'train.train_batch_per_replica=1', '--json'];
const cache = join(here.folder, '.cache/cookbook-run/data');

async function check(folder: string, ...more: readonly string[]) {
  const { code, stdout } = await here.run(['data', 'check', folder, ...AVHA, ...more]);
  return { code, ...json(stdout) };
}

describe('a second check', () => {
  test('gives the same answer without reading, until something changes', async () => {
    const folder = here.dataset('same');
    const first = await check(folder);
    expect(first).toMatchObject({ code: 0, cached: false });
    const second = await check(folder);
    expect(second).toEqual({ ...first, cached: true });

    const label = join(folder, 'metas/example-01.label.json');
    const text = readFileSync(label, 'utf8');
    writeFileSync(label, `${text} `);
    expect(await check(folder)).toMatchObject({ cached: false, code: 0 });
    writeFileSync(label, '{"weather"');
    const broken = await check(folder);
    expect(broken).toMatchObject({ cached: false, code: 65 });
    expect(await check(folder)).toEqual({ ...broken, cached: true });
    writeFileSync(label, text);
    expect(await check(folder)).toMatchObject({ cached: false, code: 0 });

    rmSync(join(folder, 'videos/example-03.camera_front_wide_120fov.mp4'));
    expect(ids((await check(folder)).findings)).toEqual(['label-without-video']);
    rmSync(join(folder, 'metas/example-03.label.json'));
    expect(await check(folder)).toMatchObject({ cached: false, code: 0, counts: { samples: 11 } });
  });

  test('depends on the config, the engine and a time that went backwards', async () => {
    const folder = here.dataset('settings');
    await check(folder);
    expect(await check(folder, 'custom.vision.nframes=8', '~custom.vision.fps')).toMatchObject({
      cached: false,
    });
    expect(await check(folder, '--engine', '0.3.9')).toMatchObject({ cached: false });
    utimesSync(join(folder, 'metas/example-01.label.json'), 1, 1);
    expect(await check(folder)).toMatchObject({ cached: false });
    expect(await check(folder, '--no-cache')).toMatchObject({ cached: false });
    expect(await check(folder)).toMatchObject({ cached: true });
  });

  test('is shared with a plan, and without a folder to remember in everything is read', async () => {
    const folder = here.dataset('shared');
    const one = 'train.train_policy.mini_batch=1';
    const first = await check(folder, one);
    const plan = ['sft', '--dry-run', '--preset', 'reason1-av-caption', '--dataset', folder, '--gpus', '1'];
    const small = ['train.train_batch_per_replica=1', one, '--json'];
    const asked = new Set(readdirSync(cache));
    const planned = await here.run([...plan, ...small]);
    expect(planned.code).toBe(0);
    // Whoever asks the same question finds the answer there.
    expect(readdirSync(cache).filter((name) => !asked.has(name))).toEqual([]);
    writeFileSync(join(folder, 'metas/example-01.label.json'), '{"weather"');
    const refused = await here.run([...plan, ...small]);
    expect(refused.code).toBe(65);
    expect(refused.stdout + refused.stderr).toContain('label-not-json');
    const bare = await here.run(['data', 'check', folder, ...AVHA], { XDG_CACHE_HOME: '/dev/null' });
    expect(json(bare.stdout)).toMatchObject({ cached: false, counts: { samples: 11 } });
    expect(first.cached).toBe(false);
  });

  test('a folder that appears is seen', async () => {
    const missing = join(here.folder, 'later');
    expect(await check(missing)).toMatchObject({ code: 66 });
    here.dataset('later');
    expect(await check(missing)).toMatchObject({ code: 0, cached: false });
  });

  test('a damaged or unwritable cache costs nothing but time', async () => {
    const folder = here.dataset('damaged');
    await check(folder);
    for (const name of readdirSync(cache)) writeFileSync(join(cache, name), '{"answer": ');
    expect(await check(folder)).toMatchObject({ code: 0, cached: false });
    for (const name of readdirSync(cache)) writeFileSync(join(cache, name), '{"answer": {}, "stamps": [1]}');
    const env = { XDG_CACHE_HOME: '/proc/nowhere' };
    const ended = await here.run(['data', 'check', folder, ...AVHA], env);
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    const homeless = await here.run(['data', 'check', folder, ...AVHA], { HOME: undefined });
    expect(json(homeless.stdout)).toMatchObject({ cached: false });
  });
});

describe('a check that is stopped', () => {
  test('leaves no answer half-written, and the next one gives the whole answer and sweeps', async () => {
    const folder = join(here.folder, 'große Sammlung');
    const example = here.dataset('one');
    for (const name of ['videos', 'metas']) mkdirSync(join(folder, name), { recursive: true });
    for (let number = 0; number < 6000; number += 1) {
      const [clip, label] = ['videos/example-01.camera_front_wide_120fov.mp4', 'metas/example-01.label.json'];
      linkSync(join(example, clip), join(folder, `videos/c${number}.mp4`));
      linkSync(join(example, label), join(folder, `metas/c${number}.label.json`));
    }
    for (const wait of [60, 200, 350, 500]) {
      const started = here.start(['data', 'check', folder, ...AVHA]);
      await sleep(wait);
      started.child.kill('SIGINT');
      const { code, signal, stderr } = await started.ended;
      expect([0, 130, null]).toContain(code);
      if (code === null) expect(signal).toBe('SIGINT');
      if (code === 130) expect(stderr).toContain('stopped by SIGINT');
    }
    const leftover = `${'0'.repeat(32)}.json.00000000-0000-4000-8000-00000000000`;
    for (const [end, hours] of [
      ['1', 0.5],
      ['2', 2],
    ] as const) {
      writeFileSync(join(cache, `${leftover}${end}`), '{');
      const at = Date.now() / 1000 - hours * 3600;
      utimesSync(join(cache, `${leftover}${end}`), at, at);
    }
    for (const name of readdirSync(cache).filter((name) => name.endsWith('.json')))
      json(readFileSync(join(cache, name), 'utf8'));
    const { cached: _, ...whole } = await check(folder);
    const { cached: __, ...fresh } = await check(folder, '--no-cache');
    expect(whole).toEqual(fresh);
    expect(whole.counts).toMatchObject({ samples: 6000 });
    await check(here.dataset('another'));
    const names = readdirSync(cache);
    expect([names.includes(`${leftover}1`), names.includes(`${leftover}2`)]).toEqual([true, false]);
  });
});
