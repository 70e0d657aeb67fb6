/** cp: a preset as a commented TOML, which `sft --config` takes for the very same run. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseToml } from '../../src/config/toml.ts';
import { json, type Rig, rig } from './rig.ts';

/** All presets on all engines are in test/unit/recipe/round-trip.test.ts. */
const CASES = [
  ['reason1-av-caption', '0.2.6'],
  ['reason1-av-caption', '0.4.7'],
  ['reason2-video-caption-vqa', '0.3.9'],
] as const;

/** The config a dry run would give to the engine, without what every run has of its own. */
async function planned(place: Rig, args: readonly string[]) {
  const ended = await place.run(['sft', '--dry-run', '--json', ...args]);
  const { plan, findings } = json(ended.stdout);
  const config = (plan.config as string).replace(/^(output_dir|timestamp|redis) = .*\n/gm, '');
  return {
    config,
    script: plan.argv.at(-1).split('/').at(-1),
    ids: findings.map((f: { id: string }) => f.id),
  };
}

describe.concurrent('the round trip changes nothing', () => {
  test.concurrent.each(CASES)('%s on %s', async (name, engine) => {
    const place = rig('cp');
    const made = await place.run(['cp', name, 'mein ä.toml', '--engine', engine]);
    expect(made).toMatchObject({ code: 0, stdout: '' });
    const shared = ['--engine', engine, '--dataset', place.dataset()];
    const own = await planned(place, ['--preset', name, ...shared]);
    const copied = await planned(place, ['--config', 'mein ä.toml', ...shared]);
    expect(parseToml(copied.config, 'copied')).toEqual(parseToml(own.config, 'own'));
    expect({ ...copied, config: '' }).toEqual({ ...own, config: '' });
    const diff = await place.run(['diff', name, 'mein ä.toml', '--engine', engine]);
    expect(diff.stdout).toBe(`no difference for cosmos-rl ${engine}\n`);
  });
});

describe.concurrent('cp', () => {
  test.concurrent('writes comments, reasons and the schema that the first line names', async () => {
    const place = rig('cp');
    await place.run(['cp', 'reason1-av-caption', 'my.toml']);
    const text = readFileSync(join(place.folder, 'my.toml'), 'utf8');
    const schema = /^#:schema \.\/(.*)$/m.exec(text)?.[1] ?? '';
    expect(text.startsWith('#:schema ')).toBe(true);
    expect(json(readFileSync(join(place.folder, schema), 'utf8')).title).toBe('cosmos-rl 0.4.7, SFT');
    expect(text).toMatch(/^# Published: true; true takes any sibling run/m);
    expect(text).toMatch(/^# Number of epochs for training/m);
    expect(text.split('\n').filter((line) => line.startsWith('#') && line.length > 110)).toEqual([]);
  });

  test.concurrent('a removed line stays removed, and an override of the copy wins', async () => {
    const place = rig('cp');
    await place.run(['cp', 'reason1-av-caption', 'my.toml', 'train.epoch=7']);
    const path = join(place.folder, 'my.toml');
    const text = readFileSync(path, 'utf8');
    expect(text).toMatch(/^epoch = 7$/m);
    writeFileSync(path, text.replace(/^optm_impl = .*\n/m, ''));
    const { config } = await planned(place, [
      '--config',
      'my.toml',
      '--dataset',
      place.dataset(),
      '--lr',
      '3e-6',
    ]);
    expect(config).not.toContain('optm_impl');
    expect(config).toMatch(/^optm_lr = (3e-6|0\.000003)$/m);
  });

  test.concurrent('never overwrites without --force', async () => {
    const place = rig('cp');
    const path = join(place.folder, 'my.toml');
    writeFileSync(path, 'mine = 1\n');
    const refused = await place.run(['cp', 'reason1-av-caption', 'my.toml']);
    expect(refused.code).toBe(73);
    expect(refused.stderr).toContain('add --force');
    expect(readFileSync(path, 'utf8')).toBe('mine = 1\n');
    expect(existsSync(join(place.folder, 'cosmos-rl-0.4.7.schema.json'))).toBe(false);
    const forced = await place.run(['cp', 'reason1-av-caption', 'my.toml', '--force']);
    expect(forced.code).toBe(0);
    expect(readFileSync(path, 'utf8')).toContain('Cosmos-Reason1-7B');
  });

  test.concurrent('- is stdout, and writes no file', async () => {
    const place = rig('cp');
    const ended = await place.run(['cp', 'reason2-video-caption-vqa', '-']);
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    expect(parseToml(ended.stdout, 'stdout')).toHaveProperty(
      'custom.cookbook_run.preset',
      'reason2-video-caption-vqa',
    );
    expect(existsSync(join(place.folder, 'cosmos-rl-0.4.7.schema.json'))).toBe(false);
  });

  test.concurrent('a folder that is missing or taken is named', async () => {
    const place = rig('cp');
    mkdirSync(join(place.folder, 'folder'));
    const missing = await place.run(['cp', 'reason1-av-caption', 'no/such/my.toml']);
    expect(missing).toMatchObject({ code: 73 });
    expect(missing.stderr).toContain('does not exist');
    const taken = await place.run(['cp', 'reason1-av-caption', 'folder', '--force']);
    expect(taken).toMatchObject({ code: 73 });
    expect(taken.stderr).not.toContain('    at ');
  });

  test.concurrent('a file of another preset, or of a preset that is not ours, is not guessed about', async () => {
    const place = rig('cp');
    await place.run(['cp', 'reason1-av-caption', 'my.toml']);
    const other = await place.run([
      'sft',
      '--preset',
      'reason2-video-caption-vqa',
      '--config',
      'my.toml',
      '--dry-run',
    ]);
    expect(other.code).toBe(2);
    expect(other.stderr).toMatch(/my\.toml:\d+:\d+: .*was made from the preset `reason1-av-caption`/);
    writeFileSync(join(place.folder, 'team.toml'), '[custom.cookbook_run]\npreset = "./evil.mjs"\n');
    writeFileSync(
      join(place.folder, 'evil.mjs'),
      "import { writeFileSync } from 'node:fs'; writeFileSync('loaded', '');",
    );
    const team = await place.run(['sft', '--config', 'team.toml', '--dry-run']);
    expect(team.code).toBe(2);
    expect(team.stderr).toContain('team.toml:2:1');
    expect(existsSync(join(place.folder, 'loaded'))).toBe(false);
  });
});
