/** Single samples: what the loader and the packer say of one. */
import { toType } from '../../../../findings/remedy.ts';
import {
  brief,
  exceptions,
  failed,
  type Pattern,
  raised,
  restingOn,
  sighted,
} from '../../../torch/log/evidence.ts';
import type { OwnSymptom } from '../own-symptom.ts';
import type { LogState } from '../state.ts';

const DRY_RUN = ['cookbook-run', 'sft', '--preset', 'NAME', '--dataset', 'DIR', '--dry-run'];

const NO_BATCH =
  /'NoneType' object has no attribute 'state_dict'|ZeroDivisionError|num_samples should be a positive integer value|EmptyDataset has no items/;

function tooFew(state: LogState): boolean {
  const size = state.seen['dataset-size']?.last.notice.size;
  const config = state.seen['config-loaded']?.last.notice.config;
  if (size === undefined) return false;
  return size === 0 || size < (config?.batch ?? 1) * (config?.dataRanks ?? 1);
}

const CUT =
  /truncation would break vision token alignment|vision_embeds\.shape\[0\] must be equal to n_tokens|[Ii]mages? features and image tokens do not match|[Vv]ideos? features and video tokens do not match|Mismatch in `(?:image|video)` token count|shape mismatch: value tensor of shape \[\d+, \d+\] cannot be broadcast to indexing result|number of elements of source < number of ones in mask/;

// qwen-vl-utils vision_process.py smart_nframes; seen with 0.4.7: the first line is the truth, the fall-back to
// torchvision then fails with "module 'torchvision.io' has no attribute 'read_video'".
const FRAMES = /nframes should in(?:side)? interval \[(\d+), (\d+)\],? but got (\d+)/;

