/** What cosmos-framework must find on a host: every check fails on one and passes on another, and the real probe of a fake one. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { doctor } from '../../../src/commands/doctor.ts';
import { TRAINER_CHECKS } from '../../../src/engine/cosmos-framework/host/checks.ts';
import type { FrameworkFacts } from '../../../src/engine/cosmos-framework/host/facts.ts';
import { HOST } from '../../../src/engine/cosmos-framework/host/requirements.ts';
import { type Finding, remediesOf, type Severity } from '../../../src/findings/finding.ts';
import type { Need } from '../../../src/host/check.ts';
import { parseHostFacts } from '../../../src/preflight/host-file.ts';
import { probeHost } from '../../../src/preflight/probe.ts';
import { checkHost } from '../../../src/preflight/readiness.ts';
import { FakeHost, realPython } from '../preflight/fake-host.ts';
import { host, spoil } from '../preflight/hosts.ts';

const PACKAGES = {
  torch: '2.11.0+cu130',
  transformers: '4.57.6',
  'hydra-core': '1.3.2',
  omegaconf: '2.3.0',
  loguru: '0.7.3',
  'multi-storage-client': '0.44.0',
  wandb: '0.24.2',
};
const TUNED = { ...PACKAGES, 'flash-attn': '2.8.3', natten: '0.21.0', 'transformer-engine': '2.8.0' };

const ok = <T>(value: T) => ({ ok: true, value }) as const;
const { redisServer: _, redisCli: __, ...one } = await host('h200x1');
const BIN = '/opt/framework/bin';
const install = { program: `${BIN}/torchrun`, python: `${BIN}/python3`, pythonVersion: '3.13.1' };
const ready: FrameworkFacts = {
  ...one,
  engine: ok({ ...install, version: '5eee9ed', packages: TUNED }),
  engineLookup: ok({ found: true }),
  programs: ok({ torchrun: `${BIN}/torchrun`, python: `${BIN}/python` }),
  conversionPython: ok(''),
};

const engine = (change: {
  readonly version?: string;
  readonly packages?: Readonly<Record<string, string>>;
}) => spoil(ready, 'engine', { ...install, version: '5eee9ed', packages: TUNED, ...change });
const holding = (values: Readonly<Record<string, unknown>>): Need => ({ holds: (key) => values[key] });
const ADAMW = holding({ 'custom.overrides.optimizer.optimizer_type': 'AdamW' });

type Scene = readonly [facts: FrameworkFacts, need: Need];
interface Case {
  readonly fails: Scene;
  readonly passes: Scene;
  readonly as?: Severity;
  readonly says: string;
}

const why = `${BIN}/python3, the interpreter of ${BIN}/torchrun, has no module cosmos_framework`;
const CASES: Readonly<Record<string, Case>> = {
  'trainer-launcher-missing': {
    fails: [spoil(ready, 'programs', { python: `${BIN}/python` }), {}],
    passes: [ready, {}],
    says: 'No program called torchrun is on PATH',
  },
  'trainer-not-importable': {
    fails: [spoil(ready, 'engineLookup', { found: false, why }), {}],
    // Without torchrun no Python was asked: that is another finding.
    passes: [
      spoil(spoil(ready, 'engineLookup', { found: false, why }), 'programs', { torchrun: undefined }),
      {},
    ],
    says: 'has no module cosmos_framework',
  },
  'trainer-commit-unread': {
    fails: [engine({ version: '0272a17' }), {}],
    passes: [ready, {}],
    as: 'warning',
    says: 'cosmos-framework 0272a17 was not read; it is treated as 5eee9ed',
  },
  'trainer-commit-differs': {
    fails: [engine({ version: '0272a17' }), { engine: '5eee9ed' }],
    passes: [engine({ version: '0272a17' }), { engine: '0272a17' }],
    says: 'made for cosmos-framework 5eee9ed, but 0272a17 is installed',
  },
  'trainer-package-missing': {
    fails: [engine({ packages: { ...TUNED, omegaconf: undefined as never } }), {}],
    passes: [ready, {}],
    says: 'omegaconf is not installed beside cosmos-framework',
  },
  'wandb-breaks-start': {
    fails: [engine({ packages: { ...TUNED, wandb: '0.31.0' } }), {}],
    passes: [engine({ packages: { ...TUNED, wandb: '0.30.1' } }), {}],
    says: 'wandb 0.31.0 breaks the start',
  },
  'optimizer-package-missing': {
    fails: [engine({ packages: PACKAGES }), holding({})],
    passes: [engine({ packages: PACKAGES }), ADAMW],
    says: 'transformer-engine is not installed',
  },
  'attention-package-missing': {
    fails: [engine({ packages: PACKAGES }), holding({ 'model.attn_implementation': 'cosmos' })],
    passes: [engine({ packages: PACKAGES }), holding({ 'model.attn_implementation': 'sdpa' })],
    says: 'natten is not installed, and the attention "cosmos" needs it',
  },
  'conversion-python-unfit': {
    fails: [spoil(ready, 'conversionPython', 'python is not on PATH'), { makes: ['python'] }],
    passes: [spoil(ready, 'conversionPython', 'python is not on PATH'), {}],
    says: 'cannot be done here: python is not on PATH',
  },
};

function found(id: string, [facts, need]: Scene): readonly Finding[] {
  const report = checkHost(HOST, facts, need);
  expect(report.skipped.map((skipped) => skipped.id)).not.toContain(id);
  return report.findings.filter((finding) => finding.id === id);
}

describe('checks of cosmos-framework', () => {
  it('all have a case, and every case a check', () => {
    expect(Object.keys(CASES).sort()).toEqual(TRAINER_CHECKS.map(({ id }) => id).sort());
  });

  it.each(Object.entries(CASES))('%s', (id, { fails, passes, as = 'error', says }) => {
    const [finding, ...more] = found(id, fails);
    expect(more).toEqual([]);
    expect(finding?.severity).toBe(as);
    expect(finding?.message).toContain(says);
    expect(remediesOf(finding as Finding).length).toBeGreaterThan(0);
    expect(finding?.help).not.toMatch(/<\w|undefined|NaN/);
    expect(found(id, passes)).toEqual([]);
  });

  it('find nothing on a host in order', () => {
    const need = { ...ADAMW, gpus: 1, engine: '5eee9ed', makes: ['python'] };
    expect(checkHost(HOST, ready, need)).toEqual({ findings: [], skipped: [] });
  });

  it('a source whose commit cannot be told is said, and is not another one than was asked for', () => {
    const unknown = engine({ version: 'unknown' });
    expect(found('trainer-commit-unread', [unknown, {}])[0]?.message).toContain('cannot be told');
    expect(found('trainer-commit-differs', [unknown, { engine: '5eee9ed' }])).toEqual([]);
  });

  it('flash-attn in the place of natten is a doubt, in the place of nothing an error', () => {
    const id = 'attention-package-missing';
    const cosmos = holding({ 'model.attn_implementation': 'cosmos' });
    const flash = holding({ 'model.attn_implementation': 'flash_attention_2' });
    const withFlash = engine({ packages: { ...PACKAGES, 'flash-attn': '2.8.3' } });
    expect(found(id, [withFlash, cosmos])[0]?.severity).toBe('warning');
    expect(found(id, [withFlash, flash])).toEqual([]);
    expect(found(id, [engine({ packages: PACKAGES }), flash])[0]?.message).toContain('flash-attn is not');
  });

  it('without a config nobody has asked for an optimizer or an attention', () => {
    const bare = engine({ packages: PACKAGES });
    expect(found('optimizer-package-missing', [bare, {}])).toEqual([]);
    expect(found('attention-package-missing', [bare, {}])).toEqual([]);
  });

  it('a taken port is an error, since torchrun does not go on to another', () => {
    const busy = spoil(ready, 'busyPorts', [29_500]);
    const [finding] = found('port-busy', [busy, { ports: { numbers: { master: 29_500 } } }]);
    expect([finding?.severity, finding?.message]).toEqual([
      'error',
      'Port 29500, meant for the master of the run, is taken.',
    ]);
  });

  it('fewer GPUs are said in its own keys, with degrees that fit them', () => {
    const asked = (values: Readonly<Record<string, unknown>>) =>
      found('gpu-too-few', [ready, { ...holding(values), gpus: 8 }])[0]?.help;
    expect(asked({ 'model.parallelism.data_parallel_shard_degree': 8n })).toContain(
      'custom.run.gpus=1 model.parallelism.data_parallel_shard_degree=1',
    );
    expect(asked({ 'model.parallelism.data_parallel_shard_degree': -1n })).not.toContain('shard_degree');
  });

  it('names its own keys where the disk, the folder or the shared memory is too small', () => {
    const disk = spoil(ready, 'output', { path: '/w', existingParent: '/w', writable: false, freeBytes: 1 });
    const small = spoil(disk, 'sharedMemory', { freeBytes: 1, totalBytes: 1 });
    const { findings } = checkHost(HOST, small, { saveBytes: 10e9, gpus: 1 });
    const help = Object.fromEntries(findings.map(({ id, help: text }) => [id, text]));
    expect(help['output-disk-too-small']).toContain('custom.run.output=FOLDER');
    expect(help['output-not-writable']).toContain('custom.run.output=FOLDER');
    expect(help['shared-memory-small']).toContain('custom.overrides.dataloader_train.num_workers=0');
    expect(Object.values(help).join()).not.toMatch(/\btrain\.|redis|max_keep/);
  });
});

/** A checkout of cosmos-framework on PYTHONPATH, as far as anybody looks at it. */
function checkout(fake: FakeHost, packages: Readonly<Record<string, string>> = PACKAGES): string {
  fake.packages(packages);
  const root = join(fake.folder, 'checkout');
  mkdirSync(join(root, 'cosmos_framework'), { recursive: true });
  // Importing it would end the probe: it is found, not imported.
  writeFileSync(join(root, 'cosmos_framework/__init__.py'), 'raise SystemExit(3)\n');
  fake.env['PYTHONPATH'] = `${root}:${fake.env['PYTHONPATH']}`;
  return root;
}

