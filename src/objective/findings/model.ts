/** Findings about a model and the trainer that is to train it. */
import { defineObjectiveFinding } from '../../findings/objective-kind.ts';

/** The engine itself does not load this model. */
export const modelNotLoadable = defineObjectiveFinding<{
  readonly title: string;
  readonly evidence: string;
  readonly custom: boolean;
}>({
  id: 'model-not-loadable',
  summary: 'The engine itself does not load this model.',
  severity: 'error',
  category: 'config',
  leaves: () => 'of-model',
  needsRemedy: true,
  byLoss: true,
  docs: {
    what: 'The checkpoint is an Alpamayo model: a VLM with an action expert, of a model_type that neither Transformers nor the engine knows.',
    why: 'AutoConfig raises `does not recognize this architecture`. The entry script of alpamayo-recipes loads the VLM part only.',
    fix: 'To train the trajectory decoder use stage 2 of the Alpamayo recipes; for its VLM use stage 1, or their own entry script.',
  },
  say: ({ title, evidence, custom }) => ({
    message: custom
      ? `${title} is loaded by its own entry script only; what it then trains cannot be verified here.`
      : `This run cannot load ${title}.`,
    because: evidence,
    ...(custom ? { severity: 'warning' as const } : {}),
  }),
});

/** Nothing tells which model it is. */
export const modelUnknown = defineObjectiveFinding<{
  readonly why: string;
  /** What its name resembles, which is no evidence. */
  readonly resembles?: string;
}>({
  id: 'model-unknown',
  summary: 'Nothing tells which model it is.',
  severity: 'warning',
  category: 'input',
  unverified: true,
  byLoss: true,
  docs: {
    what: 'The repository is none that is known here and no file of it lies on this machine, or its files hold neither a known config.json or model_index.json nor tensor names that tell: a .gguf or .nemo file, an archive, an empty folder, an embedding model, a policy under a name of its own.',
    why: 'Whether the run can train what is asked for cannot be told. Engines load folders in the layout of Hugging Face with a language-model head; an embedding model has none, and a policy has a loss of its own.',
    fix: 'Fetch its config.json and index, `hf download ORGANISATION/NAME config.json model.safetensors.index.json --local-dir DIR`, and give the folder with `--model DIR`.',
  },
  say: ({ why, resembles }, subject) => ({
    message: `Nothing tells which model ${subject} is${resembles === undefined ? '' : ` (its name resembles ${resembles})`}; it cannot be verified.`,
    because: why,
    help: 'give a folder with its config.json and index: hf download ORGANISATION/NAME config.json model.safetensors.index.json --local-dir DIR',
  }),
});

/** The weights are packed in fewer bits. */
export const modelQuantised = defineObjectiveFinding<{ readonly evidence: string }>({
  id: 'model-quantised',
  summary: 'The weights are quantised: no training of them is known to work.',
  severity: 'warning',
  category: 'config',
  unverified: true,
  docs: {
    what: 'config.json has a quantization_config, or the name of the repository says GGUF, AWQ, GPTQ, FP8 or the like.',
    why: 'The engine loads whole floating-point tensors by name and shape; packed tensors have other names, shapes and types, and integers get no gradient.',
    fix: 'Train the original weights of the model (bf16), and quantise what comes out.',
  },
  say: ({ evidence }, subject) => ({
    message: `${subject} holds quantised weights: whether this run can train them cannot be verified.`,
    because: evidence,
    help: 'give the original weights (bf16), and quantise the result',
  }),
});

/** config.json names one model, the tensors are of another. */
export const weightsPrefixMismatch = defineObjectiveFinding<{
  readonly config: string;
  readonly tensors: string;
  readonly says: string;
}>({
  id: 'weights-prefix-mismatch',
  summary: 'config.json names one model, the tensors are of another.',
  severity: 'error',
  category: 'config',
  leaves: () => 'of-model',
  needsRemedy: true,
  docs: {
    what: 'config.json describes a vision-language model, but the weights carry the names of another one, such as `vlm.` and `expert.`.',
    why: 'The engine looks every tensor up by its name and stops after the model was built.',
    fix: 'Give the original config.json back to the weights, or repack the VLM part under its own names.',
  },
  say: ({ config, tensors, says }) => ({
    message: `config.json says ${config}, but the weights are those of ${tensors}.`,
    because: says,
    help: 'Restore the original config.json, or export the VLM under plain Qwen3-VL names.',
  }),
});

