import { failed, restingOn, sighted } from '../evidence.ts';
import type { Symptom } from '../symptom.ts';

const TEXT =
  /\bMemoryError\b|Cannot allocate memory|unable to (?:mmap|allocate|open shared memory)|insufficient shared memory|DataLoader worker \(pid\(?s?\)? [\d, ]+\) (?:is killed by signal|exited unexpectedly)|unable to write to file <\/torch_/;

/** Host memory or shared memory ran out, and a Python process said so. */
export const memoryExhausted: Symptom = {
  id: 'host-memory-exhausted',
  summary: 'The host ran out of memory or of shared memory',
  severity: 'error',
  category: 'host',
  outcome: 'host',
  clue: TEXT,
  docs: {
    what: 'A worker or one of its data-loading processes could not get host memory, or /dev/shm is too small.',
    why: 'Loading keeps an fp32 copy of the model per rank in host memory, 0.4.7 copies all states to host memory at each asynchronous save (utils/checkpoint.py), and DataLoader workers pass batches through /dev/shm.',
    fix: 'Give the container more memory and shared memory (docker run --shm-size=16g or --ipc=host), lower train.train_policy.dataloader_num_workers, or set train.ckpt.save_mode = "sync".',
  },
  matches(state) {
    const found = sighted(state, 'host-memory-exhausted', TEXT);
    if (found === undefined || !failed(state)) return undefined;
    return restingOn(found, {
      message: `The host ran out of memory or shared memory on rank ${found.rank ?? 0}.`,
      because: 'The operating system refused an allocation or killed a data-loading process.',
      help: 'Run with --shm-size=16g or --ipc=host in a container; try train.train_policy.dataloader_num_workers=0 to see whether data loading is the cause.',
    });
  },
};
