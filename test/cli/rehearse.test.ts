/** `rehearse`: two short runs of the fake engine, what is kept of them, and what the next plan says. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { json, type Rig, rig } from './rig.ts';

const SLOW = { FAKE_SCENARIO: 'slow', FAKE_STEP_SECONDS: '0.05', FAKE_SAVES: '1' };

const rehearsal = (place: Rig, ...more: readonly string[]) => ['rehearse', ...place.sft(...more).slice(1)];

/** Names of two runs in one second have no order. */
const begun = (record: string) => statSync(join(record, 'config.toml')).mtimeMs;

function recordsIn(place: Rig): readonly string[] {
  const folder = join(place.folder, 'runs', 'rehearsals');
  return readdirSync(folder)
    .filter((name) => existsSync(join(folder, name, 'run.json')))
    .map((name) => join(folder, name))
    .sort((a, b) => begun(a) - begun(b));
}

describe('rehearse', () => {
  test('a stop that comes as its first part ends begins no second, and is told as such', async () => {
    const place = rig();
    const started = place.start([...rehearsal(place), '--json'], { ...SLOW, FAKE_STEP_SECONDS: '0.5' });
    await started.said(/step 3\/3/);
    process.kill(started.pid, 'SIGINT');
    const ended = await started.ended;
    expect([ended.code, json(ended.stdout)]).toMatchObject([130, { ok: false, outcome: 'interrupted' }]);
    expect(recordsIn(place)).toHaveLength(1);
    expect(existsSync(join(recordsIn(place)[0] ?? '', 'train'))).toBe(false);
  });

  test('trains three steps on the longest samples, saves, exports, resumes, and leaves no checkpoint', async () => {
    const place = rig();
    const { code, stdout, stderr } = await place.run([...rehearsal(place), '--json'], SLOW);
    expect(code, stderr).toBe(0);
    const told = json(stdout) as Record<string, unknown>;
    expect(told).toMatchObject({
      ok: true,
      outcome: 'succeeded',
      exitCode: 0,
      batch: 1,
      step: { last: 3, planned: 3 },
    });
    const [first, second] = recordsIn(place);
    const config = (record: string | undefined) => readFileSync(join(record ?? '', 'config.toml'), 'utf8');
    expect(config(first)).toMatch(/max_num_steps = 3\n/);
    expect(config(first)).not.toMatch(/resume = "/);
    expect(config(second)).toMatch(/max_num_steps = 3\n/);
    expect(config(second)).toMatch(/resume = ".*step_2\/policy"/);
    expect(existsSync(join(first ?? '', 'train'))).toBe(false);
    expect(existsSync(join(second ?? '', 'train'))).toBe(false);
    const only = JSON.parse(
      readFileSync(join(place.folder, 'runs/rehearsals', told['key'] as string, 'only.json'), 'utf8'),
    ) as { longest: string[]; take: object };
    expect(only.longest.length).toBeGreaterThan(1);
    expect(only.take).toEqual({ longest: 1, ordinary: 0 });
    const plan = JSON.parse(readFileSync(join(first ?? '', 'plan.json'), 'utf8')) as {
      env: Record<string, string>;
    };
    expect(plan.env['COOKBOOK_RUN_ONLY']).toMatch(/only\.json$/);
  });

  test('is kept for this very run, and not for another', async () => {
    const place = rig();
    await place.run(rehearsal(place), SLOW);
    const keys = () =>
      readdirSync(join(place.folder, 'runs/rehearsals')).filter((name) => name.endsWith('.json'));
    expect(keys()).toHaveLength(1);
    await place.run(rehearsal(place), SLOW);
    expect(keys()).toHaveLength(1);
    await place.run(rehearsal(place, 'train.optm_lr=1e-5'), SLOW);
    expect(keys()).toHaveLength(2);
  });

  test('a run that would run out of memory fails here, with its code, and the cause', async () => {
    const place = rig();
    const { code, stdout } = await place.run(rehearsal(place), { FAKE_SCENARIO: 'oom-exit-0' });
    expect(code).toBe(80);
    expect(stdout).toContain('rehearsal failed: out-of-gpu-memory, in part 1 of 2');
    expect(stdout).toContain('ran out of memory');
    const folder = join(place.folder, 'runs/rehearsals');
    const kept = readdirSync(folder).find((name) => name.endsWith('.json')) ?? '';
    expect(JSON.parse(readFileSync(join(folder, kept), 'utf8'))).toMatchObject({ ok: false });
  });

  test('what sft would refuse is refused, and nothing is started', async () => {
    const place = rig();
    const { code, stderr } = await place.run(rehearsal(place, 'train.epochs=3'), SLOW);
    expect(code).toBe(78);
    expect(stderr).toContain('not started');
    expect(existsSync(join(place.folder, 'runs/rehearsals'))).toBe(false);
  });
});
