/** Every check has a host that fails it and one, as near as can be, that passes. */
import { describe, expect, it } from 'vitest';
import type { CosmosRlFacts } from '../../../src/engine/cosmos-rl/host/facts.ts';
import { HOST } from '../../../src/engine/cosmos-rl/host/requirements.ts';
import { type Finding, remediesOf, type Severity } from '../../../src/findings/finding.ts';
import type { Need } from '../../../src/host/check.ts';
import type { HostFacts } from '../../../src/host/facts.ts';
import { checkHost as checkHostOf, checksFor } from '../../../src/preflight/readiness.ts';
import { host, known, spoil } from './hosts.ts';

const CHECKS = checksFor(HOST);
const checkHost = (facts: HostFacts, need: Need) => checkHostOf(HOST, facts, need);

type Scene = readonly [facts: HostFacts, need: Need];
interface Case {
  readonly fails: Scene;
  readonly passes: Scene;
  /** The severity of what is found, and a part of its message. */
  readonly as?: Severity;
  readonly says: string;
}

const ready = await host('h200x1');
const two = await host('h100x2');
const eight = await host('h100x8');
const engine = known(ready.engine);
const programs = known(ready.programs);
const output = known(ready.output);
const ports = { numbers: { controller: 8000, redis: 12_800 } };

function without(name: string): CosmosRlFacts {
  return spoil(ready, 'programs', { ...programs, [name]: undefined });
}

function packages(
  change: Readonly<Record<string, string | undefined>>,
  version = engine.version,
): CosmosRlFacts {
  const all = Object.entries({ ...engine.packages, ...change }).filter(([, value]) => value !== undefined);
  const held = Object.fromEntries(all) as Record<string, string>;
  return spoil(ready, 'engine', { ...engine, version, packages: held });
}

function redis(version: string, noTls = false): CosmosRlFacts {
  return spoil(spoil(ready, 'redisServer', { path: '/usr/bin/redis-server', version }), 'redisNoTls', noTls);
}

function used(memoryUsedMiB: number): CosmosRlFacts {
  const gpu = { index: 0, name: 'NVIDIA H200', memoryTotalMiB: 143_771, memoryUsedMiB };
  return spoil(ready, 'gpus', [gpu]);
}

const shared = (freeBytes: number): CosmosRlFacts =>
  spoil(ready, 'sharedMemory', { freeBytes, totalBytes: freeBytes });

function memory(low: number, high: number): NonNullable<Need['memory']> {
  const interval = { low, expected: (low + high) / 2, high };
  const from = 'the data';
  return { allocatedGiB: interval, reservedGiB: interval, phase: 'loss', term: 'logits', from, remedies: [] };
}

const WANDB: Need = { holds: (key) => (key === 'logging.logger' ? ['console', 'wandb'] : undefined) };
const HF: Need = { holds: (key) => (key === 'train.force_use_hf' ? true : undefined) };

