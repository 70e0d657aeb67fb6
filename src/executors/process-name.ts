/** The name of a process that means one process for ever: a pid is reused, and counts per boot and per namespace. */
import { readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { readProc, startTimeOf } from './process-table.ts';

export interface ProcessName {
  readonly pid: number;
  /** Start time in clock ticks since boot: a reused pid is another process. */
  readonly startTime?: string;
  readonly bootId: string;
  /** The host and the pid namespace in which the pid counts; records of before name none. */
  readonly host?: string;
  readonly namespace?: string;
}

/** The id of this boot of the machine; an empty text where the kernel does not tell. */
function bootId(): string {
  return (readProc('sys/kernel/random/boot_id') ?? '').trim();
}

/** The pid namespace of this process; `undefined` where the kernel does not tell. */
function pidNamespace(): string | undefined {
  try {
    return readlinkSync('/proc/self/ns/pid');
  } catch {
    return undefined;
  }
}

/** The name of a process of this machine and namespace. */
export function processName(pid: number): ProcessName {
  const startTime = startTimeOf(pid);
  const namespace = pidNamespace();
  return {
    pid,
    bootId: bootId(),
    host: hostname(),
    ...(startTime === undefined ? {} : { startTime }),
    ...(namespace === undefined ? {} : { namespace }),
  };
}

/** Whether the pid of a name means anything to us: here; in another container or on another host; or in no boot that goes on. */
export function placeOfName(name: ProcessName): 'here' | 'elsewhere' | 'past' {
  const sameHost = name.host === undefined || name.host === hostname();
  if (name.bootId !== bootId()) return sameHost ? 'past' : 'elsewhere';
  return name.namespace === undefined || name.namespace === pidNamespace() ? 'here' : 'elsewhere';
}

/** A holder that is elsewhere must have given a sign of life within this time; it gives one four times as often. */
export const SIGN_SECONDS = 120;

/**
 * Whether that very process still lives. Where its pid means nothing to us, `signAge` decides: seconds since the last sign of
 * life that it left in a file.
 */
export function stillLives(name: ProcessName, signAge?: () => number | undefined): boolean {
  switch (placeOfName(name)) {
    case 'past':
      return false;
    case 'elsewhere':
      return (signAge?.() ?? Number.POSITIVE_INFINITY) < SIGN_SECONDS;
    case 'here': {
      const startTime = startTimeOf(name.pid);
      return startTime !== undefined && (name.startTime === undefined || startTime === name.startTime);
    }
  }
}

/** The wall clock as the file system has it, also where a test sets another one. */
export function fileClock(): number {
  return performance.timeOrigin + performance.now();
}
