// How much processor time `data check` and a plan take, as ratios: each against a floor that reads the same bytes in the same run
// (find, cat and head; for a saved dataset pyarrow and json.loads of the same rows). Processor time, since others may use the cores.
//
//   npm run bench                        all rounds, as a table
//   npm run bench -- 2000 3 clips        2,000 samples, 3 rounds, one of the datasets
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { makeBlend, makeClips, makePictures, makeSaved } from './datasets.mjs';

const ROOT = resolve(import.meta.dirname, '../..');
const [samples = 10_000, rounds = 5] = process.argv.slice(2).map(Number).filter(Number.isFinite);
const only = process.argv.slice(2).filter((word) => !/^\d+$/.test(word));
const folder = mkdtempSync(join(tmpdir(), 'cookbook-bench-'));
const venv = join(ROOT, '.venv/bin/python');
const python = existsSync(venv) ? venv : 'python3';

// Milliseconds of processor and of wall time, and the largest resident size in MB, of a command.
function timed(command, args, env = {}) {
  const started = performance.now();
  const { stderr, status } = spawnSync('/usr/bin/time', ['-f', 'RSS %M CPU %U %S', command, ...args], {
    encoding: 'utf8',
    cwd: folder,
    env: { ...process.env, ...env },
    maxBuffer: 1 << 28,
  });
  const wall = performance.now() - started;
  const [, size, user, system] = /RSS (\d+) CPU ([\d.]+) ([\d.]+)/.exec(stderr) ?? [];
  if (status !== 0) throw new Error(`${command} ended with ${status}: ${stderr}`);
  return { ms: (Number(user) + Number(system)) * 1000, wall, rss: Number(size) / 1024 };
}

const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];
const AVHA = ['--preset', 'reason1-av-caption'];
const llava = (name) => [
  `${name}/annotations.json`,
  '--preset',
  'reason1-llava-sft',
  `custom.dataset.media_path=${name}/images`,
];
const clipFloor =
  'find . -type f | wc -l; find metas -type f -print0 | xargs -0 cat; find videos -type f -print0 | xargs -0 head -qc 16384';
const pictureFloor =
  'find . -type f | wc -l; cat annotations.json; find images -type f -print0 | xargs -0 head -qc 8192';

const DATASETS = {
  clips: { make: (path) => makeClips(path, samples), floor: clipFloor, args: ['clips', ...AVHA], plan: true },
  'many-clips': {
    make: (path) => makeClips(path, 5 * samples),
    floor: clipFloor,
    args: ['many-clips', ...AVHA],
  },
  pictures: { make: (path) => makePictures(path, samples), floor: pictureFloor, args: llava('pictures') },
  items: { make: (path) => makePictures(path, samples, 20), floor: pictureFloor, args: llava('items') },
  blend: {
    make: (path) => makeBlend(path, 5 * samples),
    floor:
      "find . -type f | wc -l; cat human/meta.json; find human -name '*.mp4' -print0 | xargs -0 head -qc 16384",
    args: [
      'blend',
      '--preset',
      'reason2-video-caption-vqa',
      'custom.dataset.subdirectories=["human"]',
      '~custom.dataset.weights',
    ],
  },
  saved: {
    make: (path) => makeSaved(path, 20 * samples, python),
    floor: `${python} -c 'import json, glob, pyarrow as pa
for name in glob.glob("saved/*.arrow"):
    for row in pa.ipc.open_stream(name).read_all()["conversations"]: json.loads(row.as_py())'`,
    args: ['saved/saved', '--preset', 'reason1-hf-sft'],
  },
};

try {
  for (const [dataset, { make, floor, args, plan }] of Object.entries(DATASETS)) {
    if (only.length > 0 && !only.includes(dataset)) continue;
    make(join(folder, dataset));
    const env = { XDG_CACHE_HOME: join(folder, 'cache') };
    const cli = (...words) => timed(process.execPath, [join(ROOT, 'dist/cli.js'), ...words], env);
    const read = () => timed('/bin/sh', ['-c', `cd '${join(folder, dataset)}' && { ${floor}; } > /dev/null`]);
    const rows = { reading: [], first: [], second: [], ...(plan ? { plan: [] } : {}) };
    read();
    for (let round = 0; round < rounds; round += 1) {
      rows.reading.push(read());
      rmSync(env.XDG_CACHE_HOME, { recursive: true, force: true });
      rows.first.push(cli('data', 'check', ...args, '--json'));
      rows.second.push(cli('data', 'check', ...args, '--json'));
      rows.plan?.push(cli('sft', '--dry-run', ...AVHA, '--dataset', join(folder, dataset), '--json'));
    }
    const reference = median(rows.reading.map(({ ms }) => ms));
    process.stdout.write(`${dataset}\n`);
    for (const [name, runs] of Object.entries(rows)) {
      const ms = median(runs.map((run) => run.ms));
      const rss = Math.max(...runs.map((run) => run.rss));
      const text = `${name.padEnd(8)} ${ms.toFixed(0).padStart(6)} ms  ${(ms / reference).toFixed(2)}x`;
      const wall = median(runs.map((run) => run.wall));
      process.stdout.write(`${text}  ${rss.toFixed(0)} MB  (${wall.toFixed(0)} ms of wall time)\n`);
    }
    rmSync(join(folder, dataset), { recursive: true, force: true });
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
