/** `doctor --preset`: the memory that the preset takes of each GPU, against the GPUs of this host. */
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ids, json, rig } from './rig.ts';

const PRESET = 'reason1-av-caption';

/** A host with eight idle GPUs of this size. */
function host(mib: number) {
  const place = rig('doctor');
  place.without('nvidia-smi');
  const smi = join(place.bin, 'nvidia-smi');
  const lines = Array.from({ length: 8 }, (_, index) => `echo '${index}, GPU-${index}, ${mib}, 4'`);
  writeFileSync(smi, `#!/bin/sh\n${lines.join('\n')}\n`);
  chmodSync(smi, 0o755);
  return place;
}

test.concurrent.each([
  { gib: 80, fits: 'yes', severity: undefined },
  { gib: 40, fits: 'doubtful', severity: 'warning' },
  { gib: 16, fits: 'no', severity: 'error' },
])('$gib GiB: $fits, $severity', async ({ gib, fits, severity }) => {
  const { code, stdout } = await host(gib * 1024).run(['doctor', '--preset', PRESET, '--json']);
  const told = json(stdout);
  expect(told).toMatchObject({ fits, memory: { phase: 'loss', longest: { from: expect.any(String) } } });
  const found = told.findings.find(({ id }: { id: string }) => id === 'gpu-memory-too-small');
  expect(found?.severity).toBe(severity);
  expect(told.ready).toBe(severity !== 'error');
  expect(code).toBe(severity === 'error' ? 69 : 0);
});

test.concurrent('the text says the interval; without a preset nothing is said of memory', async () => {
  const place = host(80 * 1024);
  const text = (await place.run(['doctor', '--preset', PRESET])).stdout;
  expect(text).toMatch(/^memory {2}[\d.]+ GiB of each GPU allocated .*: fits GPU-0 with 80\.0 GiB$/m);
  expect((await place.run(['doctor'])).stdout).not.toMatch(/^memory/m);
  const bare = json((await place.run(['doctor', '--json'])).stdout);
  expect(bare).not.toHaveProperty('memory');
  expect(ids(bare.findings)).not.toContain('gpu-memory-too-small');
});

describe.concurrent('doctor --fix', () => {
  test.concurrent('prints the script of setup, the report beside it, and keeps the code of the host', async () => {
    const place = rig();
    place.without('redis-server');
    const [fixed, own] = [await place.run(['doctor', '--fix']), await place.run(['setup'])];
    expect(fixed.code).toBe(69);
    expect(fixed.stdout).toBe(own.stdout);
    expect(fixed.stdout.startsWith('#!')).toBe(true);
    expect(fixed.stderr).toMatch(/redis-server[\s\S]*This host is not ready[\s\S]*nothing was run/);
  });

  test.concurrent('prints nothing for a host that is ready, and takes no --json', async () => {
    const place = rig();
    const ready = await place.run(['doctor', '--fix']);
    expect(ready).toMatchObject({ code: 0, stdout: '' });
    expect(ready.stderr).toContain('nothing to mend');
    expect((await place.run(['doctor', '--fix', '--json'])).code).toBe(2);
  });
});
