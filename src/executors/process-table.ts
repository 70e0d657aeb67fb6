/** The processes of this host, as /proc tells them. */
import { readdirSync, readFileSync } from 'node:fs';
import { statusOf } from '../path-status.ts';

/** One line of the table. */
export interface ProcessEntry {
  readonly pid: number;
  readonly parent: number;
  /** Clock ticks since boot. */
  readonly startTime: string;
}

/** A file below /proc; `undefined` where the process ended meanwhile, or is not for us to look at. */
export function readProc(path: string): string | undefined {
  try {
    return readFileSync(`/proc/${path}`, 'utf8');
  } catch {
    return undefined;
  }
}

function entryOf(pid: number): ProcessEntry | undefined {
  const stat = readProc(`${pid}/stat`);
  if (stat === undefined) return undefined;
  // The name in parentheses may hold anything, spaces and parentheses too.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state = 'X', parent = '0'] = fields;
  if (state === 'Z' || state === 'X') return undefined;
  return { pid, parent: Number(parent), startTime: fields[19] ?? '' };
}

/** Every live process but this one; zombies are dead. */
export function processTable(): readonly ProcessEntry[] {
  return readdirSync('/proc').flatMap((name) => {
    const pid = Number(name);
    return Number.isInteger(pid) && pid !== process.pid ? (entryOf(pid) ?? []) : [];
  });
}

/** Ticks since boot at which a live process started: together with the boot id it names it for ever. */
export function startTimeOf(pid: number): string | undefined {
  return entryOf(pid)?.startTime;
}

/** Arguments of a process, with spaces between them. */
export function commandOf(pid: number): string {
  return (readProc(`${pid}/cmdline`) ?? '').replaceAll('\0', ' ').trim();
}

/** Environment with which a process was started; empty where it hides it, or is another user's. */
export function environOf(pid: number): readonly string[] {
  return (readProc(`${pid}/environ`) ?? '').split('\0');
}

/** Numeric user id of a process. */
export function ownerOf(pid: number): number | undefined {
  return statusOf(`/proc/${pid}`)?.uid;
}

const TICKS_PER_SECOND = 100;

/** When a process started, in milliseconds since 1970 by the clock that file times have. */
export function startedAt({ startTime }: ProcessEntry): number {
  const uptime = Number((readProc('uptime') ?? '0').split(' ')[0]) * 1000;
  const now = performance.timeOrigin + performance.now();
  return now - uptime + (Number(startTime) * 1000) / TICKS_PER_SECOND;
}
