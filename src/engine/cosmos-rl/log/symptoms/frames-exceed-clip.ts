import { failed, restingOn, sighted } from '../evidence.ts';
import type { Symptom } from '../symptom.ts';

// qwen-vl-utils vision_process.py smart_nframes; seen with 0.4.7: the first line is the truth, the fall-back to
// torchvision then fails with "module 'torchvision.io' has no attribute 'read_video'".
const TEXT = /nframes should in(?:side)? interval \[(\d+), (\d+)\],? but got (\d+)/;

/** More frames are asked for than a clip has. */
export const framesExceedClip: Symptom = {
  id: 'frames-exceed-clip',
  summary: 'More frames are asked for than a clip has',
  severity: 'error',
  category: 'data',
  outcome: 'data',
  clue: TEXT,
  docs: {
    what: 'The sample asks for more frames (nframes) than its clip holds.',
    why: 'qwen-vl-utils rejects it, falls back to torchvision, and there read_video is gone since 0.25: every attempt then reports the fall-back. 0.4.7 retries the same sample 50 times and ends (policy/worker/sft_worker.py).',
    fix: 'Ask for fewer frames, or leave out clips that are too short: `cookbook-run sft --preset NAME --dataset DIR --dry-run` counts them.',
  },
  matches(state) {
    const found = sighted(state, 'frames-exceed-clip', TEXT);
    if (found === undefined || !failed(state)) return undefined;
    const [, , most, asked] = found.match;
    return restingOn(
      found,
      {
        subject: 'nframes',
        message: `A clip has only ${most} frames, but ${asked} are asked for.`,
        because: 'Later lines about torchvision.io.read_video come from the fall-back and hide this one.',
        help: `Ask for at most ${most} frames, or leave out the short clips; cookbook-run sft --preset NAME --dataset DIR --dry-run lists them.`,
      },
      { available: Number(most), asked: Number(asked) },
    );
  },
};
