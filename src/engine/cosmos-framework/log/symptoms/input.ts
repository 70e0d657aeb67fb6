/** What the run was given and could not read. */
import { symptomsOf } from '../../../torch/log/told.ts';

/** After everything that the conversion itself may have said. */
export const START_WEIGHTS = symptomsOf([
  {
    id: 'start-weights-not-made',
    summary: 'The start weights of the run could not be made, or cannot be begun with',
    outcome: 'failed',
    subject: 'model.backbone.safetensors_path',
    because: 'The launch makes them before the trainer is started, and the run begins with nothing else.',
    source: 'templates/entry/with_start_weights.py',
    printed: true,
    forms: [
      {
        text: /^cookbook-run: the start weights (could not be made: [^\n]*)/,
        says: 'The start weights {}.',
        help: 'What the conversion said stands above it in the log; start again when that is mended: what was half made is gone.',
      },
      {
        text: /^cookbook-run: the start weights (\S+ cannot be used: [^\n]*)/,
        says: 'The start weights {}.',
        help: 'Remove that folder, and the next start makes it anew.',
      },
    ],
  },
]);

/** In order: the narrower text first. */
export const UNREADABLE = symptomsOf([
  {
    id: 'backbone-not-found',
    summary: 'The model that the config names is neither a folder here nor a name on the hub',
    outcome: 'missing-input',
    subject: 'model.backbone.model_name',
    because: 'What is no folder is taken for a name on the hub.',
    source: 'huggingface_hub 0.36, seen',
    forms: [
      {
        text: /HFValidationError: Repo id must be in the form [^:]*: '([^']+)'/,
        says: 'There is no model at {}.',
        help: 'Give the path of a model: `model.backbone.model_name="/path/to/model"`',
      },
      {
        text: /(\S+) is not a local folder and is not a valid model identifier/,
        says: 'There is no model {}.',
        help: 'Give the path of a model: `model.backbone.model_name="/path/to/model"`',
      },
      {
        text: /Repository Not Found for url: (\S+)/,
        says: 'The hub has no such model: {}.',
        help: 'Give the path of a model: `model.backbone.model_name="/path/to/model"`',
      },
    ],
  },
  {
    id: 'manifest-missing',
    summary: 'The list of samples is not where the experiment looks for it',
    outcome: 'missing-input',
    subject: 'dataset',
    because:
      'The dataset of the engine reads videophy2_train/meta.json below its root, and videophy2_val/meta.json: a run without validation opens it as well.',
    source: 'data/reasoner/local_sft_dataset.py, 5eee9ed, seen',
    forms: [
      {
        text: /No such file or directory: '([^']*_val\/meta\.json)'/,
        says: 'There is no list of validation samples at {}.',
        help: 'Put a videophy2_val folder beside videophy2_train: meta.json, media and text of at least one sample.',
      },
      {
        text: /No such file or directory: '([^']*meta\.json)'/,
        says: 'There is no list of samples at {}.',
        help: 'Give the folder that holds videophy2_train: `cookbook-run data check DIR` says what a folder is.',
      },
    ],
  },
  {
    id: 'clip-unreadable',
    summary: 'A clip cannot be decoded',
    outcome: 'data',
    subject: 'dataset',
    because:
      'The dataset of the engine goes on without a file that is missing, and ends with one that it cannot decode.',
    source: 'torchcodec 0.11, seen',
    forms: [
      {
        text: /(SingleStreamDecoder, [^\n]*)/,
        says: 'A clip cannot be decoded: {}.',
        help: '`cookbook-run data check DIR` names the file.',
      },
      {
        text: /t:(\d+) must be larger than temporal_factor:\d+/,
        says: 'A clip has {} frame after sampling to 2 frames a second, and the model needs two.',
        help: '`cookbook-run data check DIR` names clips that are too short; take them out.',
      },
    ],
  },
  {
    id: 'sample-refused-by-entry',
    summary: 'The dataset of the entry script refused a sample',
    outcome: 'data',
    subject: 'dataset',
    because:
      'The dataset classes of cookbook-run end the run where the published one would train on without a sample.',
    source: 'cookbook_entry/framework.py',
    printed: true,
    forms: [
      {
        text: /Cookbook(?:Data|Sample)Error: ((?!Caught )[^\n]*)/,
        says: '{}.',
        help: '`cookbook-run data check DIR` finds every such sample before the start.',
      },
    ],
  },
]);