const CASES: Readonly<Record<string, Case>> = {
  'engine-missing': {
    fails: [await host('bare-machine'), {}],
    passes: [ready, {}],
    says: 'cosmos-rl is not on PATH',
  },
  'engine-version-unsupported': {
    fails: [packages({}, '0.5.0'), {}],
    passes: [packages({}, '0.3.9'), {}],
    says: 'cosmos-rl 0.5.0 is not supported',
  },
  'engine-version-differs': {
    fails: [ready, { engine: '0.3.9' }],
    passes: [ready, { engine: '0.4.7' }],
    says: 'made for cosmos-rl 0.3.9, but 0.4.7 is installed',
  },
  'engine-import-broken': {
    fails: [packages({ torchao: '0.16.0' }), {}],
    passes: [packages({ torchao: '0.16.0', diffusers: '0.37.0' }), {}],
    says: 'torchao 0.16.0 with diffusers 0.36.0',
  },
  'video-reader-missing': {
    fails: [packages({ decord: undefined }), {}],
    passes: [packages({ decord: undefined, torchvision: '0.24.1' }), {}],
    says: 'torchvision 0.26.0 has no read_video',
  },
  'python-not-on-path': { fails: [without('python'), {}], passes: [without('torchrun'), {}], says: 'python' },
  'python-lacks-engine': {
    fails: [spoil(ready, 'pathPython', { path: '/usr/bin/python' }), {}],
    passes: [spoil(ready, 'pathPython', { path: '/usr/bin/python', engineVersion: '0.4.7' }), {}],
    says: 'has no package cosmos-rl',
  },
  'bash-missing': { fails: [without('bash'), {}], passes: [ready, {}], says: 'bash' },
  'torchrun-missing': {
    fails: [without('torchrun'), { engine: '0.4.4' }],
    passes: [without('torchrun'), { engine: '0.4.7' }],
    says: 'cosmos-rl 0.4.4 starts its workers by that name',
  },
  'redis-server-missing': { fails: [without('redis-server'), {}], passes: [ready, {}], says: 'redis-server' },
  'redis-cli-missing': { fails: [without('redis-cli'), {}], passes: [ready, {}], says: 'redis-cli' },
  'redis-open-to-network': {
    fails: [spoil(ready, 'networkInterfaces', ['eth0']), {}],
    passes: [spoil(ready, 'networkInterfaces', ['eth0']), { outputDir: '/out' }],
    as: 'warning',
    says: 'listens on all addresses (0.0.0.0)',
  },
  'redis-too-old': {
    fails: [redis('5.0.7', true), { engine: '0.4.7' }],
    passes: [redis('5.0.7', true), { engine: '0.4.4' }],
    says: 'redis-server 5.0.7 is too old',
  },
  'nvidia-smi-failing': {
    fails: [await host('broken-driver'), {}],
    passes: [await host('no-gpu'), {}],
    says: "couldn't communicate with the NVIDIA driver",
  },
  'gpu-none': { fails: [await host('no-gpu'), {}], passes: [ready, {}], says: 'nvidia-smi is not on PATH' },
  'gpu-memory-too-small': {
    fails: [eight, { gpus: 8, memory: memory(82, 90) }],
    passes: [eight, { gpus: 8, memory: memory(70, 78) }],
    says: 'The run needs 82.0 to 90.0 GiB of each GPU, and GPU 0 (NVIDIA H100 80GB HBM3) has 79.',
  },
  'gpu-too-few': {
    fails: [two, { gpus: 4 }],
    passes: [two, { gpus: 2 }],
    says: 'needs 4 GPUs, but 2 are visible',
  },
  'gpu-count-unsupported': {
    fails: [await host('h100x3'), { gpus: 2 }],
    passes: [await host('h100x3'), { gpus: 2, engine: '0.3.9' }],
    says: '3 GPUs are visible',
  },
  'gpu-memory-in-use': {
    fails: [used(80_000), { gpus: 1 }],
    passes: [used(1000), { gpus: 1 }],
    says: '80000 of 143771 MiB in use',
  },
  'port-busy': {
    fails: [spoil(ready, 'busyPorts', [12_800]), { ports: { ...ports, named: { redis: 'redis' } } }],
    passes: [spoil(ready, 'busyPorts', []), { ports: { ...ports, named: { redis: 'redis' } } }],
    says: 'Port 12800, meant for the redis of the run',
  },
  'opt-folder-missing': { fails: [spoil(ready, 'optFolder', false), {}], passes: [ready, {}], says: '/opt' },
  'redis-log-not-writable': {
    fails: [spoil(ready, 'redisLog', { path: '/tmp/redis.log', writable: false }), {}],
    passes: [ready, {}],
    says: '/tmp/redis.log cannot be written',
  },
  'output-not-writable': {
    fails: [spoil(ready, 'output', { ...output, writable: false }), {}],
    passes: [ready, {}],
    says: '/work cannot be written',
  },
  'output-disk-too-small': {
    fails: [spoil(ready, 'output', { ...output, freeBytes: 20e9 }), { saveBytes: 30e9, diskBytes: 90e9 }],
    passes: [spoil(ready, 'output', { ...output, freeBytes: 90e9 }), { saveBytes: 30e9, diskBytes: 90e9 }],
    says: '20.0 GB free, and one save needs 30.0 GB',
  },
  'shared-memory-small': {
    fails: [shared(64 * 1024 ** 2), {}],
    passes: [shared(1024 ** 3), { gpus: 1 }],
    as: 'warning',
    says: '64 of 64 MiB free',
  },
  'shell-unsafe-path': {
    fails: [ready, { script: '/data/my run/sft.py' }],
    passes: [
      spoil(ready, 'shellPaths', ['/tmp', '/opt/v1.0+x@y=z,%']),
      { script: '/data/my_run-2/v1.0+x@y=z,%/sft.py' },
    ],
    says: '/data/my run/sft.py',
  },
  'lepton-variables-set': {
    fails: [spoil(ready, 'leptonVariables', ['LEPTON_JOB_NAME', 'LEPTON_JOB_WORKER_INDEX']), {}],
    passes: [spoil(ready, 'leptonVariables', ['LEPTON_JOB_NAME']), {}],
    says: 'LEPTON_JOB_WORKER_INDEX is set',
  },
  'flash-attn-missing': {
    fails: [ready, { family: 'qwen2_5_vl' }],
    passes: [packages({ 'flash-attn': '2.8.3' }), { family: 'qwen2_5_vl' }],
    says: 'native qwen2_5_vl',
  },
  'wandb-missing': {
    fails: [ready, WANDB],
    passes: [packages({ wandb: '0.23.0' }), WANDB],
    as: 'warning',
    says: 'wandb',
  },
};

