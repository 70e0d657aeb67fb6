/** What a rehearsal measured, kept with what it was a rehearsal of: the same config, data and GPUs. */
import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { settingsBut } from '../config/value.ts';
import { adapterOf } from '../engine/registry.ts';
import type { HostFacts } from '../host/facts.ts';
import { readJsonFile } from '../json/read.ts';
import { jsonText } from '../json/text.ts';
import type { Prepared } from '../plan/prepare.ts';
import { writeAtomically } from './files.ts';

/** One rehearsal. */
export interface Rehearsal {
  readonly schemaVersion: 1;
  /** Made of config, model, data, engine and GPUs; `keyOf`. */
  readonly key: string;
  readonly at: string;
  readonly ok: boolean;
  readonly outcome: string;
  readonly preset: string;
  /** Ids of the runs that it was made of. */
  readonly runs: readonly string[];
  /** Largest of any step, of rank 0. */
  readonly allocatedGiB?: number;
  readonly reservedGiB?: number;
  readonly stepSeconds?: number;
  readonly startSeconds?: number;
  /** Samples of one of its steps, for each rank. */
  readonly batch: number;
  readonly miniBatch: number;
  readonly save?: { readonly bytes: number; readonly seconds: number };
  /** Tokens of the longest sample that it trained on. */
  readonly longestTokens: number;
  /** What of a rehearsal was not there, in words. */
  readonly notes: readonly string[];
}

/** Where rehearsals of the runs in a folder lie, with the runs that they are made of. */
export function rehearsalsIn(runs: string): string {
  return join(runs, 'rehearsals');
}

/** The fingerprint of a run: what it shares with the runs that its rehearsal tells of. Of weights it is their shape, not where they lie. */
export function keyOf(prepared: Prepared, facts: HostFacts): string {
  const { plan, config, model, dataset, memory } = prepared;
  const { keys, name: engine } = adapterOf(plan);
  const { family, parameters } = model;
  const known = family !== undefined && parameters !== undefined;
  const gpus = facts.gpus.ok
    ? facts.gpus.value.map(({ name, memoryTotalMiB }) => [name, memoryTotalMiB])
    : [];
  const told = {
    engine: [engine, plan.engine],
    gpus: [plan.gpus, gpus[0] ?? null],
    config: settingsBut(config, known ? [...keys.all, keys.model] : keys.all),
    model: known ? [family.name, parameters.count] : null,
    samples: dataset?.counts ?? null,
    longest: memory.request?.longest ?? null,
  };
  return createHash('sha256').update(JSON.stringify(told)).digest('hex').slice(0, 16);
}

const LARGEST = 16 * 1024 * 1024;

/** The last rehearsal of this very run, or `undefined`. */
export function rehearsalOf(runs: string, key: string): Rehearsal | undefined {
  const read = readJsonFile(join(rehearsalsIn(runs), `${key}.json`), LARGEST);
  const found = read.ok ? (read.value as Rehearsal | null) : null;
  return found?.schemaVersion === 1 && found.key === key ? found : undefined;
}

/** Keeps a rehearsal in the place of an older one of the same run. */
export function keepRehearsal(runs: string, rehearsal: Rehearsal): void {
  mkdirSync(rehearsalsIn(runs), { recursive: true });
  writeAtomically(join(rehearsalsIn(runs), `${rehearsal.key}.json`), jsonText(rehearsal));
}

/** Whether a run has passed its rehearsal as it is now: what `nightly` may ask for before it starts. */
export function isRehearsed(runs: string, prepared: Prepared, facts: HostFacts): boolean {
  return rehearsalOf(runs, keyOf(prepared, facts))?.ok === true;
}
