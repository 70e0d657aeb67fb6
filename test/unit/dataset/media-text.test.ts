/**
 * The layout of the published reasoner recipes, read by us and by the trainer's own class: the fixture holds what
 * `LocalSFTDataset` (data/reasoner/local_sft_dataset.py, 5eee9ed) did with one odd sample between two good ones, run on a CPU on
 * 2026-11-29 (torch 2.14.1) with its processing left out.
 */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { inspectDataset } from '../../../src/dataset/inspect.ts';
import { datasetRequest } from './request.ts';

const ROOT = join(import.meta.dirname, '../../..');
const CLIP = join(ROOT, 'examples/hf-conversations/videos/example-01.mp4');

interface Case {
  readonly name: string;
  readonly entry: unknown;
  readonly conversation: string;
  /** `trains`, `skips`, or `raises` with the name of the exception. */
  readonly real: string;
  /** A whole manifest in place of three entries, and a byte-order mark before it. */
  readonly manifest?: unknown;
  readonly mark?: true;
}

const CASES: readonly Case[] = JSON.parse(
  readFileSync(join(ROOT, 'test/fixtures/framework/media-text.json'), 'utf8'),
);
const GOOD = CASES.find(({ name }) => name === 'whole')?.conversation ?? '';

/** What it would train on and we refuse, and why. */
const STRICTER: Readonly<Record<string, string>> = {
  'image-block': 'the file is a video and the conversation shows a picture',
  'two-videos': 'a sample has one medium: the second is never given',
  'conversation-empty-list': 'nothing is asked and nothing answered',
  'no-answer': 'there is no token to learn',
  'no-id': 'every sample without one has the same key',
  'key-for-id': 'its other name of an id is none of the published layout',
  'same-id': 'one sample twice, or two that cannot be told apart',
};

const top = mkdtempSync(join(tmpdir(), 'cookbook-media-text-'));
afterAll(() => rmSync(top, { recursive: true }));

function write({ name, entry, conversation, manifest, mark }: Case): string {
  const set = join(top, name, 'videophy2_train');
  for (const part of ['media', 'text']) mkdirSync(join(set, part), { recursive: true });
  for (const id of ['one', 'two', 'odd']) {
    cpSync(CLIP, join(set, `media/${id}.mp4`));
    writeFileSync(join(set, `text/${id}.json`), id === 'odd' ? conversation : GOOD);
  }
  const good = (id: string) => ({ id, media: `media/${id}.mp4`, conversation: `text/${id}.json` });
  const list = manifest ?? [good('one'), entry, good('two')];
  writeFileSync(join(set, 'meta.json'), `${mark === true ? '\ufeff' : ''}${JSON.stringify(list)}`);
  return join(top, name);
}

async function ours(one: Case) {
  const config = { custom: { dataset: { root: write(one) } } };
  const { findings, counts } = await inspectDataset(
    datasetRequest('media-text', config, { cwd: '/', family: 'qwen3_vl' }),
  );
  return { train: counts.train, errors: findings.filter(({ severity }) => severity === 'error') };
}

describe.each(CASES.map((one) => [one.name, one] as const))('%s', (name, one) => {
  it(
    one.real === 'trains' && STRICTER[name] === undefined ? 'trains' : `is refused (there: ${one.real})`,
    async () => {
      const { train, errors } = await ours(one);
      if (one.real === 'trains' && STRICTER[name] === undefined)
        expect({ train, errors }).toEqual({ train: 3, errors: [] });
      else {
        expect(errors.map(({ id }) => id)).not.toEqual([]);
        expect(train).toBeLessThan(3);
      }
    },
  );
});

it('what we refuse and it trains on is all of these', () => {
  const trained = CASES.filter(({ real }) => real === 'trains').map(({ name }) => name);
  expect(Object.keys(STRICTER).filter((name) => !trained.includes(name))).toEqual([]);
});
