import { restingOn } from '../evidence.ts';
import type { Symptom } from '../symptom.ts';

const NAMES: Readonly<Record<number, string>> = {
  4: 'SIGILL',
  6: 'SIGABRT',
  7: 'SIGBUS',
  8: 'SIGFPE',
  9: 'SIGKILL',
  11: 'SIGSEGV',
};
const HINTS: Readonly<Record<number, string>> = {
  6: 'SIGABRT comes from the process itself: NCCL, CUDA or a C++ library gave up; its last lines say why.',
  7: 'SIGBUS usually means that /dev/shm is full: docker run --shm-size=16g.',
  9: 'SIGKILL without a person behind it is usually the kernel out of host memory: dmesg -T | grep -i "out of memory".',
  11: 'SIGSEGV is a crash in native code: a decoder, a CUDA extension or a mismatch of packages.',
};

/** A worker process was ended by a signal. */
export const workerKilled: Symptom = {
  id: 'worker-killed',
  summary: 'A worker process was killed by a signal',
  severity: 'error',
  category: 'run',
  outcome: 'failed',
  docs: {
    what: 'One rank ended by a signal, and torch ended the others.',
    why: 'torchrun names the rank and the signal in its failure block at once; cosmos-rl itself ends only after about 195 s, when the heartbeat is missed, with 1 (0.4.7, seen), and never up to 0.4.3.',
    fix: 'For SIGKILL look at dmesg for the out-of-memory killer, and give the host more memory or the run fewer data workers; then resume from the last checkpoint.',
  },
  matches(state) {
    const root = state.elastic.root;
    const elastic = state.seen['elastic-failed']?.first.notice;
    const exitcode = root?.exitcode ?? elastic?.exitcode;
    const place = state.seen['elastic-failed']?.first;
    if (exitcode === undefined || exitcode >= 0 || exitcode === -15 || exitcode === -2 || place === undefined)
      return undefined;
    const rank = root?.rank ?? elastic?.localRank ?? 0;
    const name = NAMES[-exitcode] ?? `signal ${-exitcode}`;
    const step = state.seen.step?.last.notice.step;
    return restingOn(
      { line: place.line, rank, text: place.text },
      {
        message: `The worker of rank ${rank} was killed by ${name}${step === undefined ? '' : ` after step ${step}`}.`,
        because: HINTS[-exitcode] ?? 'torchrun reports the signal; the other ranks were ended because of it.',
        help:
          exitcode === -9
            ? 'Check host memory: dmesg -T | grep -i "out of memory"; lower train.train_policy.dataloader_num_workers; resume from the last checkpoint.'
            : 'Read the last lines of that rank, then resume from the last checkpoint.',
      },
      { signal: -exitcode, ...(step === undefined ? {} : { step }) },
    );
  },
};
