/** The second engine on several nodes: one torchrun on each, met on the first, with real checkpoints of both ranks. */
import { existsSync, readdirSync, readFileSync, realpathSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { standIn } from '../framework/stand-in.ts';
import { type Place, place, ROOT, until } from './rig.ts';

const TORCHRUN = join(ROOT, '.engine/torch/bin/torchrun');

/** Two nodes of one GPU; the checkpoint process of each rank is real, so two ranks are enough. */
const SFT = [
  ...['sft', '--config', 'run.toml', '--engine', 'cosmos-framework', '--json'],
  ...['--on', 'slurm', '--nodes', '2', '--gpus', '1'],
];

function trainerOn(here: Place) {
  symlinkSync(realpathSync(TORCHRUN), join(here.folder, '.bin/torchrun'));
  return standIn(here.folder);
}

// Made by scripts/torch-lane.sh, which CI runs before.
describe.skipIf(!existsSync(TORCHRUN))('cosmos-framework on two nodes', () => {
  test('trains to its end on both, is proved, and leaves nothing', async () => {
    const here = place('framework');
    const run = here.submitAs(SFT, trainerOn(here)());
    const record = await run.ended(110);
    expect(record, run.log().slice(-3000)).toMatchObject({
      outcome: 'succeeded',
      exitCode: 0,
      step: { last: 6, planned: 6 },
    });
    expect(record.proofs.every(({ ok }: { ok: boolean }) => ok)).toBe(true);
    expect(run.log()).toContain('Training with 2 GPUs.');
    for (const name of ['n1.trainer', 'n2.trainer'])
      expect(readFileSync(join(run.folder, `logs/${name}.log`), 'utf8')).not.toBe('');
    const saved = readdirSync(join(run.folder, 'train/checkpoints/iter_000000006/model'));
    expect(saved).toEqual(expect.arrayContaining(['.metadata']));
    await until(() => run.state().state === 'COMPLETED', 'the end of the job');
    expect(run.left()).toEqual([]);
  });

  test('queued again, it goes on from its newest whole step in a folder of its own', async () => {
    const here = place('framework-again');
    const longer = ['trainer.max_iter=30', 'scheduler.cycle_lengths=[30]'];
    const run = here.submitAs([...SFT, ...longer], trainerOn(here)({ pace: 0.3 }));
    await run.said('status: SUCCESS', 100);
    here.slurm('scancel', '--batch', '--signal=USR1', run.job);
    await until(() => run.state().state === 'PENDING', 'the requeue');
    const record = await run.endedSoon(110);
    expect(record, run.log().slice(-3000)).toMatchObject({
      outcome: 'succeeded',
      exitCode: 0,
      step: { last: 30 },
    });
    expect(record.attempts).toHaveLength(2);
    expect(record.attempts[1].from).toBe(record.attempts[0].step);
    expect(record.checkpoint.path).toBe(join(run.folder, 'train-1/checkpoints/iter_000000030'));
    // Said by us, not found under the name of the first attempt.
    expect(run.log()).toMatch(/Loaded checkpoint from \S*\/train\/checkpoints\/iter_\d+ \(warm start/);
    expect(run.left()).toEqual([]);
  }, 240_000);
});
