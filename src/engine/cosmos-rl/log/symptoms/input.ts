/** What the run was given: model, checkpoint, dataset, files. */
import { toType } from '../../../../findings/remedy.ts';
import { causeChain, restingOn } from '../../../torch/log/evidence.ts';
import { symptomsOf, told } from '../../../torch/log/told.ts';
import type { OwnSymptom } from '../own-symptom.ts';
import type { LogState } from '../state.ts';
import { replicasOf } from './launch.ts';

/** A checkpoint that a run resumes from, or that it writes twice. */
export const RESUMED = symptomsOf([
  {
    id: 'resume-checkpoint-missing',
    summary: 'The checkpoint to resume from is not there or not complete',
    outcome: 'missing-input',
    subject: 'train.resume',
    because:
      'A checkpoint is complete with cosmos_config and one .rank_R_complete for each saving rank; 0.4.7 raises for a path that holds none, and up to 0.4.6 the run silently started from scratch.',
    source: 'utils/checkpoint.py:905, 0.4.7',
    forms: [
      {
        text: /No complete checkpoint found at (\S[^\n]*)|(NoCheckpointFound)/,
        says: 'No complete checkpoint was found at {}.',
        help: 'List what is there: `ls -a RUN/checkpoints/step_*/policy`; then set train.resume to the newest complete one, or to false.',
      },
    ],
  },
  {
    id: 'resume-checkpoint-unusable',
    summary: 'The checkpoint to resume from could not be loaded',
    outcome: 'failed',
    subject: 'train.resume',
    because:
      'Checkpoints are one file for each rank and fit only the parallel layout, model and LoRA settings that wrote them; 0.4.7 stops instead of starting over.',
    source: 'utils/checkpoint.py:898-903, 0.4.7',
    printed: true,
    forms: [
      {
        text: /Error loading selected checkpoint from ([^\n]*?)(?:; continuation is unsafe|$)/,
        says: 'The checkpoint could not be loaded: {}.',
        help: 'Use the same policy.parallelism and LoRA settings as before, or train from the exported safetensors instead: `policy.model_name_or_path="RUN/safetensors/step_N"`',
      },
      {
        text: /(loaded state dict (?:contains a parameter group|has a different number of parameter groups)[^\n]*|Missing key in checkpoint state_dict: [^\n]*)/,
        says: 'The checkpoint is of other settings than the run: {}.',
        help: 'Use the same policy.parallelism, trainable parameters and LoRA settings as before, or train from the exported safetensors instead: `policy.model_name_or_path="RUN/safetensors/step_N"`',
      },
      {
        text: /(Weights only load failed[^\n]*)/,
        when: (state) => state.seen.resuming !== undefined,
        says: 'The checkpoint was written by another torch, which this one does not open: {}.',
        help: 'Resume with the torch that wrote it, or train from the exported safetensors instead: `policy.model_name_or_path="RUN/safetensors/step_N"`',
      },
    ],
  },
  {
    id: 'checkpoint-immutable',
    summary: 'The run folder already holds this step, with other contents',
    outcome: 'failed',
    subject: 'train.output_dir',
    because:
      'A committed step is compared with the state in memory and any difference is an error; so is a step that an earlier attempt left half-written.',
    source: 'utils/checkpoint.py:622-663, 0.4.7',
    forms: [
      {
        text: /Checkpoint step (\d+) (?:is immutable|has incomplete rank artifacts; refusing an in-place retry)/,
        says: 'Step {} could not be saved: the run folder already holds another checkpoint of that step.',
        help: 'Give the attempt its own run folder (train.output_dir and train.timestamp) and resume by path: `train.resume="OLD_RUN/checkpoints/step_N/policy"`',
      },
    ],
  },
  {
    id: 'checkpoint-marker-race',
    summary: 'A checkpoint was deleted while its marker was being written',
    outcome: 'config',
    subject: 'train.ckpt.max_keep',
    because:
      'With train.ckpt.max_keep = 1 the engine prunes the folder of a step while the background writer still puts its .rank_R_complete there; no input is missing.',
    source: 'utils/checkpoint.py:364-372, 0.4.4',
    fix: 'Set train.ckpt.max_keep=2 (or -1, which keeps all), and resume from the last complete checkpoint.',
    forms: [
      {
        text: /No such file or directory: '([^'\n]*\.rank_\d+_complete)'|No such file or directory: '([^'\n]*\/checkpoints\/step_\d+\/policy\/[^'\n]*)'|Parent directory (\S*\/checkpoints\/step_\d+\S*) does not exist|Directory not empty: '([^'\n]*\/checkpoints\/step_\d+[^'\n]*)'/,
        when: (state) => state.seen.resuming === undefined,
        says: 'The engine deleted a checkpoint while it was being written: {} was gone.',
        help: 'Set `train.ckpt.max_keep=2` (or -1, which keeps all), and resume from the last complete checkpoint.',
      },
    ],
  },
]);