function found(id: string, [facts, need]: Scene): readonly Finding[] {
  const report = checkHost(facts, need);
  expect(report.skipped.map((skipped) => skipped.id)).not.toContain(id);
  return report.findings.filter((finding) => finding.id === id);
}

describe('checks', () => {
  it('all have a case, and every case a check', () => {
    expect(Object.keys(CASES).sort()).toEqual(CHECKS.map((check) => check.id).sort());
  });

  it.each(Object.entries(CASES))('%s', (id, { fails, passes, as = 'error', says }) => {
    const [finding, ...more] = found(id, fails);
    expect(more).toEqual([]);
    expect(finding?.severity).toBe(as);
    expect(finding?.message).toContain(says);
    expect(finding?.message).toMatch(/\.$|: /);
    expect(found(id, passes)).toEqual([]);
  });

  it('find nothing on hosts in order', () => {
    for (const facts of [ready, two, eight]) {
      expect(checkHost(facts, { gpus: 1, ports, engine: '0.4.7', ...HF })).toEqual({
        findings: [],
        skipped: [],
      });
    }
  });

  it('are skipped, never passed, when a fact is not known', () => {
    const unknown = Object.fromEntries(
      Object.keys(ready).map((key) => [key, { ok: false, reason: `${key} was not read` }]),
    ) as unknown as HostFacts;
    const report = checkHost(unknown, { gpus: 8, ports, ...WANDB });
    expect(report.findings).toEqual([]);
    expect(report.skipped.map((skipped) => skipped.id)).toEqual(CHECKS.map((check) => check.id));
  });
});

const one = (id: string, ...scene: Scene): Finding | undefined => found(id, scene)[0];

describe('severities follow the facts', () => {
  it.each([
    ['0.4.5', 'warning', '0.4.4'],
    ['0.4.9', 'warning', '0.4.7'],
    ['0.3.5', 'error', undefined],
    ['1.0.0', 'error', undefined],
  ])('engine %s: %s', (version, severity, near) => {
    const finding = one('engine-version-unsupported', packages({}, version), {});
    expect([finding?.severity, finding?.data['nearest']]).toEqual([severity, near]);
  });

  it('a version of the same line differs with a warning', () => {
    expect(one('engine-version-differs', ready, { engine: '0.4.4' })?.severity).toBe('warning');
  });

  it('used GPU memory: a tenth warns, more than half refuses a run, and only on its own GPUs', () => {
    expect(one('gpu-memory-in-use', used(1025), {})?.severity).toBe('warning');
    expect(one('gpu-memory-in-use', used(72_000), {})?.severity).toBe('warning');
    expect(one('gpu-memory-in-use', used(71_000), { gpus: 1 })?.severity).toBe('warning');
    const busySecond = spoil(
      two,
      'gpus',
      known(two.gpus).map((gpu) => ({ ...gpu, memoryUsedMiB: gpu.index === 1 ? 80_000 : 0 })),
    );
    expect(found('gpu-memory-in-use', [busySecond, { gpus: 1 }])).toEqual([]);
    expect(one('gpu-memory-in-use', busySecond, { gpus: 2 })?.subject).toBe('GPU 1');
  });

  it('a busy port that we chose ourselves is a warning', () => {
    expect(one('port-busy', spoil(ready, 'busyPorts', [8000]), { ports })?.severity).toBe('warning');
  });

  it('a path of the host itself is as unsafe as one of the launch', () => {
    const finding = one('shell-unsafe-path', spoil(ready, 'shellPaths', ['/my tmp']), { script: '/a/b.py' });
    expect(finding?.subject).toBe('/my tmp');
  });

  it('a disk for one save but not for all is a warning', () => {
    const facts = spoil(ready, 'output', { ...output, freeBytes: 50e9 });
    const finding = one('output-disk-too-small', facts, { saveBytes: 30e9, diskBytes: 90e9 });
    expect([finding?.severity, finding?.message]).toEqual([
      'warning',
      expect.stringContaining('up to 90.0 GB'),
    ]);
  });

  it('without flash-attn other families, and qwen2_5_vl on the Hugging Face path, get a note', () => {
    expect(one('flash-attn-missing', ready, { family: 'qwen3_vl' })?.severity).toBe('info');
    expect(one('flash-attn-missing', ready, { family: 'qwen2_5_vl', ...HF })?.severity).toBe('info');
    expect(found('flash-attn-missing', [ready, {}])).toEqual([]);
  });

  it('psutil is asked for since 0.4.4 only', () => {
    const missing = (version: string): readonly string[] =>
      found('engine-import-broken', [packages({ psutil: undefined }, version), {}]).map((it) => it.subject);
    expect([missing('0.3.9'), missing('0.4.7')]).toEqual([[], ['psutil']]);
  });

  it('proposes GPU ids that the launcher takes', () => {
    const three = {
      ...two,
      gpus: { ok: true, value: [2, 5, 7].map((index) => ({ ...known(two.gpus)[0], index })) },
    };
    const finding = one('gpu-count-unsupported', three as HostFacts, { gpus: 2 });
    expect(finding?.help).toContain('CUDA_VISIBLE_DEVICES=2,5');
  });
});

