/** The record of one night: a file that is written when it starts and replaced, whole, whenever more is known. */

import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { ProcessName } from '../executors/process-name.ts';
import type { Outcome, StepCount } from '../findings/outcome.ts';
import { readJsonFile } from '../json/read.ts';
import { jsonText } from '../json/text.ts';
import { writeAtomically } from '../run/files.ts';
import type { ResumePoint } from '../run/newest-whole.ts';
import type { Cause } from './cause.ts';
import type { GateResult } from './gate/apply.ts';
import type { ObjectiveNote } from './objective.ts';
import type { Rehearsed } from './rehearse-first.ts';
import type { Place } from './series-paths.ts';

/** One start of the engine, or its refusal: then `run` is null. */
export interface Attempt {
  readonly run: string | null;
  readonly record: string | null;
  readonly outcome: Outcome;
  readonly exitCode: number;
  readonly step?: StepCount;
  readonly resumedFrom?: ResumePoint;
  readonly reason?: string;
  /** What that rests on, and what helps. */
  readonly cause?: Cause;
  /** What the night decided to do, as one sentence. */
  readonly did?: string;
  /** First and last training loss, and the last on the held-out samples. */
  readonly loss?: { readonly first?: number; readonly last?: number; readonly validation?: number };
  /** Seconds that the engine ran, and on how many GPUs. */
  readonly seconds?: number;
  readonly gpus?: number;
  /** What was rehearsed before it; where that failed, nothing was started. */
  readonly rehearsal?: Rehearsed;
}

/** How a hook or a message ended; what it printed is not kept. */
export interface HookResult {
  /** `success`, `failure`, or the kind of message: `slack`, `teams`, `webhook`, `sendmail`. */
  readonly hook: string;
  readonly exitCode: number | null;
  readonly problem?: string;
}

export interface NightRecord {
  readonly schemaVersion: 1;
  readonly series: string;
  readonly night: string;
  /** 1, 2, …: the order of the nights, whatever the clock said; missing if the night did not get the series. */
  readonly sequence?: number;
  readonly status: 'running' | 'ended';
  readonly outcome: Outcome;
  readonly exitCode: number;
  /** One sentence: why it ended like this. */
  readonly reason: string;
  /** What a person should type, where there is something. */
  readonly help?: string;
  /** Why nothing was trained, in a night that had nothing to train. */
  readonly skipped?: string;
  /** It was stopped in the middle of a training, as planned. */
  readonly stopped?: 'deadline';
  readonly startedAt: string;
  readonly endedAt?: string;
  readonly deadline?: { readonly at: string; readonly text: string; readonly reserveSeconds: number };
  readonly attempts: readonly Attempt[];
  /** From where the next night goes on. */
  readonly resumePoint?: ResumePoint;
  readonly gate?: GateResult;
  /** The run that `last-good` points to now. */
  readonly lastGood?: string;
  readonly promoted?: string;
  readonly objective: ObjectiveNote;
  /** Takeovers, recoveries, refused checkpoints: what a person should read. */
  readonly notes: readonly string[];
  readonly removed: readonly string[];
  readonly hooks: readonly HookResult[];
  readonly supervisor: ProcessName;
}

const LARGEST = 16 * 1024 * 1024;

/** Writes the record of a night. */
export function writeNight(place: Place, night: NightRecord): void {
  mkdirSync(place.nights, { recursive: true });
  writeAtomically(join(place.nights, `${night.night}.json`), jsonText(night));
}

/** The number of the next night. Only the holder of the series' lease may ask. */
export function nextNight(place: Place): number {
  return (readNights(place).at(-1)?.sequence ?? 0) + 1;
}

/** Every readable night in the order of their start; the others are passed to `onBroken`. */
export function readNights(
  place: Place,
  onBroken: (path: string, why: string) => void = () => {},
): readonly NightRecord[] {
  if (!existsSync(place.nights)) return [];
  return readdirSync(place.nights)
    .filter((name) => name.endsWith('.json'))
    .flatMap((name) => {
      const path = join(place.nights, name);
      const read = readJsonFile(path, LARGEST);
      const value = read.ok ? (read.value as Partial<NightRecord> | null) : undefined;
      if (typeof value?.night === 'string' && Array.isArray(value.attempts)) return [value as NightRecord];
      onBroken(path, read.ok ? 'it is not the record of a night' : read.why);
      return [];
    })
    .sort((a, b) => (a.sequence ?? 0) - (b.sequence ?? 0));
}
