/** The model that a run starts from: weights, config, tokenizer. */
import { symptomsOf } from '../../../torch/log/told.ts';

const LOADING = /load|safe_open|from_pretrained|torch_load|_read|__init__|serialization/i;

/** The model that the run starts from; asked before what is said of exports. */
export const MODEL = symptomsOf([
  {
    id: 'model-not-loaded',
    summary: 'The model cannot be found, or is incomplete or damaged',
    outcome: 'missing-input',
    subject: 'policy.model_name_or_path',
    because:
      'It failed while the model was loaded, before any step. Loading the config is retried 11 times for about 3 minutes before the worker registers; then cosmos-rl hangs.',
    source: 'utils/util.py:701-737, 0.4.7; transformers 4.57 utils/hub.py; safetensors 0.6 src/tensor.rs',
    what: 'policy.model_name_or_path is neither a complete local folder nor a repository that can be reached.',
    fix: 'Give a local folder that holds config.json and the whole weights: hf download REPO --local-dir DIR',
    printed: true,
    forms: [
      {
        text: /((?:Safetensor|safetensors)[^\n]*(?:HeaderTooLarge|InvalidHeader)[^\n]*|invalid load key, '[v<]'[^\n]*)/,
        when: (state) => state.seen.step === undefined && state.seen.saving === undefined,
        says: 'A weights file of the model is no weights file, but perhaps a Git LFS pointer: {}.',
        help: 'Fetch the true files: `git lfs pull`, or `hf download REPO --local-dir DIR`; which one it is: `cookbook-run feasibility --model DIR`',
      },
      {
        text: /(Error while deserializing header[^\n]*|MetadataIncompleteBuffer|(?:InvalidOffset|TensorInvalidInfo|SmallerFile|HeaderTooSmall|IncompleteMetadata)\b[^\n]*|PytorchStreamReader failed[^\n]*|invalid load key[^\n]*|unexpected EOF, expected \d+ more bytes[^\n]*|EOFError: Ran out of input|safetensors[^\n]*(?:incomplete|corrupt)[^\n]*)/,
        when: (state) => state.seen.step === undefined && state.seen.saving === undefined,
        unless: /step_\d+|cosmos_rl\/utils\/checkpoint/,
        says: 'A weights file of the model is cut or damaged: {}.',
        help: 'Download that shard again and compare its size (`hf download REPO --local-dir DIR`); which file it is: `cookbook-run feasibility --model DIR`',
      },
      {
        text: /(size mismatch for [^\n]*|Error\(s\) in loading state_dict for [^\n]*)/,
        when: (state) => state.seen.step === undefined && state.seen.resuming === undefined,
        where: LOADING,
        says: 'The weights do not fit the config.json of the model: {}.',
        help: 'Take config.json and weights from the same repository and revision: `hf download REPO --local-dir DIR`',
      },
      {
        text: /(OfflineModeIsEnabled[^\n]*|LocalEntryNotFoundError[^\n]*|[Oo]utgoing traffic has been disabled[^\n]*|We couldn't connect to '[^']*'[^\n]*)/,
        says: 'The model is not on this machine, and the hub is not asked: {}.',
        help: 'Download it where the network is (`hf download REPO --local-dir DIR`) and give the folder: `policy.model_name_or_path=DIR`; or `unset HF_HUB_OFFLINE TRANSFORMERS_OFFLINE`',
      },
      {
        text: /(tokenizer\.chat_template is not set[^\n]*|Couldn't instantiate the backend tokenizer[^\n]*|does not have a chat template[^\n]*)/,
        says: 'The model folder lacks small files, of the tokenizer or the chat template: {}.',
        help: 'Fetch them beside the weights, for an export from its base model: `hf download REPO --local-dir DIR --include "*.json" "*.jinja" "*.txt"`',
      },
      {
        text: /(Due to a serious vulnerability issue in `torch\.load`[^\n]*|Weights only load failed[^\n]*)/,
        when: (state) => state.seen.resuming === undefined,
        says: 'Weights that are pickles are not opened: {}.',
        help: 'Take the model in safetensors: `hf download REPO --local-dir DIR --include "*.safetensors" "*.json"`; or a newer torch, if you trust who made the file: `pip install --upgrade "torch>=2.6"`',
      },
      {
        text: /(Can't load (?:the configuration|the model|tokenizer|image processor|video processor|feature extractor|processor) (?:of|for) '(?<model>[^']*)'|\S+ is not a local folder and is not a valid model identifier|RepositoryNotFoundError|Repository Not Found[^\n]*|EntryNotFoundError|HFValidationError: [^\n]*|does not appear to have a file named \S+|Error no file named [^\n]*|Unrecognized model in \S+?\.|No such file or directory: '[^']*\.(?:safetensors|index\.json)')/,
        says: 'The model cannot be loaded: {}.',
        help: 'Check policy.model_name_or_path: a local folder needs config.json and the weights; a private or gated repository needs HF_TOKEN.',
      },
    ],
  },
]);
