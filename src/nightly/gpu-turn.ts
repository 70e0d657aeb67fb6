/** Several series on one host take turns: who asked first for a GPU gets it first, each until its own deadline. */
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isProcessName, type ProcessName, processName, stillLives } from '../executors/process-name.ts';
import { readJsonFile } from '../json/read.ts';
import { type Taken, takeAll } from '../run/gpu-leases.ts';
import { removeIfWeMay } from '../run/lease.ts';
import { type Deadline, millisecondsLeft } from './deadline.ts';
import type { Surroundings } from './night.ts';

/** One who waits: what for, and since when. */
interface Ticket {
  readonly run: string;
  readonly since: number;
  readonly process: ProcessName;
  readonly wants: readonly string[];
}

type Wanted = ReadonlyArray<readonly [what: string, path: string]>;

const POLL_MS = 1000;
const PREFIX = 'waits-';

/** The folder is everybody's, so that what lies there may be anything. */
const isTicket = (value: Ticket | null | undefined): value is Ticket =>
  typeof value?.run === 'string' &&
  Number.isFinite(new Date(value.since).getTime()) &&
  isProcessName(value.process) &&
  Array.isArray(value.wants);

/** Living ones who wait for any of these leases, the longest first; tickets of the dead are removed. */
function waiting(folder: string, wants: readonly string[]): readonly Ticket[] {
  return readdirSync(folder)
    .filter((name) => name.startsWith(PREFIX))
    .flatMap((name) => {
      const path = join(folder, name);
      const read = readJsonFile(path, 64 * 1024);
      const ticket = read.ok ? (read.value as Ticket | null) : undefined;
      if (!isTicket(ticket)) return [];
      if (!stillLives(ticket.process)) {
        removeIfWeMay(path);
        return [];
      }
      return ticket.wants.some((one) => wants.includes(one)) ? [ticket] : [];
    })
    .sort((a, b) => a.since - b.since || (a.run < b.run ? -1 : 1));
}

/**
 * Takes all leases, or says who has one. With a deadline it waits for its turn as long as there is time to train; without one it
 * does not wait.
 */
export async function takeInTurn(
  wanted: Wanted,
  id: string,
  reserveSeconds: number,
  deadline: Deadline | undefined,
  { io, stop }: Surroundings,
): Promise<Taken> {
  const wants = wanted.map(([, path]) => path);
  const folder = dirname(wants[0] ?? '.');
  const first = (mine: Ticket) => wants.length === 0 || waiting(folder, wants)[0]?.run === mine.run;
  const ticket: Ticket = { run: id, since: io.now(), process: processName(process.pid), wants };
  const path = join(folder, `${PREFIX}${id}.json`);
  let told = false;
  try {
    if (wants.length > 0) writeFileSync(path, JSON.stringify(ticket));
    for (;;) {
      const ahead = first(ticket) ? undefined : waiting(folder, wants)[0];
      const taken: Taken =
        ahead === undefined
          ? takeAll(wanted, id, io.now())
          : {
              busy: {
                what: wanted[0]?.[0] ?? 'a GPU',
                holder: {
                  run: ahead.run,
                  since: new Date(ahead.since).toISOString(),
                  process: ahead.process,
                },
              },
            };
      if (!('busy' in taken)) return taken;
      const left = millisecondsLeft(deadline, io) - reserveSeconds * 1000;
      if (deadline === undefined || left <= POLL_MS || stop.aborted) return taken;
      if (!told) io.stderr.write(`${taken.busy.what} is used by ${taken.busy.holder.run}: waiting for it\n`);
      told = true;
      await sleep(POLL_MS, undefined, { signal: stop }).catch(() => {});
    }
  } finally {
    rmSync(path, { force: true });
  }
}
