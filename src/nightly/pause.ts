/** A series that is paused: its nights train nothing and end well, until somebody resumes it. */
import { mkdirSync, rmSync } from 'node:fs';
import { readJsonFile } from '../json/read.ts';
import { jsonAnswer } from '../json/text.ts';
import { momentText } from '../report/moment.ts';
import { writeAtomically } from '../run/files.ts';
import type { Place } from './series-paths.ts';

interface Pause {
  readonly since: string;
  readonly reason?: string;
}

/** Pauses the series. */
export function pause(place: Place, pause: Pause): void {
  mkdirSync(place.folder, { recursive: true });
  writeAtomically(place.paused, jsonAnswer(pause));
}

/** Lets the series go on; false if it was not paused. */
export function unpause(place: Place): boolean {
  const paused = pausedText(place) !== undefined;
  rmSync(place.paused, { force: true });
  return paused;
}

/** Since when and why it is paused, in words; `undefined` if it is not. A file that cannot be read pauses, too. */
export function pausedText(place: Place): string | undefined {
  const read = readJsonFile(place.paused, 64 * 1024);
  if (!read.ok && read.problem === 'missing') return undefined;
  const { since, reason } = (read.ok ? (read.value ?? {}) : {}) as Partial<Pause>;
  const text =
    since === undefined ? 'the series is paused' : `the series is paused since ${momentText(since)}`;
  return reason === undefined ? text : `${text}: ${reason}`;
}
