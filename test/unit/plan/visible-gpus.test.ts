/** Which GPUs a run sees. */
import { expect, test } from 'vitest';
import type { Gpu, HostFacts } from '../../../src/host/facts.ts';
import { visibleGpus } from '../../../src/plan/gpu-choice.ts';

const facts = (...used: readonly number[]) => {
  const value = used.map(
    (memoryUsedMiB, index): Gpu => ({ index, name: 'H200', memoryTotalMiB: 1000, memoryUsedMiB }),
  );
  return { gpus: { ok: true, value } } as unknown as HostFacts;
};

test('the freest, in order of their numbers; of equally free ones the first', () => {
  expect(visibleGpus(facts(900, 5, 700, 10))(2)).toBe('1,3');
  expect(visibleGpus(facts(900, 5, 700, 10))(3)).toBe('1,2,3');
  expect(visibleGpus(facts(10, 5, 10, 10))(2)).toBe('0,1');
  expect(visibleGpus(facts(9, 9, 9))(1)).toBe('0');
});

test('all of them where all are needed, or where they are not known', () => {
  expect(visibleGpus(facts(1, 2))(2)).toBeUndefined();
  expect(visibleGpus(facts(1, 2))(3)).toBeUndefined();
  expect(visibleGpus({ gpus: { ok: false, reason: 'x' } } as unknown as HostFacts)(1)).toBeUndefined();
});
