/** The dead man's switch: whether a night has begun within the time that one should. */

import { readNights } from './night-record.ts';
import { aboutText } from './page/words.ts';
import { pausedText } from './pause.ts';
import type { Place } from './series-paths.ts';

/** Seconds by which the clocks of two hosts may differ. */
const CLOCKS_DIFFER = 300;

/** What is wrong, in words; `undefined` if a night began in time or the series is paused. */
export function silenceOf(place: Place, now: number, seconds: number): string | undefined {
  if (pausedText(place) !== undefined) return undefined;
  const last = readNights(place).at(-1);
  if (last === undefined) return 'no night of this series has ever begun';
  const age = (now - Date.parse(last.startedAt)) / 1000;
  // Else a clock that was wrong for one night would keep the switch quiet for years.
  if (!(age >= -CLOCKS_DIFFER))
    return `the last night says that it began at ${last.startedAt}, which has not come: whether one began in time is not known`;
  return age > seconds ? `no night has begun for ${aboutText(age).replace('about ', '')}` : undefined;
}
