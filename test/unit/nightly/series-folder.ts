/** A series on the disk, without a process: runs with plans, checkpoints, exports and places in their series. */
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Io } from '../../../src/io.ts';
import { NIGHTLY } from '../../../src/nightly/schema.ts';
import type { Spec } from '../../../src/nightly/series-config.ts';
import { placeOf } from '../../../src/nightly/series-paths.ts';
import { type Member, writeMembership } from '../../../src/nightly/series-run.ts';
import { SECONDS } from '../run/records.ts';
import { type Given, member } from './members.ts';

interface Folder {
  readonly spec: Spec;
  readonly place: ReturnType<typeof placeOf>;
}

/** A series named `s`. */
export function seriesFolder(more: object = {}): Folder {
  const base = mkdtempSync(join(tmpdir(), 'cookbook-series-'));
  const file = NIGHTLY.parse({ schema_version: 1, name: 's', preset: 'p', ...more });
  const spec = { path: join(base, 'nightly.toml'), base, file };
  const place = placeOf(spec);
  mkdirSync(place.runs, { recursive: true });
  return { spec, place };
}

function safetensors(dtype: string, bytes: number): Buffer {
  const header = JSON.stringify({ w: { dtype, shape: [4], data_offsets: [0, bytes] } });
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  return Buffer.concat([length, Buffer.from(header), Buffer.alloc(bytes, 0x3f)]);
}

/** An export of one tensor. */
export function writeExport(path: string, dtype = 'F32', bytes = 16): string {
  mkdirSync(path, { recursive: true });
  writeFileSync(join(path, 'config.json'), '{}');
  writeFileSync(join(path, '00000.safetensors'), safetensors(dtype, bytes));
  writeFileSync(
    join(path, 'model.safetensors.index.json'),
    JSON.stringify({ metadata: {}, weight_map: { w: '00000.safetensors' } }),
  );
  return path;
}

/** A checkpoint of one rank. */
export function writeCheckpoint(train: string, step: number, marker = true): string {
  const path = join(train, 'checkpoints', `step_${step}`, 'policy');
  mkdirSync(path, { recursive: true });
  writeFileSync(join(path, 'cosmos_config'), '{}');
  for (const part of ['model', 'optimizer', 'scheduler', 'extra_info'])
    writeFileSync(join(path, `${part}_rank_0.pth`), 'x');
  if (marker) writeFileSync(join(path, '.rank_0_complete'), '');
  return path;
}

interface Made extends Given {
  /** The step of its export. */
  readonly exported?: number;
  readonly checkpoints?: readonly number[];
  readonly plan?: 'none';
}

/** A run as it lies in the series. */
export function makeRun({ place }: Folder, made: Made): Member {
  const { exported, checkpoints = [], plan, ...given } = made;
  const one = member(place.runs, { last: exported ?? 20, planned: 20, ...given });
  const { folder } = one.state.files;
  const train = join(folder, 'train');
  mkdirSync(train, { recursive: true });
  writeFileSync(join(folder, 'run.json'), JSON.stringify(one.state.record));
  if (plan !== 'none')
    writeFileSync(
      join(folder, 'plan.json'),
      JSON.stringify({
        schemaVersion: 1,
        id: given.id,
        preset: 'p',
        engine: '0.4.7',
        argv: ['cosmos-rl'],
        cwd: '/',
        env: {},
        config: '',
        gpus: 1,
        savingRanks: 1,
        outputDir: train,
        ports: {},
        expects: { checkpoint: true, export: true, lora: false },
        stop: SECONDS,
      }),
    );
  writeFileSync(join(folder, 'engine.log'), '');
  if (exported !== undefined) writeExport(join(train, 'safetensors', `step_${exported}`));
  for (const step of checkpoints) writeCheckpoint(train, step);
  writeMembership(folder, one.membership);
  return one;
}

/** The outside world, silent. */
export const IO = {
  env: { PATH: process.env['PATH'] },
  cwd: '/',
  now: () => Date.UTC(2026, 10, 24),
  monotonic: () => 0,
} as unknown as Io;
