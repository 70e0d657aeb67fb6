/** Token counts equal those of the real processors, recorded by scripts/record_token_counts.py. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { Vision } from '../../../src/dataset/request.ts';
import type { Conversation, Media } from '../../../src/dataset/sample.ts';
import { countBytes, countSample } from '../../../src/dataset/tokens/count.ts';
import { TOKEN_FAMILIES, type TokenFamily } from '../../../src/dataset/tokens/family.ts';
import { frameIndices, timestamps } from '../../../src/dataset/tokens/frames.ts';
import { loadTokenizer } from '../../../src/dataset/tokens/tokenizer.ts';
import { seen } from '../../../src/dataset/tokens/vision.ts';
import { scratch } from './folders.ts';

const FOLDER = fileURLToPath(new URL('../../fixtures/tokens', import.meta.url));

interface Recorded {
  readonly family: string;
  readonly media: ReadonlyArray<{ kind: string; width: number; height: number; frames: number; fps: number }>;
  readonly vision: Readonly<Record<string, number>>;
  readonly texts: readonly [string, string, string];
  readonly system: boolean;
  readonly counts?: { length: number; vision: number; grids: ReadonlyArray<readonly number[]> };
  readonly refused?: string;
  readonly frames?: readonly number[];
}

const { cases } = JSON.parse(readFileSync(`${FOLDER}/cases.json`, 'utf8')) as { cases: readonly Recorded[] };

const NAMES: Readonly<Record<string, keyof Vision>> = {
  fps: 'fps',
  nframes: 'nframes',
  min_pixels: 'minPixels',
  max_pixels: 'maxPixels',
  total_pixels: 'totalPixels',
};

function asked({ vision, family }: Recorded): Vision {
  const entries = Object.entries(vision).map(([name, value]) => [NAMES[name] ?? name, value]);
  const side = TOKEN_FAMILIES[family]?.side ?? 0;
  const low = vision['max_pixels'] !== undefined && vision['min_pixels'] === undefined;
  // What was recorded had no entry script to lower the default lower bound.
  if (low && (vision['max_pixels'] ?? 0) < 128 * side ** 2)
    return { ...Object.fromEntries(entries), minPixels: 128 * side ** 2 };
  return Object.fromEntries(entries);
}

function mediaOf(recorded: Recorded): readonly Media[] {
  return recorded.media.map(({ kind, width, height, frames, fps }): Media => {
    if (kind === 'image') return { kind: 'image', path: '/x', picture: { width, height } };
    const clip = { width, height, frames, fps, durationSeconds: frames / fps };
    return {
      kind: 'video',
      path: '/x',
      clip: { ...clip, codec: 'avc1', fragmented: false, edited: false, rotation: 0 },
    };
  });
}

function conversationOf({ texts, system }: Recorded): Conversation {
  const [first, user, assistant] = texts;
  return {
    ...(system ? { system: first } : {}),
    turns: [
      { role: 'user', text: user },
      { role: 'assistant', text: assistant },
    ],
  };
}

const familyOf = (name: string): TokenFamily => {
  const family = TOKEN_FAMILIES[name];
  if (family === undefined) throw new Error(name);
  return family;
};

describe('vision tokens', () => {
  it('there are enough cases of each kind', () => {
    for (const family of Object.keys(TOKEN_FAMILIES)) {
      for (const kind of ['video', 'image']) {
        const some = cases.filter((one) => one.family === family && one.media[0]?.kind === kind);
        expect(some.filter((one) => one.counts !== undefined).length).toBeGreaterThan(15);
      }
    }
  });

  it.each(cases.map((one, number) => [number, one] as const))('case %i', (_, recorded) => {
    const family = familyOf(recorded.family);
    const found = mediaOf(recorded).map((media) => seen(media, asked(recorded), family));
    if (recorded.counts === undefined) {
      expect(found).toContain(undefined);
      return;
    }
    const grids = found.map((one) => {
      const patch = family.side / 2;
      const pairs = (one?.frames?.length ?? 2) / 2;
      return [pairs, (one?.size.height ?? 0) / patch, (one?.size.width ?? 0) / patch];
    });
    expect(grids).toEqual(recorded.counts.grids);
    expect(found.reduce((sum, one) => sum + (one?.pads ?? 0), 0)).toBe(recorded.counts.vision);
    if (recorded.frames !== undefined) expect(found[0]?.frames).toEqual(recorded.frames);
  });
});

describe('whole samples', async () => {
  const tokenizer = await loadTokenizer(FOLDER);
  if (!tokenizer.ok) throw new Error(tokenizer.why);

  it.each(cases.flatMap((one, number) => (one.counts === undefined ? [] : [[number, one] as const])))(
    'case %i has the length of the real processor, and no more than its bytes',
    (_, recorded) => {
      const family = familyOf(recorded.family);
      const media = mediaOf(recorded).flatMap((one) => {
        const found = seen(one, asked(recorded), family);
        return found === undefined ? [] : [{ kind: one.kind, seen: found }];
      });
      const exact = countSample(conversationOf(recorded), media, family, tokenizer.count);
      expect(exact).toMatchObject({ total: recorded.counts?.length, vision: recorded.counts?.vision });
      expect(exact.visionEnd).toBeLessThan(exact.total);
      const bound = countSample(conversationOf(recorded), media, family, countBytes);
      expect(bound.total).toBeGreaterThanOrEqual(exact.total);
    },
  );

  it('a folder without tokenizer.json, or with a broken one, gives a reason', async () => {
    expect(await loadTokenizer('/nowhere')).toEqual({
      ok: false,
      why: '/nowhere/tokenizer.json is not there',
    });
    expect(await loadTokenizer(scratch())).toMatchObject({ ok: false });
  });
});

describe('frames', () => {
  it('spread as torch.linspace spreads them', () => {
    expect(frameIndices(10, 4)).toEqual([0, 3, 6, 9]);
    expect(frameIndices(100, 6)).toEqual([0, 20, 40, 59, 79, 99]);
  });

  it('time stamps are rounded as Python rounds them', () => {
    expect(timestamps([0, 1, 2, 3], 10)).toEqual(['0.1', '0.2']);
    expect(timestamps([1, 4, 30, 31], 10)).toEqual(['0.2', '3.0']);
  });
});
