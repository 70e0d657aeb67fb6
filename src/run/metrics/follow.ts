/** The metrics of a run of which log and events were kept. */
import type { Runtime } from '../../engine/engine.ts';
import { collectMetrics } from './collect.ts';
import type { Metric } from './metric.ts';

/**
 * Reads both again, as the watcher of a run does; the events first, since they silence the log. `startedAt`, in milliseconds
 * since 1970, is the time of what stands before the first line that has one.
 */
export function metricsRead(
  runtime: Runtime,
  log: Buffer,
  events: Buffer | undefined,
  startedAt = 0,
): readonly Metric[] {
  const collector = collectMetrics({ kept: true });
  const follower = runtime.follow((event) => collector.take(event, startedAt));
  if (events !== undefined) follower.events(events);
  follower.log(log);
  follower.finish();
  return collector.drain();
}
