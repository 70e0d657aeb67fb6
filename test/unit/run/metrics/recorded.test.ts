/** Metrics of recorded real runs: from the log alone, and from the entry script's events. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { COSMOS_RL } from '../../../../src/engine/cosmos-rl/adapter.ts';
import { metricsRead as metricsOfFiles } from '../../../../src/run/metrics/follow.ts';
import {
  isPhase,
  isSave,
  isStep,
  isValidation,
  metricLine,
  readMetric,
} from '../../../../src/run/metrics/metric.ts';
import { summaryOf } from '../../../../src/run/metrics/summary.ts';

const runtime = await COSMOS_RL.runtime();
const metricsOf = (log: Buffer, events: Buffer | undefined) => metricsOfFiles(runtime, log, events);
const LOGS = join(import.meta.dirname, '../../../fixtures/logs');
const names = readdirSync(LOGS)
  .filter((name) => name.endsWith('.log'))
  .map((name) => name.slice(0, -'.log'.length));

const logOf = (name: string) => readFileSync(join(LOGS, `${name}.log`));
const eventsOf = (name: string) => {
  const path = join(LOGS, `${name}.events.jsonl`);
  return existsSync(path) ? readFileSync(path) : undefined;
};

describe('a run to its end', () => {
  const fromLog = metricsOf(logOf('pre'), undefined);
  const fromEvents = metricsOf(logOf('pre'), eventsOf('pre'));

  test('every step once, with loss, gradient norm, rate and seconds, from the log alone', () => {
    const steps = fromLog.filter(isStep);
    expect(steps.length).toBeGreaterThan(10);
    expect(steps.map(({ step }) => step)).toEqual(steps.map((_, place) => place + 1));
    for (const step of steps) {
      expect(step.loss).toBeGreaterThan(0);
      expect(step.gradNorm).toBeGreaterThan(0);
      expect(step.seconds).toBeGreaterThan(0);
      expect(Object.keys(step.lr ?? {}).length).toBeGreaterThan(0);
      expect(step.dataWait).toBeUndefined();
    }
  });

  test('the events add what the console hides: the wait for data, memory, epoch', () => {
    const first = fromEvents.filter(isStep)[0];
    expect(first).toMatchObject({
      step: 1,
      epoch: 0,
      dataWait: 0.38698431849479675,
      peakMemoryBytes: 153319936,
      reservedMemoryBytes: 192937984,
    });
    expect(first?.at).toMatch(/^2026-.*Z$/);
  });

  test('both tell the same losses', () => {
    const losses = (metrics: typeof fromLog) => metrics.filter(isStep).map(({ loss }) => loss?.toFixed(3));
    expect(losses(fromLog)).toEqual(losses(fromEvents));
  });

  test('validation, saves and phases are in it', () => {
    expect(fromLog.some(isSave)).toBe(true);
    expect(fromLog.filter(isPhase).map(({ phase }) => phase)).toContain('training');
    expect(summaryOf(fromEvents).validation).toEqual(
      fromEvents.filter(isValidation).map((one) => one.validation),
    );
  });
});

test('a loss that is not finite stays one, in the file too', () => {
  const bad = metricsOf(logOf('nan_loss'), undefined)
    .filter(isStep)
    .find(({ loss }) => Number.isNaN(loss));
  expect(bad).toBeDefined();
  if (bad === undefined) return;
  expect(metricLine(bad)).toContain('"loss":"NaN"');
  expect(readMetric(metricLine(bad))).toEqual(bad);
});

test.each(names)('%s: steps only go up, and no save is told twice', (name) => {
  const metrics = metricsOf(logOf(name), eventsOf(name));
  const steps = metrics.filter(isStep).map(({ step }) => step);
  expect(steps).toEqual([...new Set(steps)].sort((a, b) => a - b));
  const paths = metrics.filter(isSave).map(({ save }) => save.path);
  expect(new Set(paths).size).toBe(paths.length);
  for (const metric of metrics) expect(readMetric(metricLine(metric))).toEqual(metric);
});

test('any prefix of a log gives metrics that a longer prefix only extends', () => {
  for (const name of ['pre', 'oom_rank1', 'nan_loss', 'request_stop']) {
    const log = logOf(name);
    const whole = metricsOf(log, undefined).map(metricLine);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: log.length }), (end) => {
        // The last line of a prefix may be cut within a number: whole lines are what a reader of a growing file has.
        const lines = log.subarray(0, log.lastIndexOf(10, end) + 1);
        expect(whole.slice(0, metricsOf(lines, undefined).length)).toEqual(
          metricsOf(lines, undefined).map(metricLine),
        );
      }),
      { numRuns: 12, seed: 7 },
    );
  }
});

describe('docs/metrics.schema.json', () => {
  const file = join(import.meta.dirname, '../../../../docs/metrics.schema.json');
  const validate = new Ajv2020({ strict: true }).compile(JSON.parse(readFileSync(file, 'utf8')));

  test.each(names)('every line of %s is as it says', (name) => {
    for (const events of [undefined, eventsOf(name)])
      for (const metric of metricsOf(logOf(name), events)) {
        const line = metricLine(metric);
        expect(validate(JSON.parse(line)), line).toBe(true);
      }
  });

  test('a field of another name or form is not', () => {
    for (const line of [{ step: 0 }, { step: 1, Loss: 2 }, { step: 1, loss: 'nan' }, { phase: 'training' }])
      expect(validate(line), JSON.stringify(line)).toBe(false);
  });
});
