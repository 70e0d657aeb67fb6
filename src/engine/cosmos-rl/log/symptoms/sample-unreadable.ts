import { failed, restingOn, sighted } from '../evidence.ts';
import type { Symptom } from '../symptom.ts';

// decord: `ERROR opening: <path>, <reason>`; its Python side: `RuntimeError: Error reading <path>...`; PyAV, Pillow,
// torchcodec and OpenCV in their own words.
const TEXT =
  /ERROR opening: (?<decord>.+?), (?<reason>[A-Z].*)|Error reading (?<read>\S.*?)\.\.\.|DECORDError|cannot identify image file (?<image>\S+)|Invalid data found when processing input(?:: '(?<av>[^']*)')?|moov atom not found|image file is truncated|broken data stream when reading image|Could not open (?:input|video) file:? ?(?<codec>\S*)|Failed to open (?:video|input)|No such file or directory: '(?<gone>[^']+\.(?:mp4|mov|avi|mkv|webm|jpe?g|png|webp|bmp|gif|npy|npz|parquet))'/;

/** A media file of a sample is missing or broken. */
export const sampleUnreadable: Symptom = {
  id: 'sample-unreadable',
  summary: 'A media file of a sample is missing or cannot be decoded',
  severity: 'error',
  category: 'data',
  outcome: 'data',
  clue: TEXT,
  docs: {
    what: 'A video or image that a sample names does not exist or cannot be decoded.',
    why: '0.4.x retries the same sample 50 times and then ends the run (policy/worker/sft_worker.py); with 0.4.7 cosmos-rl exits 0 all the same (seen). The torchvision line after it is only the fall-back.',
    fix: 'Repair or leave out the file; `cookbook-run sft --preset NAME --dataset DIR --dry-run` finds all of them before the launch.',
  },
  matches(state) {
    const found = sighted(state, 'sample-unreadable', TEXT);
    if (found === undefined || !failed(state)) return undefined;
    const groups = found.match.groups ?? {};
    const path = groups.decord ?? groups.read ?? groups.gone ?? groups.av ?? groups.image ?? groups.codec;
    const reason = groups.reason ?? (groups.gone === undefined ? undefined : 'No such file or directory');
    const subject = path === undefined || path === '' ? 'dataset' : path.replace(/^['"]|['"]$/g, '');
    const attempts = state.retries.worst > 0 ? `; it was tried ${state.retries.worst} times` : '';
    return restingOn(
      found,
      {
        subject,
        message: `The sample file ${subject} could not be read${reason === undefined ? '' : ` (${reason.trim()})`}${attempts}.`,
        because:
          'One unreadable sample ends the run: the engine retries the same index and never skips it (policy/worker/sft_worker.py, 0.4.x).',
        help: 'Repair or remove that file, then run `cookbook-run sft --preset NAME --dataset DIR --dry-run` before the next launch.',
      },
      { path: subject },
    );
  },
};
