/** A validation that needs more memory than the steps before it: its remedy is another than theirs (seen on an H200, 2026-11-29). */
import { describe, expect, it } from 'vitest';
import { classify } from '../../../src/engine/cosmos-rl/ending/classify.ts';
import { helpOf } from '../../../src/findings/remedy.ts';
import { stateOf } from '../log/reading.ts';
import { INFO, launched, loaded, ready, registered, steps, traceback } from './log-text.ts';

const FULL =
  'torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 72.23 GiB. GPU 0 has a total capacity of 139.80 GiB of which 33.38 GiB is free.';
const trained = launched() + ready + loaded() + registered + steps(1, 12, 12);
const begun = `[rank0]:${INFO}Validation at step 12/12...\n`;
const ended = `[rank0]:${INFO}[SFT] Validation loss: 2.5 for train step 12/12, epoch 1\n`;
const died = traceback(FULL);

const causeOf = (log: string, config?: Readonly<Record<string, unknown>>) =>
  classify({
    log: stateOf(log),
    engineExit: 0,
    ...(config === undefined ? {} : { config }),
  } as never).findings.find(({ id }) => id === 'cuda-out-of-memory');

describe('out of memory', () => {
  it('in a validation: its batch, never the micro-batch of the steps that passed', () => {
    const cause = causeOf(trained + begun + died);
    expect(cause?.message).toContain('ran out of memory in the validation after step 12');
    expect(cause?.remedy).toMatchObject({ kind: 'override', set: { 'validation.batch_size': 2n } });
    expect(helpOf([cause?.remedy, ...(cause?.alternatives ?? [])] as never)).not.toContain('mini_batch');
  });

  it('in a step after a validation that ended: the micro-batch', () => {
    const cause = causeOf(trained + begun + ended + died);
    expect(cause?.message).toContain('ran out of memory after step 12');
    expect(helpOf([cause?.remedy, ...(cause?.alternatives ?? [])] as never)).toContain('mini_batch');
  });
});
