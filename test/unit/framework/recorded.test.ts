import { describe, expect, it } from 'vitest';
import { judgeRun } from '../../../src/engine/cosmos-framework/ending/judge.ts';
import { RUNTIME } from '../../../src/engine/cosmos-framework/runtime/index.ts';
import type { RunEvent } from '../../../src/engine/events.ts';
import { OUTCOMES } from '../../../src/findings/outcome.ts';
import { frameworkState, LABELS, logOf, plannedOf } from './reading.ts';

/** What must be told beside the outcome: the first finding and the line that it rests on. */
const CAUSES: Readonly<Record<string, readonly [id: string, line: number | undefined]>> = {
  sigterm_monitor: ['interrupted-by-signal', 94],
  sigterm: ['interrupted-by-signal', 89],
  sigint: ['interrupted-by-signal', 89],
  missing: ['dataset-yields-nothing', 76],
  empty: ['dataset-yields-nothing', 58],
  half: ['samples-skipped', 76],
  kill9_torchrun: ['launcher-gone', undefined],
  kill9_worker: ['worker-killed', 185],
  same_port_b: ['rendezvous-port-taken', 40],
  same_port_a: ['interrupted-by-signal', 938],
  daemon_dead_last: ['schedule-ends-early', 275],
  resume_more: ['schedule-ends-early', 253],
  resume_done: ['no-step-made', undefined],
  size2b: ['nothing-saved', undefined],
  junk: ['clip-unreadable', 238],
  oom: ['cuda-out-of-memory', 494],
  disk_dcp: ['disk-full', 210],
  disk_last: ['disk-full', 169],
  stop_sentinel: ['stop-requested', 127],
  entry_early: ['experiment-registered-early', 155],
  bad_key: ['config-refused-by-schema', 13],
  bad_exp: ['experiment-unknown', 59],
  no_model: ['backbone-not-found', 135],
  fusedadam: ['transformer-engine-missing', 190],
  attn_cosmos: ['attention-kernel-missing', 481],
  save_iter_0: ['save-interval-zero', 128],
  nodata: ['manifest-missing', 149],
  noval: ['manifest-missing', 151],
};

/** Nothing of a run that goes on, and nothing of one that saved nothing on purpose, stands in its log. */
const judged = (name: string, engineExit: number | null) =>
  judgeRun({
    log: frameworkState(logOf(name)),
    ...(plannedOf(name) === undefined ? {} : { planned: plannedOf(name) as number }),
    ...(name === 'size2b' ? { expects: { checkpoint: false, export: false } } : {}),
    engineExit,
  });

describe('36 recorded runs', () => {
  it.each(LABELS.map((label) => [label.name, label] as const))('%s', (name, label) => {
    const ending = judged(name, label.engine_exit);
    expect(label.outcome.split('|')).toContain(ending.outcome);
    expect(ending.exitCode).toBe(OUTCOMES[ending.outcome]);
    const cause = CAUSES[name];
    expect([ending.findings[0]?.id, ending.findings[0]?.data['line']]).toEqual(
      cause ?? [undefined, undefined],
    );
    if (label.steps !== null) expect(ending.step.last).toBe(Number(label.steps[1][0]));
  });
});

describe('what the log tells of a run that saved, validated and exported', () => {
  const events: RunEvent[] = [];
  const follower = RUNTIME.follow((event) => events.push(event));
  const bytes = Buffer.from(logOf('ok'));
  // However the bytes arrive.
  for (let at = 0; at < bytes.length; at += 777) follower.log(bytes.subarray(at, at + 777));
  follower.finish();
  const of = <K extends RunEvent['kind']>(kind: K) =>
    events.filter((event): event is Extract<RunEvent, { kind: K }> => event.kind === kind);

  it('every step once, with the mean of its micro-batches, its seconds and its gradient', () => {
    const steps = of('step');
    expect(steps.map(({ step }) => step)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    expect(steps[7]).toMatchObject({ loss: (4.60107 + 4.5888) / 2, seconds: 12.78, gradNorm: 7.14939 });
    expect(steps[11]).toMatchObject({ step: 12, gradNorm: 6.38861, at: Date.parse('2026-11-28T20:35:54') });
  });

  it('validation, saves and phases', () => {
    expect(of('validation').map(({ step, loss }) => [step, loss])).toEqual([
      [6, 4.691553],
      [12, 4.252456],
    ]);
    const saved = of('saved').map(({ step, path }) => `${step} ${path.split('/').at(-2)}`);
    expect(saved).toEqual([
      '4 hf_exports',
      '4 checkpoints',
      '8 hf_exports',
      '8 checkpoints',
      '12 hf_exports',
      '12 checkpoints',
    ]);
    expect(of('phase').map(({ phase }) => phase)).toEqual([
      'loading',
      'training',
      'saving',
      'training',
      'saving',
      'training',
      'finishing',
      'ended',
    ]);
    expect(follower.view).toMatchObject({ step: 12, phase: 'ended', loss: (4.31834 + 4.31526) / 2 });
    expect(follower.view.failure).toBeUndefined();
  });
});

it('after the first 50 steps there are lines of speed and memory, and each step is told once', () => {
  const steps: Extract<RunEvent, { kind: 'step' }>[] = [];
  const follower = RUNTIME.follow((event) => event.kind === 'step' && steps.push(event));
  follower.log(Buffer.from(logOf('kill9_torchrun')));
  follower.finish();
  expect(steps.map(({ step }) => step)).toEqual(Array.from({ length: 140 }, (_, i) => i + 1));
  expect(steps[139]).toMatchObject({
    loss: 0.87232,
    seconds: 0.09,
    gradNorm: 2.18081,
    peakMemoryBytes: 200_000_000,
  });
});

it('a dataset without a sample is told while the engine still waits for one', () => {
  for (const name of ['empty', 'missing']) {
    const follower = RUNTIME.follow();
    follower.log(Buffer.from(logOf(name)));
    expect(follower.view.failure?.reason).toMatch(/sample/);
  }
});