/** The dataset as a whole, and its reader. */
export const DATASET = symptomsOf([
  {
    id: 'speaker-unknown',
    summary: 'A message of the annotations has no speaker that the dataset script knows',
    outcome: 'data',
    subject: 'dataset',
    because:
      'A message says who speaks: from / value (human, gpt) or role / content (user, assistant); the chat template wants them in turn.',
    source: 'cookbook datasets of Reason1 and Reason2; chat_template.json of Qwen-VL',
    forms: [
      {
        text: /((?:[Ii]nvalid|[Uu]nknown|[Uu]nexpected|[Uu]nrecognized) (?:message )?(?:role|speaker|from)\b[^\n]*|Conversation roles must alternate[^\n]*|Only user(?:,| and) assistant[^\n]*roles[^\n]*|No user query found in messages[^\n]*|^KeyError: '(?:from|role|value|conversations)')/,
        says: 'A message of the annotations has no speaker that the dataset script knows: {}.',
        help: 'Write from / value (or role / content) in every message; which item it is: `cookbook-run data check DIR --preset NAME`',
      },
    ],
  },
  {
    id: 'annotation-key-missing',
    summary: 'An item of the annotations lacks a key that the dataset script reads',
    outcome: 'data',
    subject: 'dataset',
    because: 'The script reads one layout; an item of another one has other keys.',
    source: 'cookbook datasets of Reason1 and Reason2',
    forms: [
      {
        text: /^KeyError: '((?:video|image|audio)s?(?:_path|_id)?|messages|annotations?|captions?|questions?|answers?|labels?|media|text)'/,
        says: 'An item of the annotations has no key {}.',
        help: 'Write it in every item; which items lack it: `cookbook-run data check DIR --preset NAME`',
      },
    ],
  },
  {
    id: 'media-placeholders-differ',
    summary: 'A conversation names more or fewer pictures or clips than its item has',
    outcome: 'data',
    subject: 'dataset',
    because: 'Each <image> or <video> in the text stands for one file of the item.',
    source: 'transformers 4.57 processing_qwen3_vl.py; LLaVA layout',
    forms: [
      {
        text: /([Nn]umber of (?:<)?(?:image|video)\S*[^\n]*(?:does not|do not|doesn't|!=|not equal)[^\n]*|(?:image|video)s? (?:tokens|placeholders)[^\n]*(?:does not|do not|mismatch)[^\n]*number of[^\n]*)/,
        unless: /features and (?:image|video) tokens/,
        says: 'A conversation names more or fewer pictures or clips than its item has: {}.',
        help: 'Make the placeholders of an item as many as its files; which item it is: `cookbook-run data check DIR --preset NAME`',
      },
    ],
  },
  {
    id: 'sample-shape-refused',
    summary: 'A picture or clip has a shape that the model cannot take',
    outcome: 'data',
    subject: 'dataset',
    because:
      'qwen-vl-utils refuses pictures that are thinner than a patch or longer than 200 times their width.',
    source: 'qwen-vl-utils vision_process.py, smart_resize; Pillow 11 Image.py',
    printed: true,
    forms: [
      {
        text: /(absolute aspect ratio must be smaller than[^\n]*|height:\d+ (?:or|and) width:\d+ must be larger than factor[^\n]*|DecompressionBombError[^\n]*)/,
        says: 'A picture or clip has a shape that the model cannot take: {}.',
        help: 'Leave it out or resize it; which one it is: `cookbook-run data check DIR --preset NAME`',
      },
    ],
  },
  {
    id: 'video-reader-failed',
    summary: 'The reader of videos failed, and its fall-back is gone',
    outcome: 'host',
    subject: 'video reader',
    because:
      'qwen-vl-utils tries its reader, then falls back to torchvision, whose reader is gone since torchvision 0.25: what it says then hides the cause.',
    source: 'qwen-vl-utils vision_process.py; torchvision 0.25',
    printed: true,
    forms: [
      {
        text: /video_reader_backend \w+ error, use torchvision as default, msg: (?=[^\n]*(?:No module|not installed|cannot open shared object|import|load lib))([^\n]*)/,
        says: 'The reader of videos cannot be used: {}.',
        help: "Install the reader that the message names into the engine's environment (`pip install decord`, or torchcodec with FFmpeg).",
      },
      {
        text: /(module 'torchvision\.io' has no attribute '(?:read_video|VideoReader)'|cannot import name 'VideoReader' from 'torchvision\S*')/,
        when: (state) => state.clues['video-reader-failed'] === undefined,
        says: 'No reader of videos is installed: {}.',
        help: "Install one into the engine's environment: `pip install decord`; or `pip install torchcodec`, with FFmpeg.",
      },
    ],
  },
  {
    id: 'dataset-invalid',
    summary: 'The dataset cannot be trained on as it is',
    outcome: 'data',
    subject: 'dataset',
    because:
      'It was rejected while it was read. A dataset given only in the TOML is read after the model is loaded, and an unset split is a KeyError.',
    source: 'policy/worker/sft_worker.py, 0.4.x; datasets 4.4',
    printed: true,
    fix: 'Repair the lines named, and look at the rest with `cookbook-run data check DIR --preset NAME`.',
    forms: [
      {
        text: /^KeyError: ('')$/,
        says: 'The dataset cannot be used: the split is not set ({}).',
        help: 'Set `train.train_policy.dataset.split="train"`.',
      },
      {
        text: /CookbookDataError: ([^\n]*)|cookbook-run: data: ([^\n]*)/,
        says: 'The dataset cannot be used: {}.',
        help: 'Run `cookbook-run data check DIR --preset NAME`, repair what it lists, and launch again.',
      },
      {
        text: /^(?:\w+\.)*((?:JSONDecodeError|ArrowInvalid|DatasetGenerationError|DatasetGenerationCastError|UnexpectedSplitsError|NonMatchingSplitsSizesError|DataFilesNotFoundError|EmptyDatasetError|UnicodeDecodeError): [^\n]*|RuntimeError: Dataset scripts are no longer supported[^\n]*|ValueError: (?:Unknown split|BuilderConfig|Couldn't infer the same data file format)[^\n]*)/,
        says: 'The dataset cannot be used: {}.',
        help: 'Run `cookbook-run data check DIR --preset NAME`, repair what it lists, and launch again.',
      },
    ],
  },
]);

/** The Hugging Face fall-back, which cannot be compiled, is told apart in `compile-unsupported`. */
export const MULTI_REPLICA = told({
  id: 'multi-replica-dataset',
  summary: 'Several replicas, and a dataset that is written for one',
  outcome: 'failed',
  subject: 'policy.parallelism.n_init_replicas',
  because:
    'With n_init_replicas above 1 another worker class trains, and it hands the packer an (index, sample) pair.',
  source: 'policy/worker/multi_replica_sft_worker.py, 0.4.7, seen',
  printed: true,
  forms: [
    {
      text: /(tuple indices must be integers or slices, not str)/,
      when: (state) => replicasOf(state as LogState) > 1,
      says: 'The dataset does not work with several replicas: {}.',
      help: 'Set `policy.parallelism.n_init_replicas=1` and a larger dp_shard_size.',
    },
  ],
});

const MISSING =
  /(?:FileNotFoundError|NotADirectoryError)(?:: \[Errno \d+\] [\w ]+: '(?<path>[^']+)'|: (?<rest>.*))?|DatasetNotFoundError: (?<dataset>.*)/;

/** A file or folder that the run needs does not exist. */
export const inputMissing: OwnSymptom = {
  id: 'input-missing',
  summary: 'A file or folder that the run needs does not exist',
  severity: 'error',
  category: 'input',
  outcome: 'missing-input',
  docs: {
    what: 'The entry script or the engine opened a file or folder that is not there.',
    why: 'A dataset that the entry script loads is opened in the controller first, so the launcher ends with 1 (runtime, 0.4.7); one named only in the TOML is opened after the model is loaded.',
    fix: 'Correct the path, or mount the folder where the run expects it; relative paths are resolved in the folder of the launch.',
  },
  matches(state) {
    const cause = causeChain(state).find((one) => MISSING.test(one.text));
    const match = cause === undefined ? null : MISSING.exec(cause.text);
    if (cause === undefined || match === null) return undefined;
    const groups = match.groups ?? {};
    const subject = groups.path ?? /'([^']+)'/.exec(groups.rest ?? groups.dataset ?? '')?.[1] ?? 'dataset';
    return restingOn(cause, {
      subject,
      message: `${subject} does not exist.`,
      because: `The run needs it${cause.where === undefined ? '' : ` (${cause.where})`}.`,
      remedy: toType(
        ['ls', '-l', subject === 'dataset' ? 'DATASET' : subject],
        'Check it on this machine: {}',
      ),
    });
  },
};
