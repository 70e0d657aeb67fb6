import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseToml } from '../../../src/config/toml.ts';
import { classify } from '../../../src/engine/cosmos-rl/ending/classify.ts';
import { readEvents } from '../../../src/engine/torch/log/script-events.ts';
import { OUTCOMES } from '../../../src/findings/outcome.ts';
import { LOGS, recorded, stateOf } from '../log/reading.ts';

interface Label {
  readonly name: string;
  /** The true outcome; several where more than one name is right. */
  readonly outcome: string;
  readonly engine_exit: number | null;
  readonly last_step: readonly [string, string] | null;
}

const LABELS: readonly Label[] = readFileSync(join(LOGS, 'index.jsonl'), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line));

/** The log of a run whose launcher alone was ended looks like that of a run that goes on. */
const NEEDS_EXIT_CODE: ReadonlySet<string> = new Set(['sigterm_launcher']);

/** What must be told beside the outcome: first finding, failing rank, line of the cause. */
const CAUSES: Readonly<Record<string, readonly [id: string, rank: number | undefined, line: number]>> = {
  oom_rank0: ['cuda-out-of-memory', 0, 295],
  oom_rank1: ['cuda-out-of-memory', 1, 366],
  rank1_kill9: ['worker-killed', 1, 262],
  bad_sample: ['sample-unreadable', 0, 183],
  batch_mod: ['batch-rejected', 0, 155],
  missing_model: ['model-not-loaded', 0, 138],
  kill_controller: ['controller-died', undefined, 187],
  no_redis: ['redis-unavailable', undefined, 72],
  import_raise: ['entry-script-failed', undefined, 70],
  small_dataset: ['dataset-too-small', 0, 214],
  compile_hf: ['compile-unsupported', 0, 170],
  no_type: ['rollout-planned', undefined, 26],
  q25_packer: ['packer-rejects-sample', 0, 177],
  liger_fused_8x: ['liger-kernel-version', 0, 225],
  sigint_group: ['interrupted-by-signal', undefined, 270],
};

describe('the 32 recorded runs', () => {
  it('are all there', () => {
    expect(LABELS).toHaveLength(32);
  });

  it.each(LABELS.map((label) => [label.name, label] as const))('%s', (name, label) => {
    const log = stateOf(recorded(name).toString('utf8'));
    const alone = classify({ log });
    const right = NEEDS_EXIT_CODE.has(name) ? ['running'] : label.outcome.split('|');
    expect(right).toContain(alone.outcome);

    const eventsFile = join(LOGS, `${name}.events.jsonl`);
    const events = existsSync(eventsFile) ? { events: readEvents(readFileSync(eventsFile, 'utf8')) } : {};
    const tomlFile = join(LOGS, `${name}.toml`);
    const config = existsSync(tomlFile) ? { config: parseToml(readFileSync(tomlFile, 'utf8'), name) } : {};
    const ending = classify({ log, engineExit: label.engine_exit, ...config, ...events });
    expect(label.outcome.split('|')).toContain(ending.outcome);
    expect(ending.exitCode).toBe(OUTCOMES[ending.outcome]);
    if (label.last_step !== null) {
      const [last, planned] = label.last_step[0].split('/').map(Number);
      expect(ending.step).toEqual({ last, planned });
    }
    const cause = CAUSES[name];
    if (cause !== undefined) {
      expect([ending.findings[0]?.id, ending.rank, ending.findings[0]?.data.line]).toEqual(cause);
      if (name === 'missing_model') expect(ending.findings[0]?.data.model).toBe('/data/runs/ck/none');
      const { from = 0, to = 0, lines = [] } = ending.window ?? {};
      expect(from).toBeLessThanOrEqual(cause[2]);
      expect(to).toBeGreaterThanOrEqual(cause[2]);
      expect(lines.length).toBeLessThanOrEqual(13);
    }
  });

  it('tells steps without step lines from the config and the dataset size that the engine printed', () => {
    const log = stateOf(recorded('no_console').toString('utf8'));
    expect(log.seen.step).toBeUndefined();
    expect(classify({ log }).step).toEqual({ last: 8, planned: 8 });
  });

  it('is not told by the exit code: any code leaves a proved outcome as it is', () => {
    for (const [name, outcome] of [
      ['pre', 'succeeded'],
      ['oom_rank0', 'out-of-gpu-memory'],
      ['nan_loss', 'loss-not-finite'],
      ['bad_sample', 'data'],
    ] as const) {
      const log = stateOf(recorded(name).toString('utf8'));
      for (const engineExit of [0, 1, -9, -15, 143, null])
        expect(classify({ log, engineExit }).outcome).toBe(outcome);
    }
  });
});
