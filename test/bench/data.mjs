// How long `data check` takes for 10,000 clips and 10,000 captions, and for a LLaVA-style file of 10,000 questions about
// 10,000 pictures, against reading the same bytes with find, cat and head.
//
//   npm run bench                 all rounds, as a table
//   npm run bench -- 2000 3      2,000 samples, 3 rounds
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import * as zlib from 'node:zlib';

const ROOT = resolve(import.meta.dirname, '../..');
const [samples = 10_000, rounds = 5] = process.argv.slice(2).map(Number);
const folder = mkdtempSync(join(tmpdir(), 'cookbook-bench-'));

function makeClips() {
  const example = (name) => join(ROOT, 'examples/avha', name);
  const label = JSON.parse(readFileSync(example('metas/example-02.label.json'), 'utf8'));
  for (const name of ['videos', 'metas']) mkdirSync(join(folder, 'clips', name), { recursive: true });
  for (let number = 0; number < samples; number += 1) {
    const id = `clip-${String(number).padStart(6, '0')}`;
    copyFileSync(
      example(`videos/example-${String((number % 12) + 1).padStart(2, '0')}.camera_front_wide_120fov.mp4`),
      join(folder, 'clips/videos', `${id}.camera_front_wide_120fov.mp4`),
    );
    const text = { ...label, safety_analysis: `${label.safety_analysis} Sample ${number}. `.repeat(4) };
    writeFileSync(join(folder, 'clips/metas', `${id}.label.json`), JSON.stringify(text, null, 2));
  }
}

// A PNG of a pattern, 160x120, in chunks as most writers make them.
function noise() {
  const chunk = (type, data) => {
    const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
    const ends = Buffer.alloc(8);
    ends.writeUInt32BE(data.length);
    ends.writeUInt32BE(zlib.crc32?.(body) ?? 0, 4);
    return Buffer.concat([ends.subarray(0, 4), body, ends.subarray(4)]);
  };
  const rows = Buffer.alloc(481 * 120);
  for (let at = 0; at < rows.length; at += 1) rows[at] = at % 481 === 0 ? 0 : (at * at * 31) >>> 3;
  const data = zlib.deflateSync(rows);
  const parts = [];
  for (let at = 0; at < data.length; at += 8192) parts.push(chunk('IDAT', data.subarray(at, at + 8192)));
  const header = Buffer.from('000000a0000000780802000000', 'hex');
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', header),
    ...parts,
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function makePictures() {
  mkdirSync(join(folder, 'pictures/images'), { recursive: true });
  const bytes = noise();
  const items = [];
  for (let number = 0; number < samples; number += 1) {
    const image = `${String(number).padStart(12, '0')}.png`;
    writeFileSync(join(folder, 'pictures/images', image), bytes);
    const value = `This is sample ${number}: a picture of noise in which nothing can be seen. `.repeat(6);
    const conversations = [
      { from: 'human', value: '<image>\nWhat do you see?' },
      { from: 'gpt', value },
    ];
    items.push({ id: String(number), image, conversations });
  }
  writeFileSync(join(folder, 'pictures/annotations.json'), JSON.stringify(items, null, 2));
}

// Milliseconds, and the largest resident size in MB, of a command.
function timed(command, args, env = {}) {
  const started = performance.now();
  const { stderr, status } = spawnSync('/usr/bin/time', ['-f', 'RSS %M', command, ...args], {
    encoding: 'utf8',
    cwd: folder,
    env: { ...process.env, ...env },
    maxBuffer: 1 << 28,
  });
  const ms = performance.now() - started;
  const rss = Number(/RSS (\d+)/.exec(stderr)?.[1]) / 1024;
  if (status !== 0) throw new Error(`${command} ended with ${status}: ${stderr}`);
  return { ms, rss };
}

const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];

const DATASETS = {
  clips: {
    make: makeClips,
    reading: `find . -type f | wc -l; find metas -type f -print0 | xargs -0 cat; find videos -type f -print0 | xargs -0 head -qc 16384`,
    args: ['clips', '--preset', 'reason1-av-caption'],
  },
  pictures: {
    make: makePictures,
    reading: `find . -type f | wc -l; cat annotations.json; find images -type f -print0 | xargs -0 head -qc 8192`,
    args: [
      'pictures/annotations.json',
      '--preset',
      'reason1-llava-sft',
      'custom.dataset.media_path=pictures/images',
    ],
  },
};

try {
  for (const [dataset, { make, reading, args }] of Object.entries(DATASETS)) {
    make();
    const read = () =>
      timed('/bin/sh', ['-c', `cd '${join(folder, dataset)}' && { ${reading}; } > /dev/null`]);
    const check = () =>
      timed(process.execPath, [join(ROOT, 'dist/cli.js'), 'data', 'check', ...args, '--json'], {
        XDG_CACHE_HOME: join(folder, 'cache'),
      });
    const rows = { reading: [], first: [], second: [] };
    read();
    for (let round = 0; round < rounds; round += 1) {
      rows.reading.push(read());
      rmSync(join(folder, 'cache'), { recursive: true, force: true });
      rows.first.push(check());
      rows.second.push(check());
    }
    const reference = median(rows.reading.map(({ ms }) => ms));
    process.stdout.write(`${samples} ${dataset}\n`);
    for (const [name, runs] of Object.entries(rows)) {
      const ms = median(runs.map((run) => run.ms));
      const rss = Math.max(...runs.map((run) => run.rss));
      const text = `${name.padEnd(8)} ${ms.toFixed(0).padStart(6)} ms  ${(ms / reference).toFixed(2)}x`;
      process.stdout.write(`${text}  ${rss.toFixed(0)} MB\n`);
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
