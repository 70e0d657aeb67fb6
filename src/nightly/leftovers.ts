/** What a night starts beside its runs, evaluations and merges: found again by a tag, and ended where their night was killed. */
import { setTimeout as sleep } from 'node:timers/promises';
import { processesWith, signalAll } from '../executors/members.ts';
import type { Io } from '../io.ts';

const TAG = 'COOKBOOK_NIGHT';

/** A process that does not end by itself is killed after this long. */
const PATIENCE_MS = 5000;
const POLL_MS = 100;

/** The world as a command of this night sees it. */
export function taggedFor(night: string, io: Io): Io {
  return { ...io, env: { ...io.env, [TAG]: night } };
}

/** Ends what a killed night has left; returns how many processes there were. */
export async function endLeftovers(night: string): Promise<number> {
  const left = () => processesWith(`${TAG}=${night}`).filter((pid) => pid !== process.pid);
  const found = left();
  signalAll(found, 'SIGTERM');
  for (let waited = 0; waited < PATIENCE_MS && left().length > 0; waited += POLL_MS) await sleep(POLL_MS);
  signalAll(left(), 'SIGKILL');
  return found.length;
}
