/** The name of a process that means one process for ever: a pid is reused, and counts per boot and per namespace. */
import { readlinkSync } from 'node:fs';
import { readProc, startTimeOf } from './process-table.ts';

export interface ProcessName {
  readonly pid: number;
  /** Start time in clock ticks since boot: a reused pid is another process. */
  readonly startTime?: string;
  readonly bootId: string;
  /** The pid namespace in which the pid counts; records of before name none. */
  readonly namespace?: string;
}

/** The id of this boot of the machine; an empty text where the kernel does not tell. */
export function bootId(): string {
  return (readProc('sys/kernel/random/boot_id') ?? '').trim();
}

/** The pid namespace of this process; `undefined` where the kernel does not tell. */
export function pidNamespace(): string | undefined {
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
    ...(startTime === undefined ? {} : { startTime }),
    ...(namespace === undefined ? {} : { namespace }),
  };
}

/** Whether the name can be looked up here at all: of this boot, and of this namespace. */
export function isOfHere(name: ProcessName): boolean {
  return name.bootId === bootId() && (name.namespace === undefined || name.namespace === pidNamespace());
}

/** Whether that very process still lives. */
export function stillLives(name: ProcessName): boolean {
  if (!isOfHere(name)) return false;
  const startTime = startTimeOf(name.pid);
  return startTime !== undefined && (name.startTime === undefined || startTime === name.startTime);
}
