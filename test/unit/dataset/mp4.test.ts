import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Clip } from '../../../src/dataset/mp4/clip.ts';
import { type Mp4Problem, readMp4, readSource } from '../../../src/dataset/mp4/read-mp4.ts';
import { memorySource, type Source } from '../../../src/dataset/mp4/source.ts';
import { randomFrom } from '../../random.ts';
import { box, boxesOf, clipBytes, clipPath, longBox, patched, withoutBox } from './clips.ts';

const folder = mkdtempSync(join(tmpdir(), 'cookbook-mp4-'));

const plain = clipBytes('plain');
const faststart = clipBytes('faststart');
const fragmented = clipBytes('fragmented');

const PLAIN: Clip = {
  durationSeconds: 2,
  frames: 20,
  fps: 10,
  width: 64,
  height: 48,
  codec: 'avc1',
  fragmented: false,
  edited: false,
  rotation: 0,
};

const read = (bytes: Buffer) => readSource(memorySource(bytes));

/** Beside a checkout in CI. */
const REAL = join(import.meta.dirname, '../../../../shared/data');

describe('clips agree with decord', () => {
  it.each<[string, Partial<Clip>]>([
    ['plain', {}],
    ['faststart', {}],
    ['with-sound', {}],
    ['fragmented', { fragmented: true }],
    ['edited', { edited: true, durationSeconds: 1.45 }],
    ['rotated', { rotation: 270, width: 48, height: 64 }],
    ['three-frames', { frames: 3, durationSeconds: 0.3 }],
  ])('%s', (name, differs) => {
    const expected = { ok: true, clip: { ...PLAIN, ...differs } };
    expect(readMp4(clipPath(name))).toEqual(expected);
    expect(read(clipBytes(name))).toEqual(expected);
  });

  // Two real clips of public repositories; on a machine without the shared folder the examples stand for them.
  it.skipIf(!existsSync(REAL))('real ones', () => {
    const found = ['packer-sample', 'reason-sample'].map((name) => readMp4(join(REAL, `${name}.mp4`)));
    expect(found).toMatchObject([
      { clip: { frames: 100, width: 640, height: 512, codec: 'avc1' } },
      { clip: { frames: 10, fps: 4, width: 1008, height: 560, durationSeconds: 2.5 } },
    ]);
    expect(found[0]).toMatchObject({ clip: { fps: expect.closeTo(9.99736, 4) } });
  });
});

describe('unusual but sound files', () => {
  const [ftyp, free, mdat, moov] = ['ftyp', 'free', 'mdat', 'moov'].map(
    (type) => boxesOf(plain).find(([name]) => name === type)?.[1] ?? Buffer.alloc(0),
  ) as [Buffer, Buffer, Buffer, Buffer];

  it.each<[string, Buffer]>([
    [
      '64-bit sizes',
      Buffer.concat([ftyp, free, longBox('mdat', mdat.subarray(8)), longBox('moov', moov.subarray(8))]),
    ],
    [
      'a last box of size 0',
      Buffer.concat([withoutBox(faststart, 'mdat'), Buffer.from('\0\0\0\0mdat'), mdat.subarray(8)]),
    ],
    ['no ftyp, as in old QuickTime', withoutBox(plain, 'ftyp')],
    ['a foreign box between', Buffer.concat([ftyp, box('uuid', Buffer.alloc(40)), free, mdat, moov])],
    ['zeros behind the movie', Buffer.concat([plain, Buffer.alloc(100)])],
    ['text behind the movie', Buffer.concat([plain, Buffer.from('checksum: 1234')])],
    ['three bytes behind the movie', Buffer.concat([plain, Buffer.alloc(3)])],
  ])('%s', (_, bytes) => expect(read(bytes)).toEqual({ ok: true, clip: PLAIN }));
});

