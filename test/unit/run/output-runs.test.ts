/** Runs in an output folder, as the engine lays them out. */
import { mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { outputRuns } from '../../../src/run/output-runs.ts';

const root = mkdtempSync(join(tmpdir(), 'output runs é'));

test('folders with checkpoints or exports are runs; best/, others and a missing folder are not', () => {
  for (const path of ['20260101000000/checkpoints', 'b/safetensors', 'best/checkpoints', 'notes'])
    mkdirSync(join(root, path), { recursive: true });
  expect(outputRuns('.', root)).toEqual(['20260101000000', 'b']);
  expect(outputRuns('missing', root)).toEqual([]);
});
