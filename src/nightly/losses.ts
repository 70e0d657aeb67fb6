/** What a run measured, for the pages of its night: first and last loss, and the last on the held-out samples. */
import { adapterOf } from '../engine/registry.ts';
import { fileBytes } from '../file-bytes.ts';
import { runFiles } from '../run/files.ts';
import { metricsRead } from '../run/metrics/follow.ts';
import { summaryOf } from '../run/metrics/summary.ts';
import { readPlan } from '../run/record.ts';
import type { Attempt } from './night-record.ts';

/** Nothing where nothing was measured or can be read: a page without a loss is no reason to fail a night. */
export async function lossesOf(folder: string): Promise<Pick<Attempt, 'loss'>> {
  const files = runFiles(folder);
  try {
    const runtime = await adapterOf(readPlan(files)).runtime();
    const log = fileBytes(files.log);
    if (log === undefined) return {};
    const events = fileBytes(files.trainEvents);
    const { first, last, validation } = summaryOf(metricsRead(runtime, log, events));
    const found = { first: first?.loss, last: last?.loss, validation: validation.at(-1)?.loss };
    const known = Object.entries(found).filter((entry) => entry[1] !== undefined);
    return known.length === 0 ? {} : { loss: Object.fromEntries(known) };
  } catch {
    return {};
  }
}
