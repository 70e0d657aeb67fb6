/** Answers that hold: on every ending, for every engine version, whole or not at all. */
import { execFileSync } from 'node:child_process';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { CLI, json, rig } from './rig.ts';

const PRESET = 'reason1-av-caption';
const MISSPELT = '[train]\noutput_dir = "/o"\nepohc = 3\n[train.train_policy]\ntype = "sft"\n';

describe('--json prints one document on every ending', () => {
  test.concurrent.each([
    ['a config that is not there', ['sft', '--config', 'none.toml'], 66, 'missing-input'],
    ['a config that is no TOML', ['sft', '--config', 'bad.toml'], 78, 'config'],
    ['a wrong flag', ['sft', '--presett', 'x'], 2, 'failed'],
    ['an unknown verb', ['sfft', '--preset', 'x'], 2, 'failed'],
    ['an unknown preset', ['show', 'reason9'], 2, 'failed'],
    ['an unknown run', ['runs', 'show', 'x'], 66, 'missing-input'],
  ])('%s', async (_, words, code, outcome) => {
    const place = rig();
    writeFileSync(join(place.folder, 'bad.toml'), 'x=');
    const ended = await place.run([...words, '--json']);
    expect(ended.code).toBe(code);
    expect(json(ended.stdout)).toMatchObject({ schemaVersion: 1, exitCode: code, outcome });
    expect(json(ended.stdout).error.message.length).toBeGreaterThan(9);
    expect(ended.stderr).toContain('error: ');
  });

  test('without it, nothing goes to stdout', async () => {
    const place = rig();
    const ended = await place.run(['sft', '--config', 'json']);
    expect([ended.code, ended.stdout]).toEqual([66, '']);
  });
});

test('an answer that could not be written is no success; a reader that closed early is no fault', () => {
  const shell = (line: string) => {
    try {
      execFileSync('bash', ['-c', `set -o pipefail; ${line}`], { stdio: 'pipe' });
      return 0;
    } catch (error) {
      return (error as { status: number }).status;
    }
  };
  const cli = `'${process.execPath}' '${CLI}'`;
  expect(shell(`${cli} list >/dev/full`)).toBe(73);
  expect(shell(`${cli} show ${PRESET} --json >/dev/full`)).toBe(73);
  expect(shell(`${cli} explain --json | true`)).toBe(0);
  expect(shell(`${cli} list >/dev/null`)).toBe(0);
});

describe('an engine that another version stands in for', () => {
  test('check says so in a note and in its last lines, and promises nothing of the unknown one', async () => {
    const place = rig();
    writeFileSync(join(place.folder, 'c.toml'), MISSPELT);
    const { stdout } = await place.run(['check', 'c.toml', '--engine', '0.4.8']);
    expect(stdout).toContain('info[engine-stands-in]');
    expect(stdout).toContain('cosmos-rl 0.4.7, in place of 0.4.8, would take it');
    expect(stdout).not.toMatch(/cosmos-rl 0\.4\.8 would|setting of cosmos-rl 0\.4\.8/);
    const document = json((await place.run(['check', 'c.toml', '--engine', '0.4.8', '--json'])).stdout);
    expect(document).toMatchObject({ engine: '0.4.8', standIn: '0.4.7' });
    const known = json((await place.run(['check', 'c.toml', '--engine', '0.4.7', '--json'])).stdout);
    expect(known.standIn).toBeUndefined();
    expect(known.findings.map(({ id }: { id: string }) => id)).not.toContain('engine-stands-in');
  });

  test.concurrent.each([
    ['sft', ['sft', '--preset', PRESET, '--dry-run', '--json']],
    ['feasibility', ['feasibility', '--preset', PRESET, '--json']],
    ['data check', ['data', 'check', 'avha', '--preset', PRESET, '--json']],
  ])('%s', async (_, words) => {
    const place = rig();
    place.dataset('avha');
    const { stdout } = await place.run([...words, '--engine', '0.4.8']);
    expect(json(stdout).findings.map(({ id }: { id: string }) => id)).toContain('engine-stands-in');
  });

  test('show', async () => {
    const place = rig();
    const text = (await place.run(['show', PRESET, '--engine', '0.4.8'])).stdout;
    expect(text.replace(/\s+/g, ' ')).toContain('cosmos-rl 0.4.7, in place of 0.4.8,');
    expect(json((await place.run(['show', PRESET, '--engine', '0.4.8', '--json'])).stdout).standIn).toBe(
      '0.4.7',
    );
  });
});

