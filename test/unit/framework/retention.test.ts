/** Which checkpoints of a run stay: every reason, and that nothing which is needed ever goes. */
import { describe, expect, test } from 'vitest';
import {
  planCheckpoints,
  type RetentionOf,
  type SavedIteration,
} from '../../../src/engine/cosmos-framework/retention.ts';
import { randomFrom } from '../../random.ts';

const path = (step: number) => `/o/checkpoints/iter_${String(step).padStart(9, '0')}`;
const saved = (step: number, more: Partial<SavedIteration> = {}): SavedIteration => ({
  step,
  path: path(step),
  whole: true,
  inUse: false,
  ...more,
});
const gone = (all: readonly SavedIteration[], how: RetentionOf) =>
  planCheckpoints(all, how).flatMap(({ step, kept }) => (kept === undefined ? [step] : []));

const ALL = [100, 200, 300, 400, 500].map((step) => saved(step));
const half = (step: number) => ALL.map((one) => (one.step === step ? { ...one, whole: false } : one));
const used = (step: number) => ALL.map((one) => (one.step === step ? { ...one, inUse: true } : one));

describe('planCheckpoints', () => {
  test.each<[string, readonly SavedIteration[], RetentionOf, readonly number[]]>([
    ['the newest whole ones stay', ALL, { keep: 2 }, [300, 200, 100]],
    ['as many as there are', ALL, { keep: 5 }, []],
    ['nothing there', [], { keep: 2 }, []],
    ['the order of the folder says nothing', [...ALL].reverse(), { keep: 2 }, [300, 200, 100]],
    ['one is always left', ALL, { keep: 0 }, [400, 300, 200, 100]],
    ['what is being written is none of those that are kept', half(500), { keep: 2 }, [200, 100]],
    [
      'the newest whole stays while two after it are not',
      half(500).map((one) => (one.step === 400 ? { ...one, whole: false } : one)),
      { keep: 1 },
      [200, 100],
    ],
    ['an old one that is not whole is left to a person', half(100), { keep: 2 }, [300, 200]],
    ['what a restart goes on from', ALL, { keep: 1, latest: 300 }, [400, 200, 100]],
    ['what the run went on from', ALL, { keep: 1, resumesFrom: `${path(200)}/` }, [400, 300, 100]],
    [
      'a folder of another run changes nothing',
      ALL,
      { keep: 4, resumesFrom: '/other/checkpoints/iter_000000100' },
      [100],
    ],
    ['what a process has open', used(100), { keep: 3 }, [200]],
    ['nothing is whole', ALL.map((one) => ({ ...one, whole: false })), { keep: 1 }, []],
  ])('%s', (_, all, how, expected) => {
    expect(gone(all, how)).toEqual(expected);
  });

  test('any folder: what goes is whole, unused, no point to go on from, and has enough newer ones', () => {
    const random = randomFrom(19);
    for (let round = 0; round < 2000; round += 1) {
      const all = Array.from({ length: Math.floor(random() * 8) }, (_, i) =>
        saved((i + 1) * 10, { whole: random() < 0.7, inUse: random() < 0.2 }),
      );
      const keep = Math.floor(random() * 4);
      const latest = 10 * Math.ceil(random() * 8);
      for (const step of gone(all, { keep, latest })) {
        const one = all.find((other) => other.step === step);
        expect(one).toMatchObject({ whole: true, inUse: false });
        expect(step).not.toBe(latest);
        const newer = all.filter((other) => other.step > step && other.whole);
        expect(newer.length).toBeGreaterThanOrEqual(Math.max(1, keep));
      }
    }
  });
});
