/** What is refused before anything is started: each names the problem, has its exit code, and leaves nothing behind. */
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { json, type Rig, rig } from './rig.ts';

interface Case {
  readonly name: string;
  readonly code: number;
  /** An id that the findings must hold, or `undefined` where the refusal is no finding. */
  readonly id?: string;
  readonly says?: string | RegExp;
  readonly more?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly prepare?: (place: Rig) => readonly string[] | undefined;
}

const removeProgram = (program: string) => (place: Rig) => {
  place.without(program);
  return undefined;
};

/** A dataset changed by `change`, as arguments. */
const broken = (change: (folder: string) => void) => (place: Rig) => {
  const folder = place.dataset('broken');
  change(folder);
  return ['--dataset', folder];
};

const firstOf = (folder: string, part: string) =>
  join(folder, part, readdirSync(join(folder, part)).sort()[0] ?? '');

const CASES: readonly Case[] = [
  {
    name: 'an unknown key',
    code: 78,
    id: 'unknown-key',
    says: 'did you mean `train.epoch`?',
    more: ['train.epochs=3'],
  },
  { name: 'a wrong type', code: 78, id: 'wrong-type', says: 'train.epoch', more: ['train.epoch=1.5'] },
  { name: 'a text for a number', code: 78, id: 'wrong-type', more: ['train.epoch=abc'] },
  {
    name: 'a value outside the choices',
    code: 78,
    id: 'value-outside-choices',
    says: 'cosine',
    more: ['train.optm_decay_type=cosin'],
  },
  {
    name: 'a batch that the mini batch does not divide',
    code: 78,
    id: 'batch-not-divisible',
    more: ['train.train_batch_per_replica=5', 'train.train_policy.mini_batch=2'],
  },
  {
    name: 'a placeholder',
    code: 78,
    id: 'placeholder-left',
    more: ['policy.model_name_or_path=<YOUR MODEL>'],
  },
  {
    name: 'a model folder that does not exist',
    code: 66,
    id: 'model-missing',
    more: ['--model', './no-such-model'],
  },
  { name: 'no steps', code: 65, id: 'no-steps', more: ['train.train_batch_per_replica=64'] },
  { name: 'resume=true', code: 78, id: 'resume-unsafe', more: ['train.resume=true'] },
  {
    name: 'a dataset that does not exist',
    code: 66,
    id: 'dataset-missing',
    prepare: () => ['--dataset', '/no/such/folder'],
  },
  {
    name: 'an empty dataset',
    code: 66,
    id: 'dataset-layout-unknown',
    prepare: broken((folder) => {
      rmSync(folder, { recursive: true });
      mkdirSync(folder);
    }),
  },
  {
    name: 'folders without samples',
    code: 65,
    id: 'dataset-empty',
    prepare: broken((folder) => {
      for (const part of ['videos', 'metas']) {
        rmSync(join(folder, part), { recursive: true });
        mkdirSync(join(folder, part));
      }
    }),
  },
  {
    name: 'a label without its video',
    code: 65,
    id: 'label-without-video',
    prepare: broken((folder) => rmSync(firstOf(folder, 'videos'))),
  },
  {
    name: 'a label that is not JSON',
    code: 65,
    id: 'label-not-json',
    prepare: broken((folder) => writeFileSync(firstOf(folder, 'metas'), '{"weather": ')),
  },
  {
    name: 'a video that is none',
    code: 65,
    id: 'video-not-mp4',
    prepare: broken((folder) =>
      writeFileSync(firstOf(folder, 'videos'), 'this is no video, but it is long enough'),
    ),
  },
  {
    name: 'an empty video',
    code: 65,
    id: 'video-empty',
    prepare: broken((folder) => writeFileSync(firstOf(folder, 'videos'), '')),
  },
  {
    name: 'a Git LFS pointer',
    code: 65,
    id: 'video-lfs-pointer',
    prepare: broken((folder) =>
      writeFileSync(
        firstOf(folder, 'videos'),
        'version https://git-lfs.github.com/spec/v1\noid sha256:aaaa\nsize 123456\n',
      ),
    ),
  },
  { name: 'no GPU', code: 69, id: 'gpu-none', env: { FAKE_GPUS: '0' } },
  { name: 'no nvidia-smi', code: 69, id: 'gpu-none', prepare: removeProgram('nvidia-smi') },
  { name: 'a driver that does not answer', code: 69, id: 'nvidia-smi-failing', env: { FAKE_GPUS: 'broken' } },
  { name: 'too few GPUs', code: 69, id: 'gpu-too-few', env: { FAKE_GPUS: '1' }, more: ['--gpus', '2'] },
  { name: 'no cosmos-rl', code: 69, id: 'engine-missing', prepare: removeProgram('cosmos-rl') },
  { name: 'no redis-server', code: 69, id: 'redis-server-missing', prepare: removeProgram('redis-server') },
  {
    name: 'a Lepton job, whose launcher would wait for others',
    code: 69,
    id: 'lepton-variables-set',
    env: { LEPTON_JOB_WORKER_INDEX: '0' },
  },
  {
    name: 'another engine than asked for',
    code: 69,
    id: 'engine-version-differs',
    env: { FAKE_ENGINE_VERSION: '0.3.9' },
    more: ['--engine', '0.4.7'],
  },
];

