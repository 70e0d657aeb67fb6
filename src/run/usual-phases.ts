/** How long the phases before the first step usually take on this host, from earlier runs of the same preset. */
import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileBytes } from '../file-bytes.ts';
import { runFiles } from './files.ts';
import { isPhase, isStep, type Metric, readMetrics } from './metrics/metric.ts';
import { median } from './metrics/summary.ts';

/** Seconds of each phase before step 1; nothing of a run that never came to it. */
export function startPhases(metrics: readonly Metric[]): ReadonlyMap<string, number> {
  const seconds = new Map<string, number>();
  let open: { readonly phase: string; readonly at: number } | undefined;
  for (const metric of metrics) {
    if (!isPhase(metric) && !isStep(metric)) continue;
    const at = Date.parse(metric.at ?? '');
    if (open !== undefined && at >= open.at)
      seconds.set(open.phase, (seconds.get(open.phase) ?? 0) + (at - open.at) / 1000);
    if (isStep(metric)) return seconds;
    open = { phase: metric.phase, at };
  }
  return new Map();
}

/** Earlier runs that are looked into, the newest first. */
const MOST = 20;
/** `20261128-201504-reason1-av-caption-81c74d`: what stands between time and end. */
const kindOf = (id: string) => /^\d{8}-\d{6}-(.*)-[^-]+$/.exec(id)?.[1];

/** The median of each phase over the last runs beside this one; empty where there are none, or where they cannot be read. */
export function usualPhases(folder: string, id: string): ReadonlyMap<string, number> {
  const kind = kindOf(id);
  const runs = dirname(folder);
  const all = new Map<string, number[]>();
  try {
    const names = readdirSync(runs).filter((name) => name !== id && kindOf(name) === kind);
    for (const name of names.sort().slice(-MOST)) {
      const text = fileBytes(runFiles(join(runs, name)).metrics)?.toString('utf8') ?? '';
      for (const [phase, seconds] of startPhases(readMetrics(text)))
        all.set(phase, [...(all.get(phase) ?? []), seconds]);
    }
  } catch {
    return new Map();
  }
  return new Map([...all].flatMap(([phase, list]) => [[phase, median(list) ?? 0] as const]));
}
