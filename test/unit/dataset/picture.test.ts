/** Headers of pictures: sizes, what is wrong with a file, and that no bytes crash the reader or make it read on. */
import { execFileSync } from 'node:child_process';
import {
  closeSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { pngEndsEarly } from '../../../src/dataset/picture/png.ts';
import { pictureIn, readPicture } from '../../../src/dataset/picture/read-picture.ts';
import { randomFrom } from '../../random.ts';
import { scratch } from './folders.ts';
import { jpeg, OTHERS, png } from './pictures.ts';

const folder = scratch();
const file = (bytes: Buffer | string, name = 'picture'): string => {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
};
const read = (bytes: Buffer | string) => readPicture(file(bytes));
const problemOf = (bytes: Buffer | string) => {
  const result = read(bytes);
  return result.ok ? result.picture : result.problem;
};

describe('a sound picture', () => {
  it.each([
    ['PNG', png(300, 200), 300, 200],
    ['JPEG', jpeg(640, 480), 640, 480],
    ['JPEG whose size stands behind 400 kB of profiles', jpeg(640, 480, 400_000), 640, 480],
    ...Object.entries(OTHERS).map(([name, bytes]) => [name, bytes, 64, 48] as const),
    ['JPEG with a video behind its end', Buffer.concat([jpeg(9, 8), Buffer.alloc(300_000, 1)]), 9, 8],
    ['PNG with bytes behind its end', Buffer.concat([png(5, 7), Buffer.alloc(50)]), 5, 7],
  ] as const)('%s', (_, bytes, width, height) => {
    expect(read(bytes)).toEqual({ ok: true, picture: { width, height } });
  });
});

describe('what is wrong with a file', () => {
  const whole = png(300, 200);

  it.each([
    ['no bytes', '', 'empty'],
    [
      'a Git LFS pointer',
      'version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 1\n',
      'lfs-pointer',
    ],
    ['a web page', '<html>404</html>', 'not-a-picture'],
    [
      'an SVG, which the engine cannot decode',
      '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>',
      'not-a-picture',
    ],
    ['a PNG cut in its data', whole.subarray(0, whole.length - 20), 'truncated'],
    ['a PNG cut before its last chunk', whole.subarray(0, whole.length - 12), 'truncated'],
    ['a JPEG cut in its pixels', jpeg(640, 480).subarray(0, -2), 'truncated'],
    ['a JPEG cut behind a profile', jpeg(640, 480, 400_000).subarray(0, -100), 'truncated'],
    ['a PNG of its signature', whole.subarray(0, 8), 'not-a-picture'],
    ['a PNG without width', png(0, 7), 'not-a-picture'],
  ])('%s', (_, bytes, problem) => {
    expect(problemOf(bytes)).toBe(problem);
  });

  it('what is no plain file', () => {
    const [pipe, link, inside] = ['pipe', 'link', 'folder'].map((name) => join(folder, name)) as [
      string,
      string,
      string,
    ];
    execFileSync('mkfifo', [pipe]);
    symlinkSync(join(folder, 'nowhere'), link);
    mkdirSync(inside);
    const problems = [pipe, inside, link, '/dev/zero', join(folder, 'a\0b')].map((path) => readPicture(path));
    expect(problems.map((result) => (result.ok ? 'ok' : result.problem))).toEqual([
      'not-a-file',
      'not-a-file',
      'unreadable',
      'not-a-file',
      'unreadable',
    ]);
  });

  it('is told without reading a huge file', () => {
    const path = join(folder, 'huge.png');
    const descriptor = openSync(path, 'w');
    writeSync(descriptor, png(300, 200).subarray(0, 33));
    ftruncateSync(descriptor, 5 * 1024 ** 3);
    closeSync(descriptor);
    const started = performance.now();
    expect(readPicture(path)).toMatchObject({ ok: false, problem: 'truncated' });
    expect(performance.now() - started).toBeLessThan(3000);
  });

  it('chunks without data do not keep it busy: a picture has a limited number', () => {
    const [signature, chunk] = [Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.alloc(8)];
    let reads = 0;
    const said = pngEndsEarly(Number.MAX_SAFE_INTEGER, (position) => {
      reads += 1;
      return position === 0 ? signature : chunk;
    });
    expect(said).toContain('more than 100000 chunks');
    expect(reads).toBeLessThan(100_010);
  });
});

describe('hostile bytes', () => {
  const seeds = [png(64, 48), png(3, 3), jpeg(640, 480), jpeg(64, 48, 3000), ...Object.values(OTHERS)];
  const MAGIC = [
    'RIFF',
    'II*\0',
    'MM\0*',
    '8BPS',
    '\0\0\0\fjP',
    'ftypavif',
    'icns',
    'DDS ',
    'P6\n',
    '<svg',
    'BM',
    '\0\0\x01\0',
  ];
  const EXTREMES = [0, 1, 7, 8, 0x7fffffff, 0x80000000, 0xffffffff, 0xfffffff4];

  function mutate(random: () => number): Buffer {
    const pick = (limit: number): number => Math.floor(random() * limit);
    let bytes = Buffer.from(seeds[pick(seeds.length)] ?? png(1, 1));
    for (let change = pick(6); change >= 0; change -= 1) {
      const at = pick(Math.max(1, bytes.length - 4));
      const kind = pick(6);
      if (kind === 0 && bytes.length > 0) bytes[at] = pick(256);
      else if (kind === 1 && bytes.length > 4) bytes.writeUInt32BE(EXTREMES[pick(EXTREMES.length)] ?? 0, at);
      else if (kind === 2) bytes = bytes.subarray(0, at);
      else if (kind === 3) bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(pick(bytes.length))]);
      else if (kind === 4 && bytes.length > 8)
        bytes.write(MAGIC[pick(MAGIC.length)] ?? '', pick(2) * 4, 'latin1');
      else bytes.fill(0, at, Math.min(bytes.length, at + pick(32)));
    }
    return bytes;
  }

  it('12,000 mutated pictures: no exception, and every size usable', () => {
    const random = randomFrom(20_261_126);
    const problems = new Map<string, number>();
    for (let round = 0; round < 12_000; round += 1) {
      const bytes = mutate(random);
      let asked = 0;
      const result = pictureIn(bytes.length, (position, length) => {
        asked += length;
        return bytes.subarray(position, position + length);
      });
      // Its head once or twice, and the heads of its chunks.
      expect(asked).toBeLessThan(4 * bytes.length + 128 * 1024);
      const outcome = result.ok ? 'ok' : result.problem;
      problems.set(outcome, (problems.get(outcome) ?? 0) + 1);
      if (!result.ok) continue;
      const { width, height } = result.picture;
      for (const number of [width, height]) {
        if (!(Number.isFinite(number) && number > 0))
          throw new Error(`round ${round}: ${JSON.stringify(result)}`);
      }
    }
    // The mutations must reach the inside of files, not only their first bytes.
    for (const outcome of ['ok', 'truncated', 'not-a-picture']) {
      expect(problems.get(outcome), outcome).toBeGreaterThan(50);
    }
  });
});
