/** The record while the night goes on; each change is on disk before the next step. */
import { ENGINES } from '../engine/registry.ts';
import { processName } from '../executors/process-name.ts';
import { ExitCode } from '../findings/exit-code.ts';
import { redact } from '../findings/secrets.ts';
import type { Io } from '../io.ts';
import { isDiskError } from './disk-error.ts';
import { type NightRecord, writeNight } from './night-record.ts';
import { objectiveNote } from './objective.ts';
import type { Spec } from './series-config.ts';
import type { Place } from './series-paths.ts';

/** The night so far, and how to add to it. */
export interface Journal {
  readonly now: () => NightRecord;
  /** Throws if it cannot be written: what was not recorded must not be built on. */
  readonly add: (patch: Partial<NightRecord>) => void;
  /** As `add`, for the end of a night: a full disk takes the file and not the telling. */
  readonly close: (patch: Partial<NightRecord>) => void;
  readonly note: (...texts: readonly string[]) => void;
}

/** A journal that begins with `start`. */
export function journalOf(start: NightRecord, place: Place, io: Io): Journal {
  let night = start;
  const add = (patch: Partial<NightRecord>) => {
    night = { ...night, ...patch };
    writeNight(place, night);
  };
  return {
    now: () => night,
    add,
    close: (patch) => {
      try {
        add(patch);
      } catch (error) {
        if (!isDiskError(error)) throw error;
      }
    },
    note: (...texts) => {
      if (texts.length === 0) return;
      const clean = texts.map((text) => redact(text, io.env));
      for (const text of clean) io.stderr.write(`${text}\n`);
      add({ notes: [...night.notes, ...clean] });
    },
  };
}

/** Whether a setting is one of adapters, in the keys of any engine. */
const setsLora = (item: string): boolean =>
  ENGINES.some(({ keys: { flags } }) => typeof flags.lora === 'string' && item.startsWith(flags.lora));

/** The record of a night that begins. */
export function firstRecord(spec: Spec, id: string, io: Io): NightRecord {
  return {
    schemaVersion: 1,
    series: spec.file.name,
    night: id,
    status: 'running',
    outcome: 'running',
    exitCode: ExitCode.ok,
    reason: 'it runs',
    startedAt: new Date(io.now()).toISOString(),
    attempts: [],
    objective: objectiveNote(spec.file.set.some(setsLora)),
    notes: [],
    removed: [],
    hooks: [],
    supervisor: processName(process.pid),
  };
}
