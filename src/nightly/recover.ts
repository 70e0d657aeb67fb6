/** What earlier nights left behind when they were killed: runs without a supervisor, records that say running. */

import type { Io } from '../io.ts';
import { isOver, type RunState } from '../run/record.ts';
import { endLeftovers } from './leftovers.ts';
import { type NightRecord, readNights, writeNight } from './night-record.ts';
import { recoverRehearsals } from './rehearse-first.ts';
import type { Place } from './series-paths.ts';
import type { Member } from './series-run.ts';
import { settle } from './settle.ts';

/** What is done to a run that nobody watches any more. */
function fateOf(state: RunState): string {
  if (isOver(state)) return 'was left in the middle: its record was completed from its log';
  return state.standing === 'pending'
    ? 'waited in the queue of its cluster without a supervisor: its job was taken back'
    : 'trained without a supervisor: it was asked for a checkpoint and ended';
}

/** Ends every run and night of the series that only claims to run; returns what was done. Call it with the lease held. */
export async function recover(
  place: Place,
  members: readonly Member[],
  io: Io,
  tonight: string,
): Promise<readonly string[]> {
  const notes: string[] = [];
  for (const night of readNights(place)) {
    if (night.status === 'ended' || night.night === tonight) continue;
    const ended: NightRecord = {
      ...night,
      status: 'ended',
      outcome: 'abandoned',
      exitCode: 83,
      reason: 'cookbook-run was killed before this night ended; the next night found it',
      endedAt: new Date(io.now()).toISOString(),
    };
    writeNight(place, ended);
    const left = await endLeftovers(night.night);
    const more =
      left === 0
        ? ''
        : `, and ${left === 1 ? 'a process' : `${left} processes`} of its evaluation or merge were ended`;
    notes.push(`night ${night.night} had no end: it is abandoned${more}`);
  }
  for (const { state } of members) {
    if (state.record.status === 'ended') continue;
    const { id } = state.record;
    notes.push(`run ${id} ${fateOf(state)}`);
    await settle(state, io);
  }
  notes.push(...(await recoverRehearsals(place, io)));
  return notes;
}
