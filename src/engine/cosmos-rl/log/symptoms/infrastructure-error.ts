import { brief, failed, restingOn, sighted } from '../evidence.ts';
import type { Symptom } from '../symptom.ts';

const TEXT =
  /uncorrectable ECC error|ncclSystemError|NVLink error|GPU has fallen off the bus|Unable to determine the device handle|CUDA error: (?:unspecified launch failure|hardware)|Xid \(PCI|Transport endpoint is not connected|Stale file handle/;

/** A hardware or network error that another attempt may not meet. */
export const infrastructureError: Symptom = {
  id: 'infrastructure-error',
  summary: 'A GPU, link or network error of the machine',
  severity: 'error',
  category: 'busy',
  outcome: 'retryable',
  clue: TEXT,
  docs: {
    what: 'A GPU, an interconnect or a network file system failed under the run.',
    why: 'The text comes from the driver or from NCCL, not from the training.',
    fix: 'Resume from the last complete checkpoint, on another machine if it happens again.',
  },
  matches(state) {
    const found = sighted(state, 'infrastructure-error', TEXT);
    if (found === undefined || !failed(state)) return undefined;
    return restingOn(found, {
      subject: found.rank === undefined ? 'host' : `rank ${found.rank}`,
      message: `The machine failed under the run: ${brief(found.match[0])}.`,
      because: 'The driver or NCCL reports it; the training did not cause it.',
      help: 'Look at nvidia-smi and dmesg; resume from the last complete checkpoint.',
    });
  },
};
