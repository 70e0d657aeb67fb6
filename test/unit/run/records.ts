/** Records and plans of runs as values, and records in folders, for whatever reads them. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LaunchPlan } from '../../../src/plan/launch-plan.ts';
import { type RunFiles, runFiles } from '../../../src/run/files.ts';
import type { RunRecord } from '../../../src/run/run-record.ts';

/** A run that somebody of another boot began; `more` says what matters to a test. */
export const runRecord = (more: Partial<RunRecord> = {}): RunRecord => ({
  schemaVersion: 1,
  id: 'run-7',
  preset: 'p',
  status: 'running',
  step: {},
  startedAt: '2026-11-28T00:00:00.000Z',
  engine: '0.4.7',
  supervisor: { pid: 1, bootId: 'another' },
  findings: [],
  ...more,
});

/** The files of a run below `runs` whose folder holds this record. */
export function putRecord(runs: string, record: RunRecord, name = record.id): RunFiles {
  const files = runFiles(join(runs, name));
  mkdirSync(files.folder, { recursive: true });
  writeFileSync(files.record, JSON.stringify(record));
  return files;
}

/** Waits a second for everything. */
export const SECONDS: LaunchPlan['stop'] = {
  stall: { controllerReady: 1, firstStep: 1, step: 1, finish: 1 },
  failureGrace: 1,
  gracefulStop: 1,
  terminate: 1,
};

/** A plan of one GPU that waits a second for everything and leaves nothing. */
export const launchPlan = (folder: string, more: Partial<LaunchPlan> = {}): LaunchPlan => ({
  schemaVersion: 1,
  id: 'run-7',
  preset: 'p',
  engine: '0.4.7',
  argv: [],
  cwd: folder,
  env: {},
  config: '',
  gpus: 1,
  savingRanks: 1,
  outputDir: join(folder, 'train'),
  ports: {},
  expects: { checkpoint: false, export: false, lora: false },
  stop: SECONDS,
  ...more,
});