describe('what cannot be trained on has a typed problem', () => {
  const pointer = 'version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n';
  it.each<[string, Mp4Problem, Buffer]>([
    ['nothing', 'empty', Buffer.alloc(0)],
    ['a Git LFS pointer', 'lfs-pointer', Buffer.from(pointer)],
    ['zeros', 'not-mp4', Buffer.alloc(4096)],
    ['one byte', 'not-mp4', Buffer.from('x')],
    ['a web page', 'not-mp4', Buffer.from('<!DOCTYPE html><html>404</html>')],
    ['an XML error', 'not-mp4', Buffer.from('<?xml version="1.0"?><Error>AccessDenied</Error>')],
    ['a picture', 'not-mp4', Buffer.from('\x89PNG\r\n\x1a\n', 'latin1')],
    ['Matroska', 'other-container', clipBytes('matroska')],
    ['sound only', 'no-video-track', clipBytes('sound-only')],
    ['a copy that was cut off in its data', 'truncated', faststart.subarray(0, faststart.length - 100)],
    ['a copy that was cut off in its header', 'truncated', plain.subarray(0, plain.length - 10)],
    ['a recording without its header', 'truncated', withoutBox(plain, 'moov')],
    ['only the beginning', 'not-mp4', withoutBox(withoutBox(plain, 'moov'), 'mdat')],
    ['frames behind the end of the file', 'truncated', patched(plain, 'stco', 8, 0x7fffffff)],
    ['fragments that were never written', 'no-frames', withoutBox(withoutBox(fragmented, 'moof'), 'mdat')],
    ['no frames in its table', 'no-frames', patched(plain, 'stsz', 8, 0)],
    ['a timescale of 0', 'no-frames', patched(plain, 'mdhd', 12, 0)],
    ['a picture size of 0', 'no-video-track', patched(plain, 'stsd', 40, 0)],
    ['a box that claims 4 GB', 'truncated', patched(plain, 'free', -8, 0xffffffff)],
    ['a box of size 4', 'not-mp4', patched(plain, 'ftyp', -8, 4)],
  ])('%s: %s', (_, problem, bytes) => {
    const result = read(bytes);
    expect(result).toMatchObject({ ok: false, problem });
    expect(!result.ok && result.detail).toMatch(/^(it|its|at) /);
  });

  it('a huge movie header is not read', () => {
    const asked: number[] = [];
    const header = Buffer.alloc(16);
    header.writeUInt32BE(1);
    header.write('moov', 4, 'latin1');
    header.writeBigUInt64BE(1n << 40n, 8);
    const source: Source = {
      size: 2 ** 41,
      read(position, length) {
        asked.push(length);
        return position === 0 ? header.subarray(0, length) : Buffer.alloc(length);
      },
    };
    expect(readSource(source)).toMatchObject({ ok: false, problem: 'not-mp4' });
    expect(Math.max(...asked)).toBeLessThanOrEqual(64);
  });

  it('a file of countless boxes is given up', () => {
    const bytes = Buffer.alloc(8 * 200_000);
    for (let at = 0; at < bytes.length; at += 8) bytes.write('\0\0\0\x08free', at, 'latin1');
    expect(read(bytes)).toMatchObject({ ok: false, problem: 'not-mp4' });
  });
});

describe('paths', () => {
  it.each<[string, Mp4Problem, (path: string) => void]>([
    ['a folder', 'not-a-file', (path) => mkdirSync(path)],
    ['a pipe', 'not-a-file', (path) => execFileSync('mkfifo', [path])],
    ['a broken link', 'unreadable', (path) => symlinkSync('/nowhere/clip.mp4', path)],
    ['a link to itself', 'unreadable', (path) => symlinkSync(path, path)],
    ['nothing', 'unreadable', () => undefined],
  ])('%s: %s', (name, problem, make) => {
    const path = join(folder, `${name}.mp4`);
    make(path);
    expect(readMp4(path)).toMatchObject({ ok: false, problem });
  });

  it('a sparse clip of 5 GB is read in no time', () => {
    const path = join(folder, 'sparse.mp4');
    const moov = boxesOf(plain).find(([type]) => type === 'moov')?.[1] ?? Buffer.alloc(0);
    const size = 5 * 1024 ** 3;
    const header = Buffer.alloc(16);
    header.writeUInt32BE(1);
    header.write('mdat', 4, 'latin1');
    header.writeBigUInt64BE(BigInt(size), 8);
    writeFileSync(path, Buffer.concat([box('ftyp', Buffer.from('isom\0\0\x02\0')), moov, header]));
    truncateSync(path, 16 + moov.length + size);
    const started = performance.now();
    expect(readMp4(path)).toMatchObject({ ok: true, clip: { frames: 20 } });
    expect(performance.now() - started).toBeLessThan(200);
  });
});

describe('hostile bytes', () => {
  const seeds = ['plain', 'faststart', 'fragmented', 'edited', 'rotated', 'with-sound', 'sound-only'].map(
    clipBytes,
  );
  const EXTREMES = [0, 1, 2, 7, 8, 0x7fffffff, 0x80000000, 0xffffffff, 0xfffffff8];

  function mutate(random: () => number): Buffer {
    const pick = (limit: number): number => Math.floor(random() * limit);
    const seed = seeds[pick(seeds.length)] ?? plain;
    let bytes = Buffer.from(seed);
    for (let change = pick(6); change >= 0; change -= 1) {
      const at = pick(Math.max(1, bytes.length - 4));
      const kind = pick(6);
      if (kind === 0) bytes[at] = pick(256);
      else if (kind === 1 && bytes.length > 4) bytes.writeUInt32BE(EXTREMES[pick(EXTREMES.length)] ?? 0, at);
      else if (kind === 2) bytes = bytes.subarray(0, at);
      else if (kind === 3) bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(pick(bytes.length))]);
      else if (kind === 4) bytes = Buffer.concat([bytes, bytes.subarray(at)]);
      else bytes.fill(0, at, Math.min(bytes.length, at + pick(32)));
    }
    return bytes;
  }

  it('20,000 mutated clips: no exception, and every number usable', () => {
    const random = randomFrom(20_261_124);
    const problems = new Map<string, number>();
    for (let round = 0; round < 20_000; round += 1) {
      const result = read(mutate(random));
      const outcome = result.ok ? 'ok' : result.problem;
      problems.set(outcome, (problems.get(outcome) ?? 0) + 1);
      if (!result.ok) continue;
      const { frames, fps, durationSeconds, width, height } = result.clip;
      for (const number of [frames, fps, durationSeconds, width, height]) {
        if (!(Number.isFinite(number) && number > 0))
          throw new Error(`round ${round}: ${JSON.stringify(result)}`);
      }
    }
    // The mutations must reach the inside of files, not only their first bytes.
    for (const outcome of ['ok', 'truncated', 'not-mp4', 'no-video-track', 'no-frames']) {
      expect(problems.get(outcome), outcome).toBeGreaterThan(50);
    }
  });
});
