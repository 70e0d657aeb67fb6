/**
 * `data check` and a plan, each against a floor that reads the same bytes: find, cat and head; for a saved dataset pyarrow and
 * json.loads of the same rows. Beside it stands what Node.js takes to read and parse the same and do nothing else (reads.mjs).
 */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { makeBlend, makeClips, makePictures, makeSaved } from './datasets.mjs';
import { inTurns, ours, PYTHON, ratio, spent } from './measure.mjs';

const SAMPLES = 10_000;
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

/** How each is made, what reads it at least, and what it may take of that. */
const DATASETS = {
  clips: {
    what: 'AVHA, 10,000 clips',
    make: (path) => makeClips(path, SAMPLES),
    floor: clipFloor,
    args: ['clips', ...AVHA],
    goal: 1.8,
    plan: true,
  },
  'many-clips': {
    what: 'AVHA, 50,000 clips',
    make: (path) => makeClips(path, 5 * SAMPLES),
    floor: clipFloor,
    args: ['many-clips', ...AVHA],
    goal: 1.3,
  },
  pictures: {
    what: 'LLaVA, 10,000 pictures',
    make: (path) => makePictures(path, SAMPLES),
    floor: pictureFloor,
    args: llava('pictures'),
    goal: 3.2,
  },
  items: {
    what: 'LLaVA, 200,000 items',
    make: (path) => makePictures(path, SAMPLES, 20),
    floor: pictureFloor,
    args: llava('items'),
    goal: 20,
  },
  saved: {
    what: 'saved dataset, 200,000 rows',
    make: (path) => makeSaved(path, 20 * SAMPLES, PYTHON),
    floor: `${PYTHON} -c 'import json, glob, pyarrow as pa
for name in glob.glob("saved/*.arrow"):
    for row in pa.ipc.open_stream(name).read_all()["conversations"]: json.loads(row.as_py())'`,
    args: ['saved/saved', '--preset', 'reason1-hf-sft'],
    goal: 3,
    maxMemory: 150,
  },
  blend: {
    what: 'blended, 50,000 clips',
    make: (path) => makeBlend(path, 5 * SAMPLES),
    floor:
      "find . -type f | wc -l; cat human/meta.json; find human -name '*.mp4' -print0 | xargs -0 head -qc 16384",
    args: [
      'blend',
      '--preset',
      'reason2-video-caption-vqa',
      'custom.dataset.subdirectories=["human"]',
      '~custom.dataset.weights',
    ],
    goal: 2,
    maxMemory: 150,
  },
};

/** The rows of the datasets that are named, or of all. */
export function* rows(folder, names = []) {
  for (const [name, { what, make, floor, args, goal, maxMemory, plan }] of Object.entries(DATASETS)) {
    if (names.length > 0 && !names.includes(name)) continue;
    make(join(folder, name));
    const env = { XDG_CACHE_HOME: join(folder, 'cache') };
    const check = (more) => spent(ours('data', 'check', ...args, '--json', ...more), { env, cwd: folder });
    const forget = () => rmSync(env.XDG_CACHE_HOME, { recursive: true, force: true });
    const dry = ['sft', '--dry-run', ...AVHA, '--dataset', join(folder, name), '--json'];
    const took = inTurns(5, {
      reading: () => spent(['/bin/sh', '-c', `{ ${floor}; } > /dev/null`], { cwd: join(folder, name) }),
      node: () => spent([process.execPath, join(import.meta.dirname, 'reads.mjs'), join(folder, name)]),
      first: () => {
        forget();
        return check([]);
      },
      ...(plan ? { second: () => check([]), plan: () => spent(ours(...dry), { env, cwd: folder }) } : {}),
    });
    // Rows of Arrow are read by a library: there is no such number for them.
    const alone =
      name === 'saved'
        ? ''
        : `Node.js alone, reading the same: ${(took.node.cpu / took.reading.cpu).toFixed(2)} x`;
    yield ratio(`data check, ${what}`, took.first, took.reading, goal, { maxMemory, alone });
    if (plan) {
      const detail = `data check the second time: ${took.second.cpu.toFixed(0)} ms`;
      yield {
        what: 'sft --dry-run, 10,000 unchanged clips',
        value: took.plan.cpu / 1000,
        unit: 's',
        goal: 0.5,
        detail,
        memory: took.plan.memory,
      };
    }
    rmSync(join(folder, name), { recursive: true, force: true });
  }
}
