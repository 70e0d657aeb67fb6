/** `runs ls` on 5,000 records, beside reading their run.json into a list in the same Node.js; wall time, without the start of the program. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const CLI = join(resolve(import.meta.dirname, '../..'), 'dist/cli.js');
const COUNT = Number(process.argv[2] ?? 5000);
const folder = mkdtempSync(join(tmpdir(), 'bench-runs-'));
mkdirSync(join(folder, 'none'));
for (let place = 0; place < COUNT; place += 1) {
  const startedAt = new Date(Date.UTC(2026, 0, 1) + place * 60_000).toISOString();
  const id = `${startedAt.slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-')}-reason1-av-caption-${place.toString(16).padStart(6, '0')}`;
  const run = join(folder, 'runs', id);
  mkdirSync(run, { recursive: true });
  const record = {
    schemaVersion: 1,
    id,
    preset: 'reason1-av-caption',
    status: 'ended',
    outcome: 'succeeded',
    exitCode: 0,
    step: { last: 220, planned: 220 },
    startedAt,
    endedAt: startedAt,
    engine: '0.4.7',
    supervisor: { pid: 4194305, bootId: 'none' },
    findings: Array.from({ length: 4 }, (_, one) => ({
      id: 'flash-attn-missing',
      severity: 'info',
      subject: `subject ${one}`,
      message: 'flash-attn is not installed; the entry script uses sdpa attention instead.'.repeat(3),
      data: {},
    })),
  };
  writeFileSync(join(run, 'run.json'), JSON.stringify(record, null, 2));
}

const READ = `const fs = require('node:fs');
const runs = process.argv[1];
const all = fs.readdirSync(runs).map((name) => JSON.parse(fs.readFileSync(runs + '/' + name + '/run.json', 'utf8')));
if (all.length === 0) process.exitCode = 1;`;

function seconds(...args) {
  const before = process.hrtime.bigint();
  const { status, stdout } = spawnSync(process.execPath, args, { encoding: 'utf8', maxBuffer: 2 ** 28 });
  if (status !== 0) throw new Error(`${args[0]} ended ${status}`);
  return { took: Number(process.hrtime.bigint() - before) / 1e9, lines: stdout.split('\n').length - 1 };
}
const best = (...args) => Math.min(...Array.from({ length: 5 }, () => seconds(...args).took));

const runs = join(folder, 'runs');
if (seconds(CLI, 'runs', 'ls', '--runs-dir', runs).lines !== COUNT)
  throw new Error('not all runs are listed');
const ours =
  best(CLI, 'runs', 'ls', '--runs-dir', runs) - best(CLI, 'runs', 'ls', '--runs-dir', join(folder, 'none'));
const floor = best('-e', READ, runs) - best('-e', '');
rmSync(folder, { recursive: true });
process.stdout.write(
  `runs ls ${COUNT} records: ${ours.toFixed(2)} s; reading and parsing their run.json ${floor.toFixed(2)} s; ratio ${(ours / floor).toFixed(2)} (at most 2)\n`,
);
process.exitCode = ours / floor <= 2 ? 0 : 1;