/** Alpamayo's action expert is exported as if it were an LLM. */
export const expertExportDisguised = defineObjectiveFinding<{ readonly evidence: string }>({
  id: 'expert-export-disguised',
  summary: "Alpamayo's action expert is exported as if it were an LLM.",
  severity: 'error',
  category: 'config',
  leaves: () => 'trajectory-decoder',
  needsRemedy: true,
  byLoss: true,
  docs: {
    what: 'The checkpoint has the names and the model_type of an ordinary Qwen3, but it is the trajectory decoder of Alpamayo, with an embedding and an output head filled with zeros.',
    why: 'qwen3 is a model type that engines train, so nothing stops the load; the token loss would then overwrite the decoder with nonsense.',
    fix: 'Train the decoder by stage 2 of the Alpamayo recipes, from the full Alpamayo checkpoint.',
  },
  say: ({ evidence }) => ({
    message: `This is Alpamayo's trajectory decoder in the clothes of an LLM: this run cannot train it as one.`,
    because: evidence,
    help: 'Start from the full Alpamayo checkpoint with stage 2 of the Alpamayo recipes.',
  }),
});

/** The checkpoint holds Alpamayo's VLM without its trajectory decoder. */
export const brainOnlyCheckpoint = defineObjectiveFinding<{
  readonly title: string;
  readonly evidence: string;
}>({
  id: 'brain-only-checkpoint',
  summary: "The checkpoint holds Alpamayo's VLM without its trajectory decoder.",
  severity: 'warning',
  category: 'config',
  leaves: () => 'trajectory-decoder',
  docs: {
    what: 'The weights are those of the VLM inside Alpamayo, repacked or exported without the expert and the projections of actions.',
    why: 'A run trains text and tokens. Loaded back, the expert would be initialised at random (alpamayo-recipes b790b8e8, README.md:463-471), and it was fitted to the keys and values of the VLM as it was.',
    fix: 'Train, then run stage 2 of the Alpamayo recipes with this VLM as `model.stage1_vlm_checkpoint_path`.',
  },
  say: ({ title, evidence }) => ({
    message: `The checkpoint is ${title}: there is no trajectory decoder in it to train.`,
    because: evidence,
    help: 'After training run stage 2 of the Alpamayo recipes, which fits the decoder to this VLM.',
  }),
});

/** The tokenizer has tokens for trajectories. */
export const trajectoryTokensInVocabulary = defineObjectiveFinding<{ readonly tokens: readonly string[] }>({
  id: 'trajectory-tokens-in-vocabulary',
  summary: 'The tokenizer has tokens for trajectories.',
  severity: 'warning',
  category: 'config',
  leaves: () => 'discrete-traj-tokens',
  docs: {
    what: 'The added tokens hold `<i0>` to `<i3999>` or markers of a trajectory.',
    why: 'The token loss trains these tokens. Alpamayo masks them while its expert drives (src/alpamayo_r1/models/alpamayo_r1.py:41-72, 1cba38ca), so they do not change the driven path.',
    fix: 'If the driven path is the aim, use stage 2 of the Alpamayo recipes.',
  },
  say: ({ tokens }) => ({
    message: `The tokenizer has trajectory tokens (${tokens.slice(0, 3).join(' ')}): this run trains tokens, not a decoder.`,
  }),
});

/** The trainer has no loss for this model. */
export const trainerModelMismatch = defineObjectiveFinding<{
  readonly trainer: string;
  readonly title: string;
  readonly why: string;
  readonly evidence: string;
  /** Settings under which the engine does train it; missing where it has none. */
  readonly settings?: string;
}>({
  id: 'trainer-model-mismatch',
  summary: 'The trainer has no loss for this model.',
  severity: 'error',
  category: 'config',
  leaves: () => 'of-model',
  needsRemedy: true,
  byLoss: true,
  docs: {
    what: 'The trainer of the config and the family of the model do not belong together: tokens for a diffusion model, flow matching for a VLM, and so on.',
    why: 'The engine finds no such model class, or loads the parts it knows and leaves the others out without a word.',
    fix: 'Choose the trainer that the family has, or the model that the trainer takes.',
  },
  say: ({ trainer, title, why, evidence, settings }) => ({
    message: `This \`${trainer}\` run cannot train ${title}: ${why}.`,
    because: evidence,
    help: settings === undefined ? 'No setting of this run trains it.' : `Set ${settings}.`,
  }),
});
