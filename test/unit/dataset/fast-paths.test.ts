/** The fast readers never say otherwise than the careful ones: 10,000 damaged clips, and pictures, and JSON texts. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { imageSize } from 'image-size';
import { describe, expect, test } from 'vitest';
import { flatClip } from '../../../src/dataset/mp4/flat.ts';
import { readMp4, readSource } from '../../../src/dataset/mp4/read-mp4.ts';
import { memorySource } from '../../../src/dataset/mp4/source.ts';
import { pictureIn, pngSize, readPicture } from '../../../src/dataset/picture/read-picture.ts';
import { parseJson } from '../../../src/json/read.ts';
import { keysWithin, keysWritten } from '../../../src/json/strictness.ts';
import { randomFrom } from '../../random.ts';
import { box, boxesOf } from './clips.ts';
import { scratch } from './folders.ts';
import { png } from './pictures.ts';

const ROOT = join(import.meta.dirname, '../../..');
const clips = ['examples/avha/videos', 'test/fixtures/dataset'].flatMap((folder) =>
  readdirSync(join(ROOT, folder))
    .filter((name) => name.endsWith('.mp4'))
    .map((name) => [name, readFileSync(join(ROOT, folder, name))] as const),
);

/** A copy with one thing wrong: bytes, a size, a cut, something behind or between the boxes. */
function damagedBy(random: () => number, bytes: Buffer): Buffer {
  const at = (length: number): number => Math.floor(random() * length);
  const copy = Buffer.from(bytes);
  const moov = copy.indexOf('moov', 0, 'latin1');
  const inHeader = moov + at(Math.min(1500, copy.length - moov));
  switch (at(8)) {
    case 0:
      copy[at(copy.length)] = at(256);
      return copy;
    case 1:
    case 2:
      copy[inHeader] = at(256);
      return copy;
    case 3:
      copy.writeUInt32BE(at(3) === 0 ? 0xffffffff : at(4000), Math.min(inHeader, copy.length - 4));
      return copy;
    case 4:
      return copy.subarray(0, at(copy.length));
    case 5:
      return Buffer.concat([copy, box(['free', 'moov', 'mdat', 'junk'][at(4)] ?? '', Buffer.alloc(at(40)))]);
    case 6:
      return Buffer.concat([copy, Buffer.alloc(1 + at(12), at(256))]);
    default: {
      const boxes = boxesOf(bytes).map(([, whole]) => whole);
      boxes.splice(at(boxes.length + 1), 0, boxes[at(boxes.length)] ?? Buffer.alloc(0));
      return Buffer.concat(boxes);
    }
  }
}

describe('clips', () => {
  test('of the usual kind are read by the fast reader, and all as by the careful one', () => {
    const fast = clips
      .filter(([, bytes]) => flatClip(memorySource(bytes)) !== undefined)
      .map(([name]) => name);
    expect(fast).toHaveLength(17);
    for (const [name, bytes] of clips) {
      const clip = flatClip(memorySource(bytes));
      if (clip !== undefined)
        expect([name, { ok: true, clip }]).toEqual([name, readSource(memorySource(bytes))]);
    }
  });

  test('10,000 damaged ones: whatever the fast reader answers, the careful one does', () => {
    const random = randomFrom(22);
    let answered = 0;
    for (let round = 0; round < 10_000; round += 1) {
      const [name, bytes] = clips[Math.floor(random() * clips.length)] ?? ['', Buffer.alloc(0)];
      const damaged = damagedBy(random, bytes);
      const clip = flatClip(memorySource(damaged));
      if (clip === undefined) continue;
      answered += 1;
      expect([name, round, { ok: true, clip }]).toEqual([name, round, readSource(memorySource(damaged))]);
    }
    // Most damage is to pixels or to boxes that nobody reads.
    expect(answered).toBeGreaterThan(2000);
  });

  test('which of two video tracks is the clip is left to the careful reader', () => {
    const [, bytes] = clips.find(([name]) => name === 'plain.mp4') ?? [];
    const twice = boxesOf(bytes ?? Buffer.alloc(0)).map(([type, whole]) => {
      if (type !== 'moov') return whole;
      const parts = boxesOf(whole.subarray(8)).map(([name, part]) =>
        name === 'trak' ? [part, part] : [part],
      );
      return box('moov', ...parts.flat());
    });
    expect(flatClip(memorySource(Buffer.concat(twice)))).toBeUndefined();
    expect(readSource(memorySource(Buffer.concat(twice)))).toMatchObject({ ok: true });
  });

  test('a box behind the movie that was cut is not missed, beyond the first kilobytes neither', () => {
    const path = join(scratch(), 'long.mp4');
    const [, bytes] = clips.find(([name]) => name === 'faststart.mp4') ?? [];
    const long = Buffer.concat([
      bytes ?? Buffer.alloc(0),
      box('mdat', Buffer.alloc(200_000)),
      box('free', Buffer.alloc(99)),
    ]);
    writeFileSync(path, long);
    expect(readMp4(path)).toMatchObject({ ok: true });
    writeFileSync(path, long.subarray(0, -1));
    expect(readMp4(path)).toMatchObject({ ok: false, problem: 'truncated' });
    writeFileSync(path, long.subarray(0, 100_000));
    expect(readMp4(path)).toMatchObject({ ok: false, problem: 'truncated' });
  });
});

describe('pictures', () => {
  test('5,000 damaged PNGs: the size is what the library says, out of the file as out of memory', () => {
    const random = randomFrom(23);
    const path = join(scratch(), 'a.png');
    const sound = png(640, 480);
    for (let round = 0; round < 5000; round += 1) {
      const bytes = Buffer.from(sound);
      bytes[Math.floor(random() * 40)] = Math.floor(random() * 256);
      let said: { readonly width: number; readonly height: number } | undefined;
      try {
        const { width, height } = imageSize(bytes);
        said = { width, height };
      } catch {
        said = undefined;
      }
      const fast = pngSize(bytes);
      if (fast !== undefined) expect([round, fast]).toEqual([round, said]);
      if (round % 25 > 0) continue;
      const cut = bytes.subarray(0, random() < 0.5 ? bytes.length : Math.floor(random() * bytes.length));
      writeFileSync(path, cut);
      expect(readPicture(path)).toEqual(pictureIn(cut.length, (at, length) => cut.subarray(at, at + length)));
    }
  });
});

describe('JSON', () => {
  test('2,000 texts: keys are counted as by a walk over all of them, and one that is written twice is seen', () => {
    const random = randomFrom(24);
    const made = (depth: number): string => {
      const kind = Math.floor(random() * (depth > 3 ? 4 : 6));
      const key = () => JSON.stringify(['a', 'b:', '"', '__proto__', '1'][Math.floor(random() * 5)]);
      if (kind === 4) return `[${Array.from({ length: 3 }, () => made(depth + 1)).join(',')}]`;
      if (kind === 5)
        return `{${Array.from({ length: 3 }, () => `${key()}: ${made(depth + 1)}`).join(', ')}}`;
      return ['1', '"x:y"', 'null', 'true'][kind] ?? '0';
    };
    const count = (value: unknown): number =>
      typeof value !== 'object' || value === null
        ? 0
        : Object.values(value).reduce(
            (sum: number, part) => sum + count(part),
            Array.isArray(value) ? 0 : Object.keys(value).length,
          );
    for (let round = 0; round < 2000; round += 1) {
      const text = made(0);
      const value: unknown = JSON.parse(text);
      expect([text, keysWithin(value)]).toEqual([text, count(value)]);
      expect([text, parseJson(text).ok]).toEqual([text, count(value) === keysWritten(text)]);
    }
  });
});
