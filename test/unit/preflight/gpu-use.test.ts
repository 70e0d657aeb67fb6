/** What nvidia-smi says of memory and use, asked beside a run. */
import { chmodSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { parseUse, watchGpuUse } from '../../../src/preflight/probe/gpu-use.ts';

test('memory is added up and use is a mean; what is not told is left out', () => {
  expect(parseUse('1024, 81920, 90\n3072, 81920, 100\n')).toEqual({
    memoryGiB: { used: 4, total: 160 },
    busy: 95,
  });
  expect(parseUse('1024, 81920, [N/A]\n')).toEqual({ memoryGiB: { used: 1, total: 80 } });
  expect(parseUse('[N/A], [N/A], 3\n')).toBeUndefined();
  expect(parseUse('')).toBeUndefined();
});

test('asks for the GPUs of the run, again and again, until it is stopped', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'cookbook-use-'));
  const program = join(folder, 'nvidia-smi');
  writeFileSync(
    program,
    '#!/bin/sh\ncase "$*" in *--id=0,3) echo "1024, 81920, 50"; echo x >> "$LOG" ;; esac\n',
  );
  chmodSync(program, 0o755);
  const env = { PATH: `${folder}:${process.env['PATH']}`, LOG: join(folder, 'log') };
  const use = watchGpuUse([0, 3], { env, cwd: folder }, 20);
  for (let turn = 0; turn < 200 && use.now() === undefined; turn += 1) await sleep(20);
  use.stop();
  expect(use.now()).toEqual({ memoryGiB: { used: 1, total: 80 }, busy: 50 });
  const none = watchGpuUse([], { env, cwd: folder }, 20);
  expect(none.now()).toBeUndefined();
  none.stop();
});
