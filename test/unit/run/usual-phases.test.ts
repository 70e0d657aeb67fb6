/** The usual length of the phases before step 1: the median over earlier runs of the same preset that came to it. */
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type Metric, metricLine } from '../../../src/run/metrics/metric.ts';
import { startPhases, usualPhases } from '../../../src/run/usual-phases.ts';

const at = (second: number) => new Date(Date.UTC(2026, 10, 28) + second * 1000).toISOString();
const started = (loading: number): readonly Metric[] => [
  { phase: 'controller', at: at(0) },
  { phase: 'loading', at: at(10) },
  { phase: 'training', at: at(10 + loading) },
  { step: 1, at: at(15 + loading) },
  { phase: 'validating', at: at(500) },
  { step: 2, at: at(900) },
];

test('phases before the first step only', () => {
  expect(Object.fromEntries(startPhases(started(60)))).toEqual({ controller: 10, loading: 60, training: 5 });
  expect(startPhases(started(60).slice(0, 3)).size).toBe(0);
});

test('the median of runs of the same preset; half a line, another preset and the run itself do not count', () => {
  const runs = mkdtempSync(join(tmpdir(), 'cookbook-usual-'));
  const keep = (id: string, loading: number) => {
    mkdirSync(join(runs, id));
    const text = started(loading).map(metricLine).join('\n');
    writeFileSync(join(runs, id, 'metrics.ndjson'), `${text}\n{"step":`);
  };
  for (const [place, loading] of [50, 70, 300].entries())
    keep(`20261128-20000${place}-mine-abc${place}`, loading);
  keep('20261128-200009-other-abc', 9000);
  keep('20261128-200010-mine-self', 9000);
  mkdirSync(join(runs, '20261128-200011-mine-empty'));
  expect(
    usualPhases(join(runs, '20261128-200010-mine-self'), '20261128-200010-mine-self').get('loading'),
  ).toBe(70);
  expect(usualPhases(join(runs, 'gone', 'x'), 'x').size).toBe(0);
});
