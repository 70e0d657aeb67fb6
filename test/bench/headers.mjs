/**
 * Reads the headers of a five-shard 22 GB checkpoint (holes instead of weights) with readCheckpoint and with a ten-line
 * script, in fresh processes and warm, and prints the ratio of the medians. `node test/bench/headers.mjs [RUNS]`
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'rolldown';

const here = fileURLToPath(new URL('.', import.meta.url));
const runs = Number(process.argv[2] ?? 15);
const work = mkdtempSync(join(tmpdir(), 'bench-headers-'));

/** What is measured, in one file: with `make FOLDER` it makes the checkpoint, else it times one reader on it. */
const PROGRAM = `
import { alpamayo } from '${here}../../src/objective/modules/inventory.ts';
import { readCheckpoint } from '${here}../../src/checkpoint/read.ts';
import { writeModel } from '${here}../unit/objective/checkpoint-files.ts';
import { tenLines } from '${here}ten-lines.mjs';
const [what, folder, times] = process.argv.slice(2);
if (what === 'make') writeModel(folder, { model_type: 'alpamayo_r1' }, alpamayo(), 5);
else {
  const read = what === 'ours' ? readCheckpoint : tenLines;
  const took = [];
  for (let i = 0; i < Number(times); i += 1) {
    const start = performance.now();
    read(folder);
    took.push(performance.now() - start);
  }
  process.stdout.write(JSON.stringify(took));
}
`;

const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];

try {
  const entry = join(work, 'program.ts');
  const program = join(work, 'program.mjs');
  const folder = join(work, 'model');
  writeFileSync(entry, PROGRAM);
  await build({ input: entry, platform: 'node', output: { file: program, format: 'esm' }, logLevel: 'warn' });
  const node = (...args) => execFileSync(process.execPath, [program, ...args], { encoding: 'utf8' });
  node('make', folder);
  const sizes = readdirSync(folder).map((name) => statSync(join(folder, name)).size);
  const gigabytes = sizes.reduce((sum, size) => sum + size, 0) / 1e9;
  process.stdout.write(`${sizes.length} files, ${gigabytes.toFixed(1)} GB\n`);
  const cold = { ours: [], script: [] };
  const whole = { ours: [], script: [] };
  // In turns, so that a busy machine slows both.
  for (let i = 0; i < runs; i += 1)
    for (const what of ['ours', 'script']) {
      const start = performance.now();
      cold[what].push(...JSON.parse(node(what, folder, '1')));
      whole[what].push(performance.now() - start);
    }
  const warm = {
    ours: JSON.parse(node('ours', folder, '60')),
    script: JSON.parse(node('script', folder, '60')),
  };
  for (const [name, { ours, script }] of Object.entries({
    'whole process': whole,
    'first read': cold,
    'later reads': warm,
  })) {
    for (const [how, pick] of [
      ['median', median],
      ['best', (values) => Math.min(...values)],
    ]) {
      const [a, b] = [pick(ours), pick(script)];
      const line = `ours ${a.toFixed(2)} ms, ten lines ${b.toFixed(2)} ms, ratio ${(a / b).toFixed(2)}`;
      process.stdout.write(`${name.padEnd(14)} ${how.padEnd(7)} ${line}\n`);
    }
  }
} finally {
  rmSync(work, { recursive: true, force: true });
}
