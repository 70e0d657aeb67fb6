/** Names and atomic writing of the files of a run record, `runs/<id>/`. */
import { randomBytes } from 'node:crypto';
import {
  appendFileSync,
  closeSync,
  constants,
  fsyncSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { fileClock } from '../executors/process-name.ts';

/** The files of a run. */
export function runFiles(folder: string) {
  // No join(): a list of thousands of runs asks for all of them.
  const base = folder.endsWith('/') ? folder : `${folder}/`;
  return {
    folder,
    config: `${base}config.toml`,
    plan: `${base}plan.json`,
    findings: `${base}findings.json`,
    host: `${base}host.json`,
    /** Our own events, one JSON object a line. */
    events: `${base}events.ndjson`,
    /** What the entry script writes: steps, saves, validation. */
    trainEvents: `${base}train-events.ndjson`,
    /** What the run measured, one line each; docs/metrics.md. */
    metrics: `${base}metrics.ndjson`,
    /** What was known before the launch and a report shows: origins, objective, data. */
    context: `${base}context.json`,
    log: `${base}engine.log`,
    /** Which node and role wrote the lines of the log, of a run on several nodes; and their own logs. */
    logNodes: `${base}log-nodes.ndjson`,
    logs: `${base}logs`,
    /** What is asked of the job of a cluster. */
    job: `${base}job.json`,
    /** Somebody wants the run on a cluster to end. */
    stopAsked: `${base}stop-asked`,
    record: `${base}run.json`,
    entry: `${base}entry`,
  } as const;
}

export type RunFiles = ReturnType<typeof runFiles>;

/** Records name paths, hosts and settings: they are their owner's. */
export const PRIVATE = { file: 0o600, folder: 0o700 } as const;

/**
 * Writes a file so that readers see either the old or the whole new content, never a part. What is written first has a name that
 * nobody can know before, and is new: in a shared folder a link in its place would lead us into somebody's file.
 */
export function writeAtomically(path: string, content: string | Buffer, mode = 0o644): void {
  const part = `${path}.${randomBytes(8).toString('hex')}.part`;
  const file = openSync(part, 'wx', mode);
  try {
    try {
      // A write that the kernel cuts short (quota, the last page of a disk) is gone on with, or fails.
      writeFileSync(file, content);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(part, path);
  } catch (error) {
    rmSync(part, { force: true });
    // A call that is given a descriptor tells no path.
    throw Object.assign(error as Error, { path });
  }
}

/** Leaves a sign of life: whoever cannot look us up by our pid sees the time of this file. Never throws. */
export function leaveSign(path: string): void {
  const now = fileClock() / 1000;
  try {
    utimesSync(path, now, now);
  } catch {
    // the folder is gone or read-only: what is written next will say so
  }
}

/** Seconds since the last sign of life in a file; `undefined` where there is none. */
export function signAge(path: string): number | undefined {
  const status = statSync(path, { throwIfNoEntry: false });
  return status === undefined ? undefined : (fileClock() - status.mtimeMs) / 1000;
}

const { O_WRONLY, O_APPEND, O_CREAT, O_NONBLOCK, O_NOFOLLOW } = constants;

/** Appends lines to a file of a record; a full disk, a lost folder or a pipe in its place must not end the supervision. */
export function appendLines(path: string, lines: string): void {
  try {
    // Not to wait where somebody put a pipe that nobody reads, nor to add to the file that a link leads to.
    const file = openSync(path, O_WRONLY | O_APPEND | O_CREAT | O_NONBLOCK | O_NOFOLLOW, PRIVATE.file);
    try {
      appendFileSync(file, lines);
    } finally {
      closeSync(file);
    }
  } catch {
    // engine.log and the record still tell
  }
}

/** Appends one of our own events to events.ndjson. */
export function recordEvent(files: RunFiles, event: Readonly<Record<string, unknown>>): void {
  appendLines(files.events, `${JSON.stringify({ t: new Date().toISOString(), ...event })}\n`);
}
