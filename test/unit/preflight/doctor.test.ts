import { describe, expect, it } from 'vitest';
import { doctor } from '../../../src/commands/doctor.ts';
import { parseHostFacts } from '../../../src/preflight/host-file.ts';
import { FakeHost, realPython } from './fake-host.ts';

const PACKAGES = {
  torch: '2.11.0',
  torchvision: '0.26.0',
  transformers: '4.57.6',
  decord: '0.6.0',
  redis: '7.1.0',
  toml: '0.10.2',
  pydantic: '2.12.5',
  psutil: '7.1.3',
};

/** A host on which everything is in order. */
function ready(): FakeHost {
  const fake = new FakeHost();
  fake.env['COOKBOOK_REDIS_LOG'] = `${fake.folder}/redis.log`;
  fake.packages({ 'cosmos-rl': '0.4.7', ...PACKAGES });
  fake.program('python', `#!/bin/sh\nexec ${realPython} "$@"\n`);
  fake.program('cosmos-rl', `#!${fake.bin}/python\n`);
  fake.prints('nvidia-smi', '0, NVIDIA H200, 143771, 0');
  fake.prints('redis-server', 'Redis server v=7.0.15 sha=00000000:0');
  for (const name of ['redis-cli', 'bash', 'torchrun']) fake.prints(name, '');
  return fake;
}

const probe = (fake: FakeHost) => ({
  timeoutMs: 5000,
  // Of the size of a disk, whatever the machine's own /dev/shm is.
  sharedMemory: fake.folder,
});

describe.skipIf(realPython === undefined)('doctor', () => {
  it('says that a host in order is ready', async () => {
    const fake = ready();
    const io = fake.io();
    expect(await doctor({ probe: probe(fake) }, io)).toBe(0);
    expect(io.written()).toContain('cosmos-rl 0.4.7');
    expect(io.written()).toMatch(/This host is ready\.\n$/);
    expect(io.written()).not.toContain('error');
  });

  it('names what is wrong and what to type, with exit code 69', async () => {
    const fake = ready();
    fake.prints(
      'nvidia-smi',
      '0, NVIDIA H200, 143771, 0\n1, NVIDIA H200, 143771, 0\n2, NVIDIA H200, 143771, 0',
    );
    const io = fake.io();
    expect(await doctor({ preset: 'reason1-av-caption', need: { gpus: 8 }, probe: probe(fake) }, io)).toBe(
      69,
    );
    expect(io.written()).toContain('error[gpu-too-few]: The run needs 8 GPUs, but 3 are visible.');
    expect(io.written()).toContain('  help: export CUDA_VISIBLE_DEVICES=0');
    expect(io.written()).toMatch(/not ready for reason1-av-caption: 2 errors\.\n$/);
  });

  it('is not ready when something could not be looked at', async () => {
    const fake = ready();
    fake.prints('redis-server', 'no version');
    const io = fake.io();
    expect(await doctor({ probe: probe(fake) }, io)).toBe(69);
    expect(io.written()).toContain('skipped redis-too-old');
    expect(io.written()).toContain('could not be looked at in full');
  });

  it('--json is one document whose facts can be read back', async () => {
    const fake = ready();
    const io = fake.io();
    expect(await doctor({ json: true, need: { outputDir: 'out' }, probe: probe(fake) }, io)).toBe(0);
    const document = JSON.parse(io.written());
    expect(Object.keys(document)).toEqual(['schemaVersion', 'ready', 'facts', 'findings', 'skipped']);
    expect(document).toMatchObject({ schemaVersion: 1, ready: true, findings: [] });
    expect(document.skipped.map((it: { id: string }) => it.id)).toEqual(['port-busy']);
    expect(await parseHostFacts(io.written())).toEqual(document.facts);
  });

  it('a category other than the host decides the code', async () => {
    const fake = ready();
    const need = { family: 'qwen2_5_vl' };
    expect(await doctor({ need, probe: probe(fake) }, fake.io())).toBe(78);
  });
});
