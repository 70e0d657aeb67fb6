import { raised, restingOn } from '../evidence.ts';
import type { Symptom } from '../symptom.ts';

const TEXT = /No complete checkpoint found at (\S.*)|NoCheckpointFound/;

/** The checkpoint to resume from does not exist or is not complete. */
export const resumeMissing: Symptom = {
  id: 'resume-checkpoint-missing',
  summary: 'The checkpoint to resume from is not there or not complete',
  severity: 'error',
  category: 'input',
  outcome: 'missing-input',
  docs: {
    what: 'train.resume names a path that holds no complete checkpoint for this number of ranks.',
    why: '0.4.7 utils/checkpoint.py:905 raises NoCheckpointFound for a path; up to 0.4.6 the run silently started from scratch.',
    fix: 'Point train.resume at a folder …/checkpoints/step_N/policy that holds cosmos_config and a .rank_R_complete for every rank, or set it to false.',
  },
  matches(state) {
    const found = raised(state, TEXT);
    if (found === undefined) return undefined;
    const path = found.match[1] ?? 'train.resume';
    return restingOn(found, {
      subject: 'train.resume',
      message: `No complete checkpoint was found at ${path}.`,
      because:
        'A checkpoint is complete with cosmos_config and one .rank_R_complete per saving rank (utils/checkpoint.py, 0.4.0 to 0.4.7).',
      help: 'List what is there: ls -a <run>/checkpoints/step_*/policy; then set train.resume to the newest complete one.',
    });
  },
};