function commit(root: string, ...more: readonly string[]): string {
  const git = (...words: readonly string[]) =>
    execFileSync('git', ['-C', root, '-c', 'user.name=a', '-c', 'user.email=a@b', ...words], {
      encoding: 'utf8',
    });
  git('init', '-q');
  git('add', '.');
  git('commit', '-qm', 'first');
  for (const words of more) git(...words.split(' '));
  return git('rev-parse', 'HEAD').trim();
}

const quick = { timeoutMs: 5000 };

describe.skipIf(realPython === undefined)('the probe of cosmos-framework', () => {
  const launcher = (fake: FakeHost) =>
    fake.program('torchrun', `#!${realPython}\nraise SystemExit("must not run")\n`);

  it.each([
    ['a branch', []],
    ['packed references', ['pack-refs --all']],
    ['a detached head', ['checkout -q --detach']],
  ])('asks the Python of torchrun, and reads the commit of the checkout: %s', async (_, more) => {
    const fake = new FakeHost();
    const head = commit(checkout(fake), ...more);
    const program = launcher(fake);
    const { engine: found, engineLookup } = await probeHost(HOST, {}, fake.io(), quick);
    expect(found).toMatchObject({
      value: { program, python: realPython, version: head.slice(0, 7), packages: { omegaconf: '2.3.0' } },
    });
    expect(engineLookup).toEqual({ ok: true, value: { found: true } });
  });

  it('a worktree has its commit elsewhere, and a repository around an environment is not it', async () => {
    const fake = new FakeHost();
    const root = checkout(fake);
    const head = commit(root, `worktree add -q ${join(fake.folder, 'other')}`);
    fake.env['PYTHONPATH'] = fake.env['PYTHONPATH']?.replace(root, join(fake.folder, 'other'));
    launcher(fake);
    expect((await probeHost(HOST, {}, fake.io(), quick)).engine).toMatchObject({
      value: { version: head.slice(0, 7) },
    });
    const inner = new FakeHost();
    checkout(inner);
    execFileSync('git', ['-C', inner.folder, 'init', '-q']);
    launcher(inner);
    expect((await probeHost(HOST, {}, inner.io(), quick)).engine).toMatchObject({
      value: { version: 'unknown' },
    });
  });

  it('what pip fetched from git has its commit written down', async () => {
    const fake = new FakeHost();
    checkout(fake, { ...PACKAGES, 'cosmos-framework': '1.2.2' });
    const info = join(fake.folder, 'site', 'cosmos_framework-1.2.2.dist-info');
    writeFileSync(
      join(info, 'direct_url.json'),
      JSON.stringify({ url: 'https://x/y', vcs_info: { vcs: 'git', commit_id: `5eee9ed${'0'.repeat(33)}` } }),
    );
    launcher(fake);
    expect((await probeHost(HOST, {}, fake.io(), quick)).engine).toMatchObject({
      value: { version: '5eee9ed' },
    });
  });

  it('a torchrun of another environment does not find it', async () => {
    const fake = new FakeHost();
    fake.packages(PACKAGES);
    launcher(fake);
    const facts = await probeHost(HOST, {}, fake.io(), quick);
    expect(checkHost(HOST, facts, {}).findings.map(({ id }) => id)).toContain('trainer-not-importable');
    expect(facts).not.toHaveProperty('redisServer');
  });

  it('python on PATH can convert, lacks the module, or is not there', async () => {
    const fake = new FakeHost();
    commit(checkout(fake));
    launcher(fake);
    const unfit = async () =>
      ((await probeHost(HOST, {}, fake.io(), quick)) as FrameworkFacts).conversionPython;
    expect(await unfit()).toEqual({ ok: true, value: 'python is not on PATH' });
    fake.program('python', `#!/bin/sh\nPYTHONPATH= exec ${realPython} "$@"\n`);
    expect(await unfit()).toMatchObject({ value: expect.stringContaining('has no module cosmos_framework') });
    const minor = execFileSync(realPython as string, ['-c', 'import sys; print(sys.version_info[1])'], {
      encoding: 'utf8',
    });
    fake.program('python', `#!/bin/sh\nexec ${realPython} "$@"\n`);
    expect(await unfit()).toMatchObject({
      value: Number(minor) < 12 ? expect.stringMatching(/is Python 3\.\d+.*needs 3\.12$/) : '',
    });
  });

  it('doctor tells of its launcher, asks nothing about redis, and its facts can be read back', async () => {
    const fake = new FakeHost();
    commit(checkout(fake));
    const program = launcher(fake);
    fake.prints('nvidia-smi', '0, NVIDIA H200, 143771, 0');
    const args = { host: HOST, probe: { ...quick, sharedMemory: fake.folder } };
    const io = fake.io();
    expect(await doctor(args, io)).toBe(0);
    expect(io.written()).toContain('engine  cosmos-framework ');
    expect(io.written()).toContain(`torchrun ${program}`);
    expect(io.written()).not.toMatch(/redis|cosmos-rl/);
    const json = fake.io();
    await doctor({ ...args, json: true }, json);
    const document = JSON.parse(json.written());
    expect(document.engineName).toBe('cosmos-framework');
    expect(await parseHostFacts(json.written())).toEqual(document.facts);
  });
});
