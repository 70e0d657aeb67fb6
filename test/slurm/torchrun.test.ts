/** The real torchrun of torch 2.14, its rendezvous and gloo over both nodes, under the same supervision. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { place, ROOT } from './rig.ts';

const PYTHON = join(ROOT, '.engine/torch/bin/python');

// Made by scripts/torch-lane.sh, which CI runs before.
describe.skipIf(!existsSync(PYTHON))('the real torchrun over two nodes', () => {
  test('trains to its end, with global ranks in the log', async () => {
    const run = place('torchrun').submit({ STANDIN_TORCH: PYTHON, OMP_NUM_THREADS: '1' });
    const record = await run.ended(110);
    expect(record, run.log().slice(-3000)).toMatchObject({
      outcome: 'succeeded',
      exitCode: 0,
      step: { last: 12 },
    });
    for (const rank of [0, 1, 2, 3]) expect(run.log()).toContain(`[rank${rank}]:`);
    expect(run.left()).toEqual([]);
  });

  test('a worker that exits 9 on n2: its node is named, and the job ends with our code', async () => {
    const run = place('torchrun-exit').submit({
      STANDIN_TORCH: PYTHON,
      OMP_NUM_THREADS: '1',
      STANDIN_FAULT: 'n2:4:exit',
    });
    const record = await run.ended(110);
    expect(record, run.log().slice(-3000)).toMatchObject({
      exitCode: 1,
      step: { last: 3 },
      failed: { node: 'n2' },
    });
    expect(run.left()).toEqual([]);
  });
});