describe.concurrent('refused', () => {
  test.concurrent.each(CASES)('$name: $code $id', async ({ code, id, says, more = [], env, prepare }) => {
    const place = rig('refused');
    const args = prepare?.(place) ?? [];
    const command = place.sft(...args, ...more);
    const ended = await place.run([...command, '--json'], env);
    expect(ended.stderr).not.toContain('a bug in cookbook-run');
    const document = json(ended.stdout);
    const found = document.findings.filter((finding: { severity: string }) => finding.severity === 'error');
    expect({ code: ended.code, ids: found.map((finding: { id: string }) => finding.id) }).toEqual({
      code,
      ids: expect.arrayContaining([id]),
    });
    expect(document.exitCode).toBe(code);
    // Each error says what to do.
    for (const finding of found) expect(finding.help ?? finding.because, finding.id).toMatch(/\S/);
    expect(existsSync(join(place.folder, 'runs'))).toBe(false);
    if (says !== undefined) {
      const prose = await place.run(command, env);
      expect(prose.stdout).toBe('');
      expect(prose.stderr).toMatch(
        says instanceof RegExp ? says : new RegExp(says.replace(/[?`.]/g, '\\$&')),
      );
      expect(prose.stderr).toContain('nothing was written');
    }
  });

  test.concurrent('a key in a file is refused with line and column', async () => {
    const place = rig('file');
    writeFileSync(join(place.folder, 'my.toml'), '[train]\n  epochs = 3\n');
    const ended = await place.run(place.sft('--config', 'my.toml'));
    expect(ended.code).toBe(78);
    expect(ended.stderr).toContain('my.toml:2:3');
  });

  test.concurrent('a file that is not TOML', async () => {
    const place = rig('not-toml');
    writeFileSync(join(place.folder, 'my.toml'), '[train\nepoch = 3\n');
    const ended = await place.run(place.sft('--config', 'my.toml'));
    expect(ended.code).toBe(78);
    expect(ended.stderr).toMatch(/my\.toml:1:/);
  });

  test.concurrent('a file that does not exist', async () => {
    const ended = await rig('no-file').run(['sft', '--config', 'nothing.toml']);
    expect(ended.code).toBe(66);
    expect(ended.stderr).toContain('nothing.toml');
  });

  test.concurrent('several problems are all named at once', async () => {
    const place = rig('several');
    const ended = await place.run(place.sft('train.epochs=3', 'train.epoch=1.5', '--json'), {
      FAKE_GPUS: '0',
    });
    expect(ended.code).toBe(78);
    const found = json(ended.stdout).findings.map((finding: { id: string }) => finding.id);
    expect(found).toEqual(expect.arrayContaining(['unknown-key', 'wrong-type', 'gpu-none']));
  });

  test.concurrent('a redis port that is taken', async () => {
    const server = createServer().listen(0, '0.0.0.0');
    await new Promise((done) => server.once('listening', done));
    const port = (server.address() as { port: number }).port;
    const place = rig('port');
    const ended = await place.run(place.sft(`redis="${port}"`, '--json'));
    server.close();
    expect(json(ended.stdout).findings.map((finding: { id: string }) => finding.id)).toContain('port-busy');
    expect(ended.code).toBe(75);
  });

  test.concurrent('--strict makes a warning an error', async () => {
    const place = rig('strict');
    const args = place.sft('train.optm_warmup_steps=20', '--json');
    const strict = await place.run([...args, '--strict']);
    expect(strict.code).toBe(78);
    expect((await place.run(args)).code).toBe(0);
  });
});
