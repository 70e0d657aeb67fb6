/** Whole runs against a fake engine that replays real ones: outcome, exit code, record, and nothing left running. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ids, json, leftOf, processesIn, recordOf, rig } from './rig.ts';

describe.concurrent('how a run ends', () => {
  test.concurrent.each([
    ['completes', 'succeeded', 0, 20],
    ['completes-exit-1', 'succeeded', 0, 20],
    ['oom-exit-0', 'out-of-gpu-memory', 80, undefined],
    ['bad-sample-exit-0', 'data', 65, 4],
    ['nan', 'loss-not-finite', 82, 16],
    ['disk-full', 'disk', 73, 20],
    ['dies-on-start', 'host', 69, undefined],
    ['export-cut', 'unverified', 83, 20],
  ])('%s: %s, exit code %d', async (scenario, outcome, code, last) => {
    const place = rig(scenario);
    const ended = await place.run(place.sft('--json'), {
      FAKE_SCENARIO: scenario,
    });
    expect(ended.stderr).not.toContain('a bug in cookbook-run');
    const document = json(ended.stdout);
    expect({ outcome: document.outcome, code: ended.code, last: document.step.last }).toEqual({
      outcome,
      code,
      last,
    });
    expect(document.exitCode).toBe(code);
    const run = place.lastRun();
    expect(document.record).toBe(run);
    const record = recordOf(run);
    expect(record).toMatchObject({
      schemaVersion: 1,
      status: 'ended',
      outcome,
      exitCode: code,
      engine: '0.4.7',
    });
    expect(record.left).toBeUndefined();
    expect(leftOf(run)).toEqual([]);
    expect(processesIn(place.folder)).toEqual([]);
    // What the launcher leaves in the temporary folder is gone too.
    expect(readdirSync(place.temporary).filter((name) => name.endsWith('.toml'))).toEqual([]);
    expect(readdirSync(run).filter((name) => name.endsWith('.part'))).toEqual([]);
  });

  test.concurrent('every file of the record is there and says what was run', async () => {
    const place = rig('record');
    const seen = join(place.folder, 'seen.json');
    const ended = await place.run(place.sft(), { FAKE_RECORD: seen });
    expect(ended.code).toBe(0);
    expect(ended.stdout).toMatch(/^succeeded at step 20 of 20/);
    const run = place.lastRun();
    for (const name of [
      'config.toml',
      'plan.json',
      'findings.json',
      'host.json',
      'events.ndjson',
      'engine.log',
      'run.json',
    ]) {
      expect(existsSync(join(run, name)), name).toBe(true);
    }
    const plan = json(readFileSync(join(run, 'plan.json'), 'utf8'));
    const engine = json(readFileSync(seen, 'utf8'));
    expect(engine.argv.slice(1)).toEqual(plan.argv.slice(1));
    expect(engine.cwd).toBe(place.folder);
    expect(engine.env.COOKBOOK_RUN_ID).toBe(plan.id);
    expect(readFileSync(join(run, 'config.toml'), 'utf8')).toBe(plan.config);
    const kinds = readFileSync(join(run, 'events.ndjson'), 'utf8')
      .trim()
      .split('\n')
      .map((line) => json(line).kind);
    expect(kinds[0]).toBe('started');
    expect(kinds.filter((kind) => kind === 'ended')).toHaveLength(1);
    expect(kinds.at(-1)).toBe('ended');
    expect(json(readFileSync(join(run, 'host.json'), 'utf8')).gpus.value).toHaveLength(8);
  });

  test.concurrent('a hang after a failure is ended, children that ignore SIGTERM included', async () => {
    const place = rig('hang');
    const ended = await place.run(place.sft('--json', '--stall-timeout', '2', '--stop-timeout', '2'), {
      FAKE_SCENARIO: 'hangs-after-failure',
    });
    const document = json(ended.stdout);
    expect(document).toMatchObject({ outcome: 'config', exitCode: 78 });
    expect(ended.code).toBe(78);
    expect(ids(document.findings)).toContain('batch-rejected');
    expect(leftOf(place.lastRun())).toEqual([]);
  });

  test.concurrent('no progress within --stall-timeout: stalled', async () => {
    const place = rig('stall');
    const ended = await place.run(place.sft('--json', '--stall-timeout', '2', '--stop-timeout', '2'), {
      FAKE_SCENARIO: 'no-progress',
    });
    expect(json(ended.stdout)).toMatchObject({ outcome: 'stalled', exitCode: 81 });
    expect(ended.code).toBe(81);
    expect(leftOf(place.lastRun())).toEqual([]);
  });

  test.concurrent('workers that outlive their launcher are stopped', async () => {
    const place = rig('orphans');
    const ended = await place.run(place.sft('--json', '--stall-timeout', '2', '--stop-timeout', '2'), {
      FAKE_SCENARIO: 'orphans',
    });
    const document = json(ended.stdout);
    expect(document.outcome).not.toBe('succeeded');
    expect(ended.code).toBe(document.exitCode);
    expect(ended.code).not.toBe(0);
    expect(leftOf(place.lastRun())).toEqual([]);
  });

  test.concurrent('an engine that ends without a word', async () => {
    const place = rig('silent');
    const ended = await place.run(place.sft('--json'), {
      FAKE_SCENARIO: 'dies-silently',
    });
    expect(ended.code).not.toBe(0);
    expect(json(ended.stdout)).toMatchObject({ exitCode: ended.code });
    expect(recordOf(place.lastRun()).engineExit).toBe(3);
  });
});
