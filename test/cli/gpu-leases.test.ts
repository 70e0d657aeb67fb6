/** GPUs are leased by every run of the host: two starts at once never train on one GPU. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { json, type Rig, recordOf, rig, type Started, until } from './rig.ts';

const SLOW = { FAKE_SCENARIO: 'slow', FAKE_STEP_SECONDS: '0.2' };

const leasesOf = (place: Rig) =>
  existsSync(join(place.folder, 'gpus')) ? readdirSync(join(place.folder, 'gpus')).sort() : [];
const runsOf = (place: Rig) => {
  const runs = join(place.folder, 'runs');
  return existsSync(runs)
    ? readdirSync(runs)
        .filter((name) => name !== 'last')
        .map((name) => join(runs, name))
    : [];
};
const start = (place: Rig, gpus: number) =>
  place.start(place.sft('--stop-timeout', '20', 'train.max_num_steps=400'), {
    ...SLOW,
    FAKE_GPUS: String(gpus),
  });

async function stopped(one: Started): Promise<void> {
  process.kill(one.pid, 'SIGTERM');
  expect((await one.ended).code).toBe(143);
}

describe.concurrent('two starts at once', () => {
  test.concurrent('take one GPU each, say which, and give them back', async () => {
    const place = rig('two-gpus');
    place.dataset();
    const both = [start(place, 2), start(place, 2)];
    await Promise.all(both.map((one) => one.said('record in')));
    await until(() => runsOf(place).length === 2, 'two records');
    const records = runsOf(place).map(recordOf);
    expect(records.map(({ gpus }) => gpus?.join()).sort()).toEqual(['0', '1']);
    for (const run of runsOf(place)) {
      const [gpu] = recordOf(run).gpus ?? [];
      expect(json(readFileSync(join(run, 'plan.json'), 'utf8')).env.CUDA_VISIBLE_DEVICES).toBe(String(gpu));
    }
    expect(both.map((one) => /1 GPU\(s\) \((\d)\)/.exec(one.stderr())?.[1]).sort()).toEqual(['0', '1']);
    expect(leasesOf(place)).toEqual(['gpu-0.lock', 'gpu-1.lock']);
    await Promise.all(both.map(stopped));
    expect(leasesOf(place)).toEqual([]);
  });

  test.concurrent('on one GPU: one runs, the other ends 75 and writes nothing', async () => {
    const place = rig('one-gpu');
    place.dataset();
    const both = [start(place, 1), start(place, 1)];
    const first = await Promise.race(both.map(async (one) => ({ one, ended: await one.ended })));
    expect(first.ended.code).toBe(75);
    expect(first.ended.stderr).toContain('GPU 0 is used by ');
    const other = both.find((one) => one !== first.one) as Started;
    await other.said('record in');
    expect(runsOf(place)).toHaveLength(1);
    await stopped(other);
  });
});

test('the run of a cookbook-run that was killed keeps its GPU; a dry run names the next and leases nothing', async () => {
  const place = rig('killed');
  const one = start(place, 2);
  await one.said(/training · step/);
  process.kill(one.pid, 'SIGKILL');
  await one.ended;
  const dry = await place.run(place.sft('--dry-run', '--json', '--dataset', join(place.folder, 'avha')), {
    FAKE_GPUS: '2',
  });
  expect(json(dry.stdout).planned.gpuIndices).toEqual([1]);
  expect(leasesOf(place)).toEqual(['gpu-0.lock']);
  expect((await place.run(['runs', 'stop', 'last', '--now'])).code).toBe(0);
  const next = await place.run(place.sft('--json', '--dataset', join(place.folder, 'avha')), {
    FAKE_SCENARIO: 'completes',
    FAKE_GPUS: '2',
  });
  expect(next.code).toBe(0);
  expect(next.stderr).toContain('1 GPU(s) (0)');
});