describe('check', () => {
  test('has one word of judgement, and none for what could not be read', async () => {
    const place = rig();
    writeFileSync(join(place.folder, 'c.toml'), MISSPELT);
    const bad = await place.run(['check', 'c.toml', '--engine', '0.4.7']);
    expect(bad.stdout.match(/\b(allow|warn|block)\b/g)).toEqual(['block']);
    const gone = json((await place.run(['check', 'nope.toml', '--json'])).stdout);
    expect(gone).not.toHaveProperty('verdict');
  });
});

describe('show and cp', () => {
  test.concurrent('what they write, check takes', async () => {
    const place = rig();
    await place.run(['cp', PRESET, 'mine.toml']);
    writeFileSync(
      join(place.folder, 'shown.toml'),
      (await place.run(['show', PRESET, '--format', 'toml'])).stdout,
    );
    for (const name of ['mine.toml', 'shown.toml']) {
      const { code, stdout } = await place.run(['check', name, '--engine', '0.4.7', '--json']);
      expect([code, json(stdout).engineAccepts, json(stdout).ok]).toEqual([0, true, true]);
    }
  });

  test.concurrent('a setting that the engine would ignore is told, and cp writes no such file', async () => {
    const place = rig();
    const shown = await place.run(['show', PRESET, 'train.epohc=3']);
    expect(shown.code).toBe(78);
    expect(shown.stderr).toContain('did you mean `train.epoch`');
    expect(shown.stdout).toMatch(/^train\.epohc = 3 +# no setting, the engine drops it, /m);
    expect(shown.stdout.match(/no setting/g)).toHaveLength(1);
    const toml = await place.run(['show', PRESET, 'train.epohc=3', '--format', 'toml']);
    expect([toml.code, toml.stdout]).toEqual([78, '']);
    const dry = await place.run(place.sft('--dry-run', 'train.epohc=3'));
    expect(dry.stdout).toMatch(/^train\.epohc = 3 +# no setting, the engine drops it, /m);
    const copied = await place.run(['cp', PRESET, 'mine.toml', 'train.epohc=3']);
    expect([copied.code, existsSync(join(place.folder, 'mine.toml'))]).toEqual([78, false]);
    expect((await place.run(['show', PRESET, 'train.epoch=3'])).stderr).toBe('');
  });

  test('cp --force on a full disk leaves the old file whole', async (context) => {
    const place = rig();
    const tiny = join(place.folder, 'tiny');
    mkdirSync(tiny);
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=16k', 'tmpfs', tiny], { stdio: 'pipe' });
    } catch (error) {
      context.skip(`cannot mount: ${(error as Error).message}`);
    }
    try {
      const mine = 'my hours of tuning\n'.repeat(100);
      writeFileSync(join(tiny, 'mine.toml'), mine);
      expect(() => writeFileSync(join(tiny, 'fill'), Buffer.alloc(64 * 1024))).toThrow(/ENOSPC/);
      const ended = await place.run(['cp', PRESET, 'tiny/mine.toml', '--force']);
      expect([ended.code, ended.stderr]).toEqual([73, expect.stringContaining('nothing was written')]);
      expect(readFileSync(join(tiny, 'mine.toml'), 'utf8')).toBe(mine);
      expect(readdirSync(tiny).sort()).toEqual(['fill', 'mine.toml']);
    } finally {
      execFileSync('umount', ['-l', tiny]);
    }
  });

  test.concurrent('cp --force replaces the file behind a link whole, and leaves nothing beside it', async () => {
    const place = rig();
    mkdirSync(join(place.folder, 'kept'));
    writeFileSync(join(place.folder, 'kept/real.toml'), 'mine');
    symlinkSync('kept/real.toml', join(place.folder, 'link.toml'));
    expect((await place.run(['cp', PRESET, 'link.toml'])).code).toBe(73);
    expect(readFileSync(join(place.folder, 'kept/real.toml'), 'utf8')).toBe('mine');
    expect((await place.run(['cp', PRESET, 'link.toml', '--force'])).code).toBe(0);
    expect(lstatSync(join(place.folder, 'link.toml')).isSymbolicLink()).toBe(true);
    expect(readFileSync(join(place.folder, 'kept/real.toml'), 'utf8')).toContain('[train]');
    expect(readdirSync(join(place.folder, 'kept'))).toEqual(['real.toml']);
  });
});

describe('sft refuses before anything is written', () => {
  const TOKEN = `hf_${'PLANTED'.repeat(4)}`;
  test.concurrent.each([
    ['an override', ['custom.hf_token=TOKEN']],
    ['--set', ['--set', 'custom.hf_token=TOKEN']],
    ['a list', ['custom.x=["TOKEN"]']],
  ])('a secret in %s', async (_, words) => {
    const place = rig();
    const ended = await place.run(place.sft(...words.map((word) => word.replace('TOKEN', TOKEN))));
    expect(ended.code).toBe(78);
    expect(ended.stdout + ended.stderr).not.toContain('PLANTED');
    expect(existsSync(join(place.folder, 'runs'))).toBe(false);
  });

  test.concurrent('a secret in a file, with its place; also the value of a variable', async () => {
    const place = rig();
    writeFileSync(join(place.folder, 'c.toml'), '[custom]\nkey = "correct horse"\n');
    const ended = await place.run(place.sft('--config', 'c.toml'), { MY_API_KEY: 'correct horse' });
    expect([ended.code, ended.stderr]).toEqual([
      78,
      expect.stringContaining('c.toml:2:1: `custom.key` holds a secret'),
    ]);
  });

  test.concurrent.each([
    ['is not there', 'nope.py'],
    ['is a folder', '.'],
  ])('an entry script that %s', async (_, script) => {
    const place = rig();
    const ended = await place.run(place.sft('--script', script));
    expect([ended.code, ended.stdout]).toEqual([66, '']);
    expect(existsSync(join(place.folder, 'runs'))).toBe(false);
  });

  test.concurrent.each([
    ['r=abc', /whole number from 1, not `abc`.*\n.*--lora r=16,/],
    ['r=16,alpha=x', /takes a number, not `x`.*\n.*--lora r=16,/],
  ])('--lora %s, answered in its own syntax', async (spec, words) => {
    const ended = await rig().run(['sft', '--preset', PRESET, '--lora', spec]);
    expect([ended.code, ended.stderr]).toEqual([2, expect.stringMatching(words)]);
  });

  test('a dry run is judged by the disk that the run would write to', async () => {
    // /proc has no free space; the scratch folder of a dry run lies elsewhere.
    for (const flag of ['--runs-dir', '--output']) {
      const place = rig();
      const { stdout } = await place.run(place.sft('--dry-run', '--json', flag, '/proc/none'));
      const full = json(stdout).findings.find(({ id }: { id: string }) => id === 'output-disk-too-small');
      expect(full?.subject, flag).toMatch(/^\/proc\/none\/[^/]+\/train$/);
    }
  });

  test('with --gpus given, nothing says that the number of GPUs is not known', async () => {
    const place = rig();
    const ended = await place.run(place.sft('--dry-run'));
    expect(ended.stdout).not.toContain('number of GPUs is not known');
  });
});

describe('one schedule of steps', () => {
  test('show holds out the share that is set', async () => {
    const place = rig();
    const steps = async (...more: readonly string[]) =>
      json((await place.run(['show', PRESET, '--dataset-rows', '1000', '--json', ...more])).stdout).planned
        .steps;
    expect(await steps()).toBe(140);
    expect(await steps('custom.dataset.validation_share=0.5')).toBe(60);
  });
});
