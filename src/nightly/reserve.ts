/** How long before a deadline the engine is asked to save: as long as saving and ending took before. */
import { fileBytes } from '../file-bytes.ts';
import { objectIn } from '../json/object.ts';
import { durationSeconds } from './deadline.ts';
import type { Member } from './series-run.ts';

const UNKNOWN_SECONDS = 600;
const LEAST_SECONDS = 60;
const MARGIN = 1.5;
const LOOKED_AT = 5;

/** Seconds from a stop request to the end of that run, by our own events; `undefined` if nobody asked it to stop. */
export function stopSeconds(events: string): number | undefined {
  let asked: number | undefined;
  for (const line of events.split('\n')) {
    const { t, kind, way } = objectIn(line) ?? {};
    if (kind === 'stop-requested' && way !== 'none') asked = Date.parse(String(t));
    if (kind === 'ended' && asked !== undefined) return Math.max(0, (Date.parse(String(t)) - asked) / 1000);
  }
  return undefined;
}

/** Seconds to keep: what `save_reserve` says, and at least half as much again as the slowest of the last five stops. */
export function reserveSeconds(given: string | undefined, members: readonly Member[]): number {
  const floor = given === undefined ? undefined : durationSeconds(given);
  const measured = members
    .flatMap(({ state }) => stopSeconds(fileBytes(state.files.events)?.toString('utf8') ?? '') ?? [])
    .slice(-LOOKED_AT);
  if (measured.length === 0) return floor ?? UNKNOWN_SECONDS;
  return Math.max(floor ?? LEAST_SECONDS, Math.ceil(Math.max(...measured) * MARGIN));
}
