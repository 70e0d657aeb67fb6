/** Which processes of this host belong to a run: by its tag in the environment, by descent, or because the engine knows them. */
import type { RunProcess } from '../engine/engine.ts';
import type { HandleAddress, Strays } from './executor.ts';
import {
  commandOf,
  environOf,
  ownerOf,
  type ProcessEntry,
  processTable,
  startedAt,
} from './process-table.ts';

/** The variable that tags every process of a run. */
const RUN_TAG = 'COOKBOOK_RUN_ID';

/** File times and start times come from clocks that tick every few milliseconds. */
const CLOCK_MS = 100;

/** A process that has just been forked may still get another environment: it is asked again. */
const YOUNG_MS = 5000;

/** Looks for the members of one run; remembers them, since a child that cleared its environment is told by its parent only. */
interface MemberSearch {
  members(): readonly RunProcess[];
  /** Untagged processes that the engine knows as its own, proved by user and by when they started. */
  strays(strays: Strays): readonly RunProcess[];
}

const keyOf = ({ pid, startTime }: ProcessEntry) => `${pid}:${startTime}`;

/** Begins a search for the run of `where`. */
export function searchFor(where: HandleAddress): MemberSearch {
  const tag = `${RUN_TAG}=${where.run}`;
  const ours = new Set<string>();
  const others = new Set<string>();
  const look = (table: readonly ProcessEntry[]) => {
    for (const entry of table) {
      const key = keyOf(entry);
      if (ours.has(key) || others.has(key)) continue;
      if (environOf(entry.pid).includes(tag)) ours.add(key);
      else if (performance.timeOrigin + performance.now() - startedAt(entry) > YOUNG_MS) others.add(key);
    }
    // Children of children: the table is in no order.
    const members = new Set(table.filter((one) => ours.has(keyOf(one))).map((one) => one.pid));
    for (let before = -1; before !== members.size; ) {
      before = members.size;
      for (const entry of table) if (members.has(entry.parent)) members.add(entry.pid);
    }
    const found = table.filter((one) => members.has(one.pid));
    for (const one of found) ours.add(keyOf(one));
    return found;
  };
  return {
    members: () =>
      look(processTable()).map(({ pid }) => ({
        pid,
        command: commandOf(pid),
        // PyTorch's elastic agent gives it to the processes that it starts, and to those only.
        worker: environOf(pid).some((entry) => entry.startsWith('LOCAL_RANK=')),
      })),
    strays(strays) {
      const launched = Number(where.process?.startTime ?? 0);
      return processTable().flatMap((entry) => {
        if (ours.has(keyOf(entry)) || Number(entry.startTime) < launched) return [];
        const command = commandOf(entry.pid);
        if (!strays.is(command) || ownerOf(entry.pid) !== process.getuid?.()) return [];
        const last = strays.lastSign();
        return last !== undefined && startedAt(entry) > last + CLOCK_MS
          ? []
          : [{ pid: entry.pid, command, worker: false }];
      });
    },
  };
}

/** Ids of the runs that have a tagged process now, all in one look at the process table. */
export function liveRuns(): ReadonlySet<string> {
  const found = new Set<string>();
  for (const { pid } of processTable())
    for (const entry of environOf(pid))
      if (entry.startsWith(`${RUN_TAG}=`)) found.add(entry.slice(RUN_TAG.length + 1));
  return found;
}

/** Processes of this host that have this entry in their environment. */
export function processesWith(entry: string): readonly number[] {
  return processTable()
    .map(({ pid }) => pid)
    .filter((pid) => environOf(pid).includes(entry));
}

/** Sends a signal to each process; those that are gone are passed over. */
export function signalAll(pids: readonly number[], signal: NodeJS.Signals): void {
  for (const pid of pids) {
    try {
      process.kill(pid, signal);
    } catch {
      // gone already, or another user's
    }
  }
}