describe('what the checks say to do', () => {
  const cases = Object.entries(CASES);
  it.each(cases.map(([id, { fails }]) => [id, fails] as const))(
    '%s: it is data, and no shell redirection',
    (id, [facts, need]) => {
      for (const finding of found(id, [facts, need])) {
        expect(remediesOf(finding).length, finding.help).toBeGreaterThan(0);
        expect(finding.help).not.toMatch(/<\w|undefined|NaN/);
      }
    },
  );

  it('keeps fewer checkpoints only where more are kept', () => {
    const facts = spoil(ready, 'output', { ...output, freeBytes: 50e9 });
    const help = (kept: bigint | undefined, saveBytes = 30e9) =>
      one('output-disk-too-small', facts, {
        saveBytes,
        diskBytes: 90e9,
        holds: (key) => (key.endsWith('max_keep') ? kept : undefined),
      })?.help;
    expect(
      [help(5n), help(-1n), help(undefined)].map((text) => text?.includes('train.ckpt.max_keep=2')),
    ).toEqual([true, true, true]);
    // It makes no room for the first one.
    expect(help(5n, 60e9)).toMatch(/^choose another disk with .*, or free some space$/);
    expect([help(2n), help(1n), help(0n)].map((text) => text?.includes('max_keep'))).toEqual([
      false,
      false,
      false,
    ]);
  });

  it('says what fits the GPUs, in the flag that was typed, and nothing that does not fit', () => {
    const few = (needed: number, shards: bigint, flag?: string) =>
      one('gpu-too-few', two, {
        gpus: needed,
        holds: () => shards,
        form: { kind: 'override', flagOf: () => flag },
      })?.help;
    expect(few(4, 4n)).toContain('policy.parallelism.dp_shard_size=2');
    expect(few(4, 4n, '--gpus')).toContain('`--gpus 2`');
    expect(few(8, 4n)).toContain('dp_shard_size=1');
    expect(few(12, 4n)).toBe('run where 12 GPUs are visible');
  });

  it('asks for no loader workers only where there are some', () => {
    const small = (workers: bigint) =>
      one('shared-memory-small', shared(1), { gpus: 1, holds: () => workers })?.help;
    expect(small(4n)).toContain('dataloader_num_workers=0');
    expect(small(0n)).toBe('start the container with `--shm-size=16g`');
  });
});

describe('what the checks say', () => {
  it.each(CHECKS.map((check) => [check.id, check] as const))('%s has docs for explain', (_, check) => {
    expect(check.id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)+$/);
    for (const text of [check.summary, ...Object.values(check.docs)]) expect(text).toMatch(/[.)`]$/);
  });
});

describe('gpu-memory-too-small', () => {
  const finding = (need: Need) =>
    checkHost(eight, need).findings.find(({ id }) => id === 'gpu-memory-too-small');
  const remedy = (size: number, highGiB: number) => ({
    remedy: { kind: 'override', set: { 'train.train_policy.mini_batch': BigInt(size) } } as const,
    reservedGiB: highGiB - 4,
    highGiB,
    costs: 'more passes',
  });

  it('warns where only the high end does not fit', () => {
    const found = finding({ gpus: 8, memory: memory(70, 79.5) });
    expect(found?.severity).toBe('warning');
    expect(found?.message).toContain('may need up to 79.5 GiB');
  });

  it('names remedies that fit before others, with their peaks', () => {
    const remedies = [remedy(2, 85), remedy(1, 60)];
    const found = finding({ gpus: 8, memory: { ...memory(82, 90), remedies } });
    expect(found?.help).toBe('`train.train_policy.mini_batch=1` (about 56.0 GiB; more passes)');
  });

  it('names the two that help most where none fits', () => {
    const remedies = [remedy(4, 99), remedy(2, 95), remedy(1, 90)];
    const found = finding({ gpus: 8, memory: { ...memory(100, 110), remedies } });
    expect(found?.help).toContain(
      'mini_batch=1` (about 86.0 GiB; more passes), or `train.train_policy.mini_batch=2`',
    );
  });
});
