import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { readCheckpoint } from '../../../src/checkpoint/read.ts';
import { alpamayo, PUBLISHED, qwenVl } from '../../../src/objective/modules/inventory.ts';
import { writeModel, writeShard } from './checkpoint-files.ts';

let dir = '';
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'checkpoint é '));
});

const SMALL = new Map([
  ['model.language_model.embed_tokens.weight', [8, 4]],
  ['lm_head.weight', [8, 4]],
]);
const QWEN3 = { model_type: 'qwen3_vl' };

function cached(repo: string, revision: string): string {
  const repository = join(dir, 'hf', 'hub', `models--${repo.replace('/', '--')}`);
  const snapshot = join(repository, 'snapshots', revision);
  const blobs = join(repository, 'blobs');
  mkdirSync(snapshot, { recursive: true });
  mkdirSync(blobs, { recursive: true });
  writeFileSync(join(blobs, 'c0ff'), JSON.stringify(QWEN3));
  writeShard(join(blobs, 'beef'), SMALL);
  symlinkSync('../../blobs/c0ff', join(snapshot, 'config.json'));
  symlinkSync('../../blobs/beef', join(snapshot, 'model.safetensors'));
  return repository;
}

describe('where a checkpoint is', () => {
  it('is a folder, with everything in it', () => {
    const found = readCheckpoint(writeModel(join(dir, 'a b'), QWEN3, SMALL));
    expect(found.where).toEqual({ kind: 'folder', path: join(dir, 'a b') });
    expect(found.problems).toEqual([]);
    expect(found.config).toEqual(QWEN3);
    expect(found.tensors.get('lm_head.weight')).toEqual({
      dtype: 'BF16',
      shape: [8, 4],
      file: 'model.safetensors',
    });
    expect(found.evidence).toContainEqual({ file: 'config.json', says: 'model_type = qwen3_vl' });
    expect(found.evidence).toContainEqual({ file: 'model.safetensors', says: 'header: 2 tensors' });
  });

  it('is one file', () => {
    writeModel(dir, QWEN3, SMALL);
    const found = readCheckpoint('model.safetensors', { cwd: dir });
    expect(found.where.kind).toBe('file');
    expect([...found.tensors.keys()]).toEqual([...SMALL.keys()]);
  });

  it("is a snapshot in the Hub's cache, by the repository's name, by its folder and by refs/main", () => {
    const repository = cached('org/name', 'aaaa');
    const byName = readCheckpoint('org/name', { cwd: dir, hfHome: join(dir, 'hf') });
    expect(byName.where).toMatchObject({ kind: 'hub-cache', repo: 'org/name', revision: 'aaaa' });
    expect(byName.tensors.size).toBe(2);
    expect(readCheckpoint(repository).where).toMatchObject({ kind: 'hub-cache', repo: 'org/name' });
    cached('org/name', 'bbbb');
    mkdirSync(join(repository, 'refs'));
    writeFileSync(join(repository, 'refs', 'main'), 'aaaa\n');
    expect(readCheckpoint(repository).where).toMatchObject({ revision: 'aaaa' });
  });

  it('is known by name only where nothing lies on this machine, and then says so', () => {
    const found = readCheckpoint('nvidia/Alpamayo-R1-10B', { cwd: dir, hfHome: join(dir, 'hf') });
    expect(found.where).toEqual({ kind: 'name', repo: 'nvidia/Alpamayo-R1-10B' });
    expect(found.families).toMatchObject([{ id: 'alpamayo-r1', from: 'name' }]);
    expect(found.families[0]?.evidence).toContain('no file was read');
  });

  it.each(['./gone', '/gone/away', '~/models/x', 'three/part/name', 'C:\\models'])(
    '%s is missing',
    (name) => {
      const found = readCheckpoint(name, { cwd: dir });
      expect(found.where.kind).toBe('missing');
      expect(found.problems).toMatchObject([{ kind: 'missing' }]);
    },
  );
});

describe('shards', () => {
  it('are joined by their index', () => {
    const found = readCheckpoint(writeModel(dir, { model_type: 'alpamayo_r1' }, alpamayo(), 5));
    expect(found.problems).toEqual([]);
    expect(found.tensors.size).toBe(alpamayo().size);
    expect(new Set([...found.tensors.values()].map(({ file }) => file)).size).toBe(5);
  });

  it('that are missing are named, and their tensors are known by name', () => {
    writeModel(dir, QWEN3, qwenVl(PUBLISHED['reason2-2b'], true), 3);
    rmSync(join(dir, 'model-00002-of-00003.safetensors'));
    const found = readCheckpoint(dir);
    expect(found.problems).toEqual([
      {
        kind: 'shard-missing',
        file: join(dir, 'model-00002-of-00003.safetensors'),
        why: 'the index names it',
      },
    ]);
    expect(found.tensors.size).toBe(625);
    expect([...found.tensors.values()].filter(({ shape }) => shape === undefined).length).toBeGreaterThan(
      100,
    );
  });

  it('may all be away: an index alone gives the names', () => {
    writeModel(dir, QWEN3, SMALL, 2);
    rmSync(join(dir, 'model-00001-of-00002.safetensors'));
    rmSync(join(dir, 'model-00002-of-00002.safetensors'));
    const found = readCheckpoint(dir);
    expect(found.problems).toMatchObject([{ kind: 'no-weights' }]);
    expect([...found.tensors.keys()]).toEqual([...SMALL.keys()]);
  });
});

describe('other kinds of model', () => {
  it('diffusers: the components that model_index.json names', () => {
    mkdirSync(join(dir, 'transformer'));
    mkdirSync(join(dir, 'vae'));
    mkdirSync(join(dir, 'scheduler'));
    writeFileSync(
      join(dir, 'model_index.json'),
      JSON.stringify({
        _class_name: 'SanaPipeline',
        scheduler: ['diffusers', 'Flow'],
        transformer: ['diffusers', 'SanaTransformer2DModel'],
        vae: ['diffusers', 'AutoencoderDC'],
        '../evil': ['x', 'y'],
      }),
    );
    writeShard(
      join(dir, 'transformer', 'diffusion_pytorch_model.safetensors'),
      new Map([['transformer_blocks.0.attn1.to_q.weight', [4, 4]]]),
    );
    writeShard(join(dir, 'vae', 'diffusion_pytorch_model.safetensors'), new Map([['decoder.w', [2]]]));
    const found = readCheckpoint(dir);
    expect(found.problems).toEqual([]);
    expect([...found.tensors.keys()]).toEqual([
      'transformer/transformer_blocks.0.attn1.to_q.weight',
      'vae/decoder.w',
    ]);
    expect(found.families.map(({ id }) => id)).toEqual(['diffusers', 'diffusers']);
  });

  it('an adapter: its base, rank and targets', () => {
    writeFileSync(
      join(dir, 'adapter_config.json'),
      JSON.stringify({ base_model_name_or_path: 'org/base', r: 16, target_modules: ['q_proj'] }),
    );
    writeShard(
      join(dir, 'adapter_model.safetensors'),
      new Map([['base_model.model.lm_head.lora_A.weight', [16, 4]]]),
    );
    const found = readCheckpoint(dir);
    expect(found.adapters).toMatchObject([{ base: 'org/base', rank: 16, targets: ['q_proj'] }]);
    expect(found.families[0]?.id).toBe('adapter');
  });

  it('pickles are never opened', () => {
    writeFileSync(join(dir, 'pytorch_model.bin'), 'cos\nsystem\n');
    expect(readCheckpoint(dir).problems).toMatchObject([{ kind: 'not-safetensors' }]);
  });
});
