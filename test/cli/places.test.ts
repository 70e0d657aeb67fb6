/** Odd places: spaces, non-ASCII, read-only and full disks, closed pipes, CI; and logs of runs started by hand. */
import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { CLI, ids, json, leftOf, ROOT, rig } from './rig.ts';

const isRoot = process.getuid?.() === 0;
const NOBODY = 65534;

/** Mounts a small file system, or says why it cannot. */
function mountSmall(path: string): string | undefined {
  mkdirSync(path);
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', path], { stdio: 'pipe' });
    return undefined;
  } catch (error) {
    return (error as Error).message.split('\n')[0];
  }
}

describe.concurrent('places', () => {
  test.concurrent('spaces and non-ASCII in dataset, output and working folder', async () => {
    const place = rig('odd');
    const cwd = join(place.folder, "it's a wörk 目录");
    mkdirSync(cwd);
    const output = join(cwd, 'öut put');
    const seen = join(place.folder, 'seen.json');
    const args = place.sft('--dataset', place.dataset('dätä set'), '--output', 'öut put', '--json');
    const ended = await place.run(args, { FAKE_RECORD: seen }, cwd);
    expect(json(ended.stdout)).toMatchObject({ outcome: 'succeeded', exitCode: 0 });
    const run = place.lastRun(join(cwd, 'runs'));
    const id = run.split('/').at(-1) ?? '';
    expect(existsSync(join(output, id, 'train/safetensors/step_20/00000.safetensors'))).toBe(true);
    const engine = json(readFileSync(seen, 'utf8'));
    for (const word of engine.argv.slice(1)) expect(word).toMatch(/^[\w@%+=:,./-]+$/);
    expect(leftOf(run)).toEqual([]);
  });

  test.runIf(isRoot)(
    'an output that this user may not write: 73, before anything is started',
    async (context) => {
      if (!isRoot) context.skip('only root can become another user');
      const place = rig('read-only');
      const closed = join(place.folder, 'closed');
      mkdirSync(closed);
      chmodSync(closed, 0o555);
      for (const open of [place.folder, place.temporary]) chmodSync(open, 0o777);
      const args = place.sft('--output', join(closed, 'out'), '--json');
      const child = spawn(process.execPath, [CLI, ...args], {
        cwd: place.folder,
        uid: NOBODY,
        gid: NOBODY,
        env: {
          PATH: place.bin,
          HOME: place.folder,
          TMPDIR: place.temporary,
          COOKBOOK_REDIS_LOG: join(place.temporary, 'redis.log'),
          FAKE_RIG: place.folder,
        },
      });
      let stdout = '';
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        stdout += text;
      });
      const code = await new Promise((done) => child.on('close', done));
      expect(ids(json(stdout).findings)).toContain('output-not-writable');
      expect(code).toBe(73);
      expect(existsSync(join(place.folder, 'runs'))).toBe(false);
    },
  );

  test.runIf(isRoot)('a runs folder that this user may not write: 73', async (context) => {
    if (!isRoot) context.skip('only root can become another user');
    const place = rig('runs-closed');
    chmodSync(place.folder, 0o755);
    chmodSync(place.temporary, 0o777);
    const out = join(place.folder, 'out');
    mkdirSync(out);
    chownSync(out, NOBODY, NOBODY);
    const args = place.sft('--output', out);
    const child = spawn(process.execPath, [CLI, ...args], {
      cwd: place.folder,
      uid: NOBODY,
      gid: NOBODY,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        PATH: place.bin,
        HOME: place.folder,
        TMPDIR: place.temporary,
        COOKBOOK_REDIS_LOG: join(place.temporary, 'redis.log'),
        FAKE_RIG: place.folder,
      },
    });
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    const code = await new Promise((done) => child.on('close', done));
    expect(stderr).toContain('--runs-dir');
    expect(code).toBe(73);
    // The lock that was taken is given back.
    expect(readdirSync(out)).toEqual([]);
  });

  test.concurrent('a disk that is full under the record: the engine is not left running', async (context) => {
    const place = rig('full');
    const small = join(place.folder, 'small');
    const why = mountSmall(small);
    if (why !== undefined) context.skip(`cannot mount: ${why}`);
    try {
      const args = place.sft('--runs-dir', small, '--output', join(place.folder, 'out'));
      const ended = await place.run(args, { FAKE_SCENARIO: 'slow', FAKE_STEP_SECONDS: '0.01' });
      expect(ended.stderr).not.toContain('a bug in cookbook-run');
      expect(ended.code).toBe(73);
    } finally {
      execFileSync('umount', ['-l', small]);
    }
  });

  test.concurrent('a relative --runs-dir and COOKBOOK_RUNS_DIR', async () => {
    const place = rig('runs-dir');
    const flag = await place.run(place.sft('--runs-dir', 'my runs'));
    expect(flag.code).toBe(0);
    expect(readdirSync(join(place.folder, 'my runs'))).toHaveLength(2);
    const listed = await place.run(['runs', 'ls', '--json'], {
      COOKBOOK_RUNS_DIR: join(place.folder, 'my runs'),
    });
    expect(json(listed.stdout).runs[0]).toMatchObject({ status: 'ended', outcome: 'succeeded' });
    const shown = await place.run(['runs', 'show', '--runs-dir', 'my runs', '--json']);
    expect(json(shown.stdout)).toMatchObject({ outcome: 'succeeded', exitCode: 0 });
    const missing = await place.run(['runs', 'show', 'nothing', '--runs-dir', 'my runs']);
    expect(missing.code).toBe(66);
  });

  test.concurrent('stdout closed early is no crash', async () => {
    const place = rig('pipe');
    const line = `node '${CLI}' explain | env true`;
    const child = spawn('/bin/bash', ['-c', `set -o pipefail; ${line}`], {
      env: { ...process.env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    await new Promise((done) => child.on('close', done));
    expect(stderr).toBe('');
    expect(existsSync(place.folder)).toBe(true);
  });

  test.concurrent('no colour and no cursor movement where nobody looks; FORCE_COLOR and NO_COLOR are honoured', async () => {
    const place = rig('colour');
    const args = ['show', 'reason1-av-caption'];
    expect((await place.run(args)).stdout).not.toContain('\u001b');
    expect((await place.run(args, { FORCE_COLOR: '1' })).stdout).toContain('\u001b[');
    expect((await place.run(args, { FORCE_COLOR: '1', NO_COLOR: '1' })).stdout).not.toContain('\u001b');
  });

  test.concurrent('no secret of the environment gets into the record', async () => {
    const place = rig('secret');
    const ended = await place.run(place.sft(), { HF_TOKEN: 'hf_verysecret', WANDB_API_KEY: 'alsosecret' });
    expect(ended.code).toBe(0);
    const run = place.lastRun();
    for (const name of readdirSync(run, { withFileTypes: true })) {
      if (!name.isFile()) continue;
      const text = readFileSync(join(run, name.name), 'utf8');
      expect(text, name.name).not.toMatch(/hf_verysecret|alsosecret/);
    }
  });

  test.concurrent('LEPTON variables are kept from the engine', async () => {
    const place = rig('lepton');
    const seen = join(place.folder, 'seen.json');
    await place.run(place.sft(), { FAKE_RECORD: seen, LEPTON_SUBDOMAIN: 'x' });
    expect(
      Object.keys(json(readFileSync(seen, 'utf8')).env).filter((key) => key.startsWith('LEPTON_')),
    ).toEqual([]);
  });
});

describe.concurrent('diagnose', () => {
  const LOGS = join(ROOT, 'test/fixtures/logs');
  test.concurrent.each([
    ['oom_rank0', 'out-of-gpu-memory', 80],
    ['nan_loss', 'loss-not-finite', 82],
    ['bad_sample', 'data', 65],
  ])('%s is %s', async (name, outcome, code) => {
    const ended = await rig().run([
      'diagnose',
      join(LOGS, `${name}.log`),
      '--config',
      join(LOGS, `${name}.toml`),
      '--exit-code',
      '0',
      '--json',
    ]);
    expect(json(ended.stdout)).toMatchObject({ schemaVersion: 1, outcome, exitCode: code });
    expect(ended.code).toBe(code);
  });

  test.concurrent('a log that does not exist', async () => {
    const ended = await rig().run(['diagnose', 'nothing.log']);
    expect(ended.code).toBe(66);
  });
});
