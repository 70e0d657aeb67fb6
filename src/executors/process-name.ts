/** The name of a process that means one process for ever: a pid is reused, and counts per boot and per namespace. */
import { createHash } from 'node:crypto';
import { readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { commandOf, readProc, startTimeOf } from './process-table.ts';

export interface ProcessName {
  readonly pid: number;
  /** Start time in clock ticks since boot: a reused pid is another process. */
  readonly startTime?: string;
  readonly bootId: string;
  /** The host and the pid namespace in which the pid counts; records of before name none. */
  readonly host?: string;
  readonly namespace?: string;
  /** Of the process that wrote the name: a fingerprint of its command line, without which nobody signals it. */
  readonly command?: string;
}

/** A fingerprint of the command line of a process. */
export function commandPrint(pid: number): string {
  return createHash('sha256').update(commandOf(pid)).digest('hex').slice(0, 16);
}

/** Whether a value of a file, which anybody may have written, names a process. */
export function isProcessName(value: unknown): value is ProcessName {
  const { pid, bootId } = (value ?? {}) as Partial<Record<keyof ProcessName, unknown>>;
  return typeof pid === 'number' && typeof bootId === 'string';
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
    // That of a child changes where it is a script that calls another program.
    ...(pid === process.pid ? { command: commandPrint(pid) } : {}),
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

/** Clocks of two hosts differ by no more than a zone that was set wrong. */
const CLOCK_SECONDS = 86_400;

/**
 * Whether that very process still lives. Where its pid means nothing to us, `signAge` decides: seconds since the last sign of
 * life that it left in a file.
 */
export function stillLives(name: ProcessName, signAge?: () => number | undefined): boolean {
  switch (placeOfName(name)) {
    case 'past':
      return false;
    case 'elsewhere': {
      const age = signAge?.() ?? Number.POSITIVE_INFINITY;
      // Clocks differ, but a sign of next year is of a broken one, and would hold for ever.
      return age < SIGN_SECONDS && age > -CLOCK_SECONDS;
    }
    case 'here': {
      const startTime = startTimeOf(name.pid);
      // A pid alone proves nothing: every name that we write says when its process started.
      return startTime !== undefined && startTime === name.startTime;
    }
  }
}

/** The wall clock as the file system has it, also where a test sets another one. */
export function fileClock(): number {
  return performance.timeOrigin + performance.now();
}
