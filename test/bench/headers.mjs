/** Reads the headers of a five-shard checkpoint (holes instead of weights) with readCheckpoint and with a ten-line script. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'rolldown';
import { inTurns, ratio, spent } from './measure.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));

/** What is measured, in one file: with `make FOLDER` it makes the checkpoint, else one reader reads it once. */
const PROGRAM = `
import { alpamayo } from '${here}../../src/objective/modules/inventory.ts';
import { readCheckpoint } from '${here}../../src/checkpoint/read.ts';
import { writeModel } from '${here}../unit/objective/checkpoint-files.ts';
import { tenLines } from '${here}ten-lines.mjs';
const [what, folder] = process.argv.slice(2);
if (what === 'make') writeModel(folder, { model_type: 'alpamayo_r1' }, alpamayo(), 5);
else (what === 'ours' ? readCheckpoint : tenLines)(folder);
`;

/** A process that reads once, with ours and with the script; what each reads is 22 GB in five shards. */
export async function* rows(work) {
  const entry = join(work, 'program.ts');
  const program = join(work, 'program.mjs');
  const folder = join(work, 'model');
  writeFileSync(entry, PROGRAM);
  await build({ input: entry, platform: 'node', output: { file: program, format: 'esm' }, logLevel: 'warn' });
  spent([process.execPath, program, 'make', folder]);
  const { ours, script } = inTurns(15, {
    ours: () => spent([process.execPath, program, 'ours', folder]),
    script: () => spent([process.execPath, program, 'script', folder]),
  });
  yield ratio('headers of a checkpoint of 22 GB', ours, script, 1.5);
}
