/**
 * Everything that is promised about speed, as one table: what it takes, against what, the goal, met or missed.
 *
 *   npm run bench                     all of it, some minutes
 *   npm run bench -- starts runs      some areas
 *   npm run bench -- data:clips       one dataset
 *
 * Ratios are of processor time against a floor that reads the same bytes, in turns in the same run. Nothing fails by its time.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const AREAS = ['starts', 'data', 'check', 'log', 'runs', 'supervise', 'install', 'headers'];
const asked = process.argv.slice(2);
const wanted = asked.length === 0 ? AREAS : [...new Set(asked.map((word) => word.split(':')[0]))];

const number = (value) =>
  value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);

function line({ what, value, unit, goal, memory, maxMemory, detail }) {
  const met = value <= goal && (maxMemory === undefined || memory < maxMemory);
  const limit = maxMemory === undefined ? '' : `, ${maxMemory} MB`;
  const size = memory === undefined ? '' : `${memory.toFixed(0)} MB`;
  const cells = [
    what.padEnd(40),
    `${number(value)} ${unit}`.padStart(16),
    `${goal} ${unit}${limit}`.padStart(20),
  ];
  return `${cells.join(' ')}  ${met ? 'met   ' : 'missed'} ${size.padStart(7)}  ${detail}\n`;
}

process.stdout.write(`${'what'.padEnd(40)} ${'takes'.padStart(16)} ${'goal: at most'.padStart(20)}\n`);
for (const area of wanted) {
  const folder = mkdtempSync(join(tmpdir(), 'cookbook-bench-'));
  try {
    const { rows } = await import(`./${area}.mjs`);
    const names = asked
      .filter((word) => word.startsWith(`${area}:`))
      .map((word) => word.slice(area.length + 1));
    for await (const row of rows(folder, names)) process.stdout.write(line(row));
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}