// decord: `ERROR opening: <path>, <reason>`; its Python side: `RuntimeError: Error reading <path>...`; PyAV, Pillow,
// torchcodec and OpenCV in their own words.
const UNREADABLE =
  /ERROR opening: (?<decord>.+?), (?<reason>[A-Z].*)|Error reading (?<read>[^"'\s][^\n]*?)\.\.\.|DECORDError: [^\n]*?\[(?<bracket>\/[^\]\s]+)\]|DECORDError|cannot identify image file (?<image>\S+)|Invalid data found when processing input(?:: '(?<av>[^']*)')?|moov atom not found|image file is truncated|broken data stream when reading image|(?:Could not|Failed to|Cannot) open (?:input |video |image )+(?:file|buffer)?:? ?(?<codec>[^\s"']\S*)?|No valid stream found in input file|Could not push packet to decoder|cannot find video stream with wanted index|Unable to handle EOF because it takes too long|video_reader_backend \w+ error, use torchvision as default, msg: (?!.*(?:No module|not installed|cannot open shared object|import|load lib))(?<told>[^\n]*\S[^\n]*)|No such file or directory: '(?<gone>[^']+\.(?:mp4|mov|avi|mkv|webm|jpe?g|png|webp|bmp|gif|npy|npz|parquet))'/;

const FORM =
  /Unsupported content type: (.*)|Unsupported (?:role|image type|message)|conversation (?:must|should)|'str' object has no attribute 'copy'|string indices must be integers/;

/** Fewer samples than one batch: nothing was trained. */
export const datasetTooSmall: OwnSymptom = {
  id: 'dataset-too-small',
  summary: 'The dataset has fewer samples than one batch: no step was trained',
  severity: 'error',
  category: 'data',
  outcome: 'data',
  docs: {
    what: 'The dataset gives no full batch, so the run has 0 steps.',
    why: 'With dataloader_drop_last an incomplete batch is dropped. 0.4.7 then saves step 0 without a scheduler and dies ("NoneType object has no attribute state_dict"), having written safetensors/step_0 and exiting 0 (seen).',
    fix: 'Use at least train_batch_per_replica × dp ranks samples, or a smaller train.train_batch_per_replica.',
  },
  matches(state) {
    if (state.seen.step !== undefined || state.seen.resuming !== undefined) return undefined;
    const found = raised(state, NO_BATCH);
    const small = tooFew(state);
    const ended = state.phase === 'ended' || state.phase === 'finishing';
    const size = state.seen['dataset-size']?.last;
    const atZero = state.seen.saving?.last.notice.step === 0;
    const place =
      found !== undefined && (small || atZero || /num_samples|Empty/.test(found.text)) ? found : undefined;
    const quiet = small && ended ? size : undefined;
    const best = place ?? quiet;
    if (best === undefined) return undefined;
    const samples = size?.notice.size;
    const config = state.seen['config-loaded']?.last.notice.config;
    const needed = (config?.batch ?? 1) * (config?.dataRanks ?? 1);
    return restingOn(
      best,
      {
        subject: 'train.train_batch_per_replica',
        message: `No step was trained: ${samples === undefined ? 'the dataset gives no full batch' : `${samples} samples do not fill one batch of ${needed}`}.`,
        because:
          'An incomplete last batch is dropped, and the engine still writes safetensors/step_0, which is the untrained model.',
        help: `Use at least ${needed} samples, or a smaller train.train_batch_per_replica; do not use safetensors/step_0.`,
      },
      { ...(samples === undefined ? {} : { samples }), needed },
    );
  },
};

/** A sample's vision tokens do not fit into model_max_length. */
export const sampleTooLong: OwnSymptom = {
  id: 'sample-too-long',
  summary: 'The frames of a sample do not fit into model_max_length',
  severity: 'error',
  category: 'data',
  outcome: 'data',
  clue: CUT,
  docs: {
    what: 'A sample has more vision tokens than policy.model_max_length leaves room for.',
    why: 'The packer would have to cut between vision tokens and raises instead (dispatcher/data/packer/hf_vlm_data_packer.py:983-1031, 0.4.4); despite "skipping" in its text, the sample is retried 50 times and the run ends.',
    fix: 'Raise policy.model_max_length, or use fewer frames or smaller pixels.',
  },
  matches(state) {
    const found = raised(state, CUT);
    const retry = state.seen['sample-retry']?.first;
    const inRetry = retry !== undefined && CUT.test(retry.text) ? retry : undefined;
    const best = found ?? inRetry;
    if (best === undefined) return undefined;
    return restingOn(best, {
      subject: 'policy.model_max_length',
      message: 'A sample has more vision tokens than policy.model_max_length allows.',
      because: 'Text can be cut, vision tokens cannot (dispatcher/data/packer/hf_vlm_data_packer.py, 0.4.x).',
      help: 'Set a larger policy.model_max_length, or fewer frames or smaller max_pixels.',
    });
  },
};

/** More frames are asked for than a clip has. */
export const framesExceedClip: OwnSymptom = {
  id: 'frames-exceed-clip',
  summary: 'More frames are asked for than a clip has',
  severity: 'error',
  category: 'data',
  outcome: 'data',
  clue: FRAMES,
  docs: {
    what: 'The sample asks for more frames (nframes) than its clip holds.',
    why: 'qwen-vl-utils rejects it, falls back to torchvision, and there read_video is gone since 0.25: every attempt then reports the fall-back. 0.4.7 retries the same sample 50 times and ends (policy/worker/sft_worker.py).',
    fix: 'Ask for fewer frames, or leave out clips that are too short: `cookbook-run sft --preset NAME --dataset DIR --dry-run` counts them.',
  },
  matches(state) {
    const found = sighted(state, 'frames-exceed-clip', FRAMES);
    if (found === undefined || !failed(state)) return undefined;
    const [, , most, asked] = found.match;
    return restingOn(
      found,
      {
        subject: 'nframes',
        message: `A clip has only ${most} frames, but ${asked} are asked for.`,
        because: 'Later lines about torchvision.io.read_video come from the fall-back and hide this one.',
        remedy: toType(
          DRY_RUN,
          `Ask for at most ${most} frames, or leave out the short clips; {} lists them.`,
        ),
      },
      { available: Number(most), asked: Number(asked) },
    );
  },
};

/** The file that a text names. */
function pathIn(match: RegExpExecArray): string | undefined {
  const { decord, read, bracket, gone, av, image, codec } = match.groups ?? {};
  return [decord, read, bracket, gone, av, image, codec].find((path) => path !== undefined && path !== '');
}

const NAMED: Pattern = {
  exec(text) {
    const match = UNREADABLE.exec(text);
    return match !== null && pathIn(match) !== undefined ? match : null;
  },
};

/** A media file of a sample is missing or broken. */
export const sampleUnreadable: OwnSymptom = {
  id: 'sample-unreadable',
  summary: 'A media file of a sample is missing or cannot be decoded',
  severity: 'error',
  category: 'data',
  outcome: 'data',
  clue: UNREADABLE,
  docs: {
    what: 'A video or image that a sample names does not exist or cannot be decoded.',
    why: '0.4.x retries the same sample 50 times and then ends the run (policy/worker/sft_worker.py); with 0.4.7 cosmos-rl exits 0 all the same (seen). The torchvision line after it is only the fall-back.',
    fix: 'Repair or leave out the file; `cookbook-run sft --preset NAME --dataset DIR --dry-run` finds all of them before the launch.',
  },
  matches(state) {
    const told = sighted(state, 'sample-unreadable', UNREADABLE);
    if (told === undefined || !failed(state)) return undefined;
    // A C++ line may tell it first without the name of the file, which the exception after it has.
    const found = pathIn(told.match) === undefined ? (raised(state, NAMED) ?? told) : told;
    const groups = found.match.groups ?? {};
    const path = pathIn(found.match);
    const reason =
      groups.reason ?? groups.told ?? (groups.gone === undefined ? undefined : 'No such file or directory');
    const subject = path === undefined || path === '' ? 'dataset' : path.replace(/^['"]|['"]$/g, '');
    const attempts = state.retries.worst > 0 ? `; it was tried ${state.retries.worst} times` : '';
    return restingOn(
      found,
      {
        subject,
        message: `The sample file ${subject} could not be read${reason === undefined ? '' : ` (${reason.trim()})`}${attempts}.`,
        because:
          'One unreadable sample ends the run: the engine retries the same index and never skips it (policy/worker/sft_worker.py, 0.4.x).',
        remedy: toType(DRY_RUN, 'Repair or remove that file, then run {} before the next launch.'),
      },
      { path: subject },
    );
  },
};

/** The data packer does not accept the form of the conversation. */
export const packerRejectsSample: OwnSymptom = {
  id: 'packer-rejects-sample',
  summary: 'The data packer does not accept the form of the conversations',
  severity: 'error',
  category: 'data',
  outcome: 'data',
  docs: {
    what: 'The data packer cannot read the conversation that the dataset returns.',
    why: 'The forms differ: HFVLMDataPacker (Reason 2) takes assistant content as a list of parts, Qwen2_5_VLM_DataPacker (Reason 1) only as a plain string, else "Unsupported content type" (dispatcher/data/packer/qwen2_5_vlm_data_packer.py:398, 0.4.7, seen).',
    fix: 'Return the form that the packer of the model wants; the entry scripts of cookbook-run do.',
  },
  matches(state) {
    const retry = state.seen['sample-retry']?.first;
    const retried = retry !== undefined && FORM.test(retry.notice.message) ? retry : undefined;
    const found = raised(state, FORM);
    const best = retried ?? (found?.text.includes('Unsupported') === true ? found : undefined);
    if (best === undefined) return undefined;
    const reason = retried === undefined ? best.text : retried.notice.message;
    return restingOn(best, {
      subject: 'dataset',
      message: `The data packer rejects the samples: ${brief(reason)}.`,
      because:
        'Each packer accepts one form of conversation; the engine retries the same sample 50 times and ends (0.4.x).',
      help: 'Return assistant content as a plain string for Qwen2.5-VL (Reason 1) and as [{"type": "text", "text": …}] for Qwen3-VL (Reason 2).',
    });
  },
};

/** A sample failed in all its attempts, for a reason that no other symptom names. */
export const sampleRejected: OwnSymptom = {
  id: 'sample-rejected',
  summary: 'A sample failed in every attempt',
  severity: 'error',
  category: 'data',
  outcome: 'data',
  docs: {
    what: 'Processing one sample raised the same error in every attempt, and that ended the run.',
    why: '0.4.x retries the same index 50 times and then raises (policy/worker/sft_worker.py:95-152).',
    fix: 'Look at the first attempt in the log: it names the error and the messages of the sample.',
  },
  matches(state) {
    const retry = state.seen['sample-retry']?.first;
    const { worst, of } = state.retries;
    if (retry === undefined || !failed(state)) return undefined;
    const message = retry.notice.message;
    const again = exceptions(state).some((one) => message !== '' && one.text.includes(message.slice(0, 80)));
    if (worst < of && !again) return undefined;
    return restingOn(
      retry,
      {
        subject: 'dataset',
        message: `A sample failed ${worst} of ${of} attempts: ${brief(message)}.`,
        because:
          'The engine retries the same sample and never skips it (policy/worker/sft_worker.py, 0.4.x).',
        remedy: toType(
          DRY_RUN,
          'Repair or leave out the sample that the lines after the first attempt show; {} looks at all of them.',
        ),
      },
      { attempts: worst },
    );
  },
};
