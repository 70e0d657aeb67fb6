// How long `data check` takes for 10,000 clips and 10,000 captions, against reading the same bytes with find, cat and head.
//
//   npm run bench                 all rounds, as a table
//   npm run bench -- 2000 3      2,000 samples, 3 rounds
import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '../..');
const [samples = 10_000, rounds = 5] = process.argv.slice(2).map(Number);
const folder = mkdtempSync(join(tmpdir(), 'cookbook-bench-'));

function make() {
  const example = (name) => join(ROOT, 'examples/avha', name);
  const label = JSON.parse(readFileSync(example('metas/example-02.label.json'), 'utf8'));
  for (const name of ['videos', 'metas', 'cache']) mkdirSync(join(folder, name));
  for (let number = 0; number < samples; number += 1) {
    const id = `clip-${String(number).padStart(6, '0')}`;
    copyFileSync(
      example(`videos/example-${String((number % 12) + 1).padStart(2, '0')}.camera_front_wide_120fov.mp4`),
      join(folder, 'videos', `${id}.camera_front_wide_120fov.mp4`),
    );
    const text = { ...label, safety_analysis: `${label.safety_analysis} Sample ${number}. `.repeat(4) };
    writeFileSync(join(folder, 'metas', `${id}.label.json`), JSON.stringify(text, null, 2));
  }
}

// Milliseconds, and the largest resident size in MB, of a command.
function timed(command, args, env = {}) {
  const started = performance.now();
  const { stderr, status } = spawnSync('/usr/bin/time', ['-f', 'RSS %M', command, ...args], {
    encoding: 'utf8',
    env: { ...process.env, ...env },
    maxBuffer: 1 << 28,
  });
  const ms = performance.now() - started;
  const rss = Number(/RSS (\d+)/.exec(stderr)?.[1]) / 1024;
  if (status !== 0) throw new Error(`${command} ended with ${status}: ${stderr}`);
  return { ms, rss };
}

const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];

try {
  make();
  const reading = `find . -type f | wc -l; find metas -type f -print0 | xargs -0 cat; find videos -type f -print0 | xargs -0 head -qc 16384`;
  const check = (...more) => {
    const args = [
      join(ROOT, 'dist/cli.cjs'),
      'data',
      'check',
      folder,
      '--preset',
      'reason1-av-caption',
      '--json',
    ];
    return timed(process.execPath, [...args, ...more], { XDG_CACHE_HOME: join(folder, 'cache') });
  };
  const fresh = () => rmSync(join(folder, 'cache'), { recursive: true, force: true });
  const rows = { reading: [], first: [], second: [] };
  execFileSync('/bin/sh', ['-c', `cd '${folder}' && { ${reading}; } > /dev/null`]);
  for (let round = 0; round < rounds; round += 1) {
    rows.reading.push(timed('/bin/sh', ['-c', `cd '${folder}' && { ${reading}; } > /dev/null`]));
    fresh();
    rows.first.push(check());
    rows.second.push(check());
  }
  const reference = median(rows.reading.map(({ ms }) => ms));
  for (const [name, runs] of Object.entries(rows)) {
    const ms = median(runs.map((run) => run.ms));
    const rss = Math.max(...runs.map((run) => run.rss));
    const text = `${name.padEnd(8)} ${ms.toFixed(0).padStart(6)} ms  ${(ms / reference).toFixed(2)}x`;
    process.stdout.write(`${text}  ${rss.toFixed(0)} MB\n`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
