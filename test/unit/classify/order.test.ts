/** Which of two symptoms in one log is the cause, and what is no rejection of the config. */
import { describe, expect, test } from 'vitest';
import { classify } from '../../../src/engine/cosmos-rl/ending/classify.ts';
import { stateOf } from '../log/reading.ts';
import { bareTraceback, startFailed } from './log-text.ts';
import { SYMPTOM_CASES } from './symptom-cases.ts';

const endingOf = (log: string) => classify({ log: stateOf(log) });
const shows = (id: string) => SYMPTOM_CASES[id]?.shows ?? '';

test('what the machine gave up on comes before what could not be written, whichever the log tells first', () => {
  for (const ids of [
    ['cuda-out-of-memory', 'disk-full'],
    ['disk-full', 'cuda-out-of-memory'],
  ]) {
    const ending = endingOf(ids.map(shows).join(''));
    expect(ending.findings[0]?.id).toBe('cuda-out-of-memory');
    expect(ending.exitCode).toBe(80);
  }
});

test.each([
  [
    'torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 2.32 GiB.',
    'OSError: [Errno 28] No space left on device',
  ],
  [
    'OSError: [Errno 28] No space left on device',
    'torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 2.32 GiB.',
  ],
])('in one chain of exceptions too: %s, then %s', (first, second) => {
  const chain = `${first}\n\nDuring handling of the above exception, another exception occurred:\n\n${bareTraceback(second)}`;
  expect(endingOf(startFailed(chain)).findings[0]?.id).toBe('cuda-out-of-memory');
});

describe('a config that could not be loaded', () => {
  const failed = (cause: string) =>
    endingOf(
      startFailed(
        `ValueError: ${cause}\n\nDuring handling of the above exception, another exception occurred:\n\n${bareTraceback(
          `RuntimeError: Failed to load or parse config file /tmp/tmpabc.toml: ${cause}`,
        )}`,
      ),
    ).findings.map((one) => one.id);

  test('for its own sake is rejected', () => {
    expect(failed('train.epoch must be positive')).toContain('config-rejected');
  });
  test.each(['redis is not there', 'Redis connection refused', 'wandb: api key is missing'])(
    'because of `%s` is not',
    (cause) => {
      expect(failed(cause)).not.toContain('config-rejected');
    },
  );
});
