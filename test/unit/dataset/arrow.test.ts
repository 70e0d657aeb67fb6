/** Files of saved datasets: those that the real `datasets` package wrote, large ones, and damaged ones. */
import { execFileSync } from 'node:child_process';
import { closeSync, ftruncateSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { float64, list, utf8 } from '@uwdata/flechette';
import { describe, expect, it } from 'vitest';
import { typeWords } from '../../../src/dataset/arrow/column-type.ts';
import { Damaged } from '../../../src/dataset/arrow/flatbuffer.ts';
import { arrowLibrary, partsOf } from '../../../src/dataset/arrow/rows.ts';
import { messagesOf } from '../../../src/dataset/arrow/stream.ts';
import { Notes } from '../../../src/dataset/finding-collector.ts';
import { savedRows } from '../../../src/dataset/saved-rows.ts';
import { scratch } from './folders.ts';
import { arrowBytes, saveDataset, texts } from './saved.ts';

const fixture = (name: string): string =>
  fileURLToPath(new URL(`../../fixtures/dataset/saved/${name}`, import.meta.url));

async function read(path: string, column = 'conversations') {
  const values: unknown[] = [];
  let [columns, end] = ['', ''];
  for (const part of partsOf(await arrowLibrary(), path, column, () => undefined)) {
    if (part.kind === 'fields')
      columns = part.fields.map(({ name, type }) => `${name}: ${typeWords(type)}`).join(', ');
    else if (part.kind === 'end') end = part.end;
    else for (let place = 0; place < part.length; place += 1) values.push(part.value(place));
  }
  return { columns, end, values };
}

async function rows(root: string) {
  const notes = new Notes();
  const values: unknown[] = [];
  for (const { value } of await savedRows(root, { column: 'conversations' }, notes)) values.push(value);
  return { values, ids: notes.findings(root).map(({ id, severity }) => `${severity} ${id}`) };
}

const answerOf = (row: unknown): string => (typeof row === 'string' ? JSON.parse(row) : []).at(-1).content;
const ANSWERS = [0, 1, 2, 3].map((number) => `It is ${number}: é 漢字.`);

describe('what datasets 5.2 has written', () => {
  it.each([
    ['string', 'string'],
    ['large-string', 'large_string'],
    ['string-view', 'string_view'],
  ])('%s', async (name, type) => {
    const found = await read(join(fixture(name), 'data-00000-of-00001.arrow'));
    expect(found).toMatchObject({ columns: `conversations: ${type}`, end: 'marked' });
    expect(found.values.map(answerOf)).toEqual(ANSWERS);
    expect((await rows(fixture(name))).ids).toEqual([]);
  });

  it('a dictionary', async () => {
    const { columns, values } = await read(fixture('dictionary.arrow'));
    expect(columns).toBe('conversations: dictionary<string>');
    expect(values.map(answerOf)).toEqual([ANSWERS[0], ANSWERS[1], ANSWERS[0]]);
  });

  it('lists of structs, with null for what is left out', async () => {
    const { values, ids } = await rows(fixture('structs'));
    expect(values[2]).toMatchObject([
      { role: 'system', content: [{ type: 'text', text: 'Be brief.', video: null }] },
      { role: 'user', content: [{ type: 'video', text: null, video: 'a.mp4' }, { text: 'What is 2?' }] },
      { role: 'assistant', content: [{ type: 'text', text: ANSWERS[2] }] },
    ]);
    expect(ids).toEqual(['info columns-unread']);
  });

  it('three files, in their order, beside a column of numbers', async () => {
    const { values, ids } = await rows(fixture('shards'));
    expect(values.map(answerOf)).toEqual(ANSWERS);
    expect(ids).toEqual(['warning columns-unread']);
  });

  it('a DatasetDict, and one split of it', async () => {
    expect((await rows(fixture('dict'))).ids).toEqual(['error saved-dataset-invalid']);
    expect((await rows(fixture('dict/train'))).values).toHaveLength(1);
  });
});

describe('hostile files', () => {
  const write = (bytes: Buffer): string => {
    const path = join(scratch(), 'x.arrow');
    writeFileSync(path, bytes);
    return path;
  };
  const sparse = (bytes: Buffer, size: number): string => {
    const path = write(bytes);
    const file = openSync(path, 'r+');
    ftruncateSync(file, size);
    closeSync(file);
    return path;
  };
  const GB = 1024 ** 3;
  const sound = arrowBytes({
    conversations: texts(['a', 'b']),
    n: { values: [[1], [2, 3]], type: list(float64()) },
  });

  it.each([
    ['5 GB of nothing', sparse(Buffer.alloc(0), 5 * GB), /no schema/],
    ['5 GB behind a page', sparse(Buffer.from('<html>'.repeat(99)), 5 * GB), /there is no message at byte 0/],
    ['a schema with 5 GB behind it', sparse(sound.subarray(0, sound.readUInt32LE(4) + 8), 5 * GB), /^ok$/],
    ['a Parquet file', write(Buffer.from('PAR1'.repeat(9))), /Parquet/],
    ['an Arrow file', write(Buffer.from('ARROW1\0\0'.repeat(9))), /not in the stream format/],
    ['the middle of a stream', write(sound.subarray(sound.readUInt32LE(4) + 8)), /begin with a schema/],
  ])('%s', async (_, path, says) => {
    const said = await read(path).then(
      () => 'ok',
      (error: unknown) => (error instanceof Damaged ? error.message : `crash: ${error}`),
    );
    expect(said).toMatch(says);
  });

  it('a pipe is not waited for', async () => {
    const root = scratch();
    saveDataset(root, []);
    execFileSync('mkfifo', [join(root, 'pipe.arrow')]);
    const state = JSON.parse(readFileSync(join(root, 'state.json'), 'utf8'));
    writeFileSync(
      join(root, 'state.json'),
      JSON.stringify({ ...state, _data_files: [{ filename: 'pipe.arrow' }] }),
    );
    expect((await rows(root)).ids).toEqual(['error shard-unusable']);
  });

  it('2,000 damaged files: rows or Damaged, never a crash or an endless list', {
    timeout: 60_000,
  }, async () => {
    const nested = [
      [{ role: 'user', content: [{ type: 'video', video: 'a.mp4' }] }],
      [{ role: 'x', content: [] }],
    ];
    const seeds = [
      sound,
      arrowBytes({ conversations: { values: nested } }),
      arrowBytes({ conversations: texts(['a', null, 'c'], utf8()) }, 1),
      ...['string-view', 'structs'].map((name) =>
        readFileSync(join(fixture(name), 'data-00000-of-00001.arrow')),
      ),
      readFileSync(fixture('dictionary.arrow')),
    ];
    const folder = scratch();
    mkdirSync(folder, { recursive: true });
    const path = join(folder, 'fuzz.arrow');
    let state = 42;
    const chance = (below: number): number => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
      return (state >>> 8) % below;
    };
    const odd = [0, 1, 0x7f, 0x80, 0xff];
    let damaged = 0;
    for (let round = 0; round < 2000; round += 1) {
      const bytes = Buffer.from(seeds[round % seeds.length] ?? sound);
      for (let change = 0; change <= chance(3); change += 1) {
        const at = chance(bytes.length);
        bytes[at] = chance(2) === 0 ? chance(256) : (odd[chance(odd.length)] ?? 0);
      }
      writeFileSync(path, chance(8) === 0 ? bytes.subarray(0, chance(bytes.length)) : bytes);
      try {
        expect((await read(path)).values.length, `round ${round}`).toBeLessThan(100_000);
      } catch (error) {
        if (!(error instanceof Damaged)) throw new Error(`round ${round}: ${(error as Error).stack}`);
        damaged += 1;
      }
    }
    expect(damaged).toBeGreaterThan(200);
  });
});

describe('memory', () => {
  it('holds one batch: 64 MB in batches of 1 MB cost less than 8 MB', async () => {
    const folder = scratch();
    const path = join(folder, 'large.arrow');
    const batch = arrowBytes({ conversations: texts(Array.from({ length: 100 }, () => 'x'.repeat(10_000))) });
    const messages = [];
    const small = join(folder, 'small.arrow');
    writeFileSync(small, batch);
    for (const message of messagesOf(small, () => undefined)) messages.push(Buffer.from(message.bytes));
    const [schema = Buffer.alloc(0), rows_ = Buffer.alloc(0)] = messages;
    const end = Buffer.from([0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0]);
    writeFileSync(path, Buffer.concat([schema, ...Array.from({ length: 64 }, () => rows_), end]));
    const before = process.memoryUsage().arrayBuffers;
    let most = 0;
    let count = 0;
    for (const part of partsOf(await arrowLibrary(), path, 'conversations', () => undefined)) {
      if (part.kind === 'batch') count += part.length;
      most = Math.max(most, process.memoryUsage().arrayBuffers - before);
    }
    expect(count).toBe(6400);
    expect(most).toBeLessThan(8 * 1024 * 1024);
  });
});
