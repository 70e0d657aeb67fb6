// Datasets of any size for the measurements: copies of the examples' clips, pictures of noise, labels with a number in them.
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import * as zlib from 'node:zlib';

const ROOT = resolve(import.meta.dirname, '../..');
const example = (name) => join(ROOT, 'examples/avha', name);
const label = JSON.parse(readFileSync(example('metas/example-02.label.json'), 'utf8'));

const idOf = (number) => `clip-${String(number).padStart(6, '0')}`;

function putClip(number, to) {
  const name = `example-${String((number % 12) + 1).padStart(2, '0')}.camera_front_wide_120fov.mp4`;
  copyFileSync(example(join('videos', name)), to);
}

const labelOf = (number) => ({
  ...label,
  safety_analysis: `${label.safety_analysis} Sample ${number}. `.repeat(4),
});

// Clips and captions in the AVHA layout.
export function makeClips(folder, samples) {
  for (const name of ['videos', 'metas']) mkdirSync(join(folder, name), { recursive: true });
  for (let number = 0; number < samples; number += 1) {
    putClip(number, join(folder, 'videos', `${idOf(number)}.camera_front_wide_120fov.mp4`));
    writeFileSync(
      join(folder, 'metas', `${idOf(number)}.label.json`),
      JSON.stringify(labelOf(number), null, 2),
    );
  }
}

// One sub-directory of a blend: a meta file with the labels in it, and a clip for each.
export function makeBlend(folder, samples) {
  mkdirSync(join(folder, 'human'), { recursive: true });
  const items = [];
  for (let number = 0; number < samples; number += 1) {
    const media = `${idOf(number)}.mp4`;
    putClip(number, join(folder, 'human', media));
    items.push({ id: number, media, label: { ...labelOf(number), critical_object: [] } });
  }
  writeFileSync(join(folder, 'human/meta.json'), JSON.stringify(items, null, 1));
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

// Questions about pictures, in one LLaVA-style file: `questions` for each of them, in rounds.
export function makePictures(folder, pictures, questions = 1) {
  mkdirSync(join(folder, 'images'), { recursive: true });
  const bytes = noise();
  const items = [];
  const nameOf = (number) => `${String(number).padStart(12, '0')}.png`;
  for (let number = 0; number < pictures; number += 1)
    writeFileSync(join(folder, 'images', nameOf(number)), bytes);
  for (let number = 0; number < pictures * questions; number += 1) {
    const value = `This is sample ${number}: a picture of noise in which nothing can be seen. `.repeat(6);
    const conversations = [
      { from: 'human', value: '<image>\nWhat do you see?' },
      { from: 'gpt', value },
    ];
    items.push({ id: String(number), image: nameOf(number % pictures), conversations });
  }
  writeFileSync(join(folder, 'annotations.json'), JSON.stringify(items, null, 2));
}

// A saved Hugging Face dataset of conversations about twelve clips.
export function makeSaved(folder, rows, python) {
  mkdirSync(join(folder, 'clips'), { recursive: true });
  for (let number = 0; number < 12; number += 1) putClip(number, join(folder, 'clips', `${number}.mp4`));
  const program = `
import json, sys
from datasets import Dataset
folder, rows = sys.argv[1], int(sys.argv[2])
def row(n):
    user = [{"type": "video", "video": f"{folder}/clips/{n % 12}.mp4"}, {"type": "text", "text": "What happens?"}]
    answer = f"In sample {n} a car waits at the light, and then it goes on. " * 4
    return json.dumps([{"role": "user", "content": user}, {"role": "assistant", "content": answer}])
Dataset.from_dict({"conversations": [row(n) for n in range(rows)]}).save_to_disk(f"{folder}/saved")`;
  const made = spawnSync(python, ['-c', program, folder, String(rows)], { encoding: 'utf8' });
  if (made.status !== 0) throw new Error(`the saved dataset could not be made: ${made.stderr}`);
}
