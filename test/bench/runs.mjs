/** `runs ls` on many records, without the start of the program: beside reading their run.json into a list in the same Node.js. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inTurns, ours, ratio, spent } from './measure.mjs';

/** Records as a run leaves them; dead ones say that they run, under a supervisor of this boot that is no more. */
function makeRecords(folder, count, dead) {
  const bootId = dead ? readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim() : 'none';
  for (let place = 0; place < count; place += 1) {
    const startedAt = new Date(Date.UTC(2026, 0, 1) + place * 60_000).toISOString();
    const id = `${startedAt.slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-')}-reason1-av-caption-${place.toString(16).padStart(6, '0')}`;
    const run = join(folder, id);
    mkdirSync(run, { recursive: true });
    const record = {
      schemaVersion: 1,
      id,
      preset: 'reason1-av-caption',
      ...(dead
        ? { status: 'running' }
        : { status: 'ended', outcome: 'succeeded', exitCode: 0, endedAt: startedAt }),
      step: { last: 220, planned: 220 },
      startedAt,
      engine: '0.4.7',
      supervisor: { pid: 4194305, bootId, startTime: '1' },
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
}

const READ = `const fs = require('node:fs');
const runs = process.argv[1];
const all = fs.readdirSync(runs).map((name) => JSON.parse(fs.readFileSync(runs + '/' + name + '/run.json', 'utf8')));
if (all.length === 0) process.exitCode = 1;`;

export function* rows(folder) {
  const [none, ended, dead] = ['none', 'ended', 'dead'].map((name) => join(folder, name));
  mkdirSync(none);
  makeRecords(ended, 5000, false);
  makeRecords(dead, 200, true);
  const list = (runs) => spent(ours('runs', 'ls', '--runs-dir', runs));
  const took = inTurns(9, {
    node: () => spent([process.execPath, '-e', '0']),
    read: () => spent([process.execPath, '-e', READ, ended]),
    none: () => list(none),
    ended: () => list(ended),
    dead: () => list(dead),
  });
  const above = (one, start) => ({ ...one, cpu: one.cpu - start.cpu });
  yield ratio('runs ls, 5,000 records', above(took.ended, took.none), above(took.read, took.node), 1.3);
  const value = above(took.dead, took.none).cpu / 1000;
  yield {
    what: 'runs ls, 200 dead ones',
    value,
    unit: 's',
    goal: 0.2,
    detail: 'above an empty list',
    memory: took.dead.memory,
  };
}
