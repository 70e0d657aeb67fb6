/** Findings about what is asked of a run: its target, its keys, its labels, its consumer. */

import { defineObjectiveFinding, type ObjectiveFinding } from '../../findings/objective-kind.ts';
import { tokensNotDecoder } from '../../findings/tokens-not-decoder.ts';

/** The consumer takes whole checkpoints, and the run makes a part of one. */
export const productNotWhole = defineObjectiveFinding<{
  readonly run: string;
  readonly makes: string;
  readonly custom: boolean;
}>({
  id: 'product-not-whole',
  summary: 'The consumer takes whole checkpoints only, and the run makes a part of one.',
  severity: 'error',
  category: 'config',
  leaves: () => 'of-consumer',
  needsRemedy: true,
  docs: {
    what: '--consumer names the Alpamayo NIM, and the run exports a VLM or an adapter.',
    why: 'The NIM loads a full Alpamayo checkpoint in the layout of Hugging Face: VLM, expert and projections. Adapters, deltas, a VLM or an expert alone are refused.',
    fix: 'Train with the Alpamayo recipes, stage 1 then stage 2: what stage 2 writes is whole.',
  },
  say: ({ run, makes, custom }) => ({
    message: `The Alpamayo NIM takes whole checkpoints only; ${run.replace(/^This/, 'this')} makes ${makes}.`,
    help: 'what stage 2 of the Alpamayo recipes writes is whole',
    ...(custom ? { severity: 'warning' as const } : {}),
  }),
});

/** What `--optimize` asks for is not among what this run trains. */
export const targetNotTrained = defineObjectiveFinding<{
  readonly optimize: string;
  readonly run: string;
  readonly why: string;
}>({
  id: 'target-not-trained',
  summary: 'What --optimize asks for is not among what this run trains.',
  severity: 'error',
  category: 'config',
  needsRemedy: true,
  byLoss: true,
  docs: {
    what: 'The part of the model that you want to optimise gets no gradient in this run: it is absent from the checkpoint, frozen, or out of reach of the loss.',
    why: "The loss of such a run is the cross entropy of text tokens. Alpamayo's path is made by a flow-matching expert that reads the VLM's KV cache; no text loss reaches it.",
    fix: 'Run the command that the verdict prints: it trains that part. Do the cheap checks before.',
  },
  say: ({ optimize, run, why }) => ({
    message: `${run} cannot train what you ask for (--optimize ${optimize}).`,
    because: why,
  }),
});

/** Only the user's entry script can say what is trained. */
export const entryUnverifiable = defineObjectiveFinding<{
  readonly script: string;
  readonly what: string;
  /** What of the engine shows it. */
  readonly shows: string;
}>({
  id: 'entry-unverifiable',
  summary: "Only the user's entry script can say what is trained.",
  severity: 'warning',
  category: 'config',
  leaves: () => 'trajectory-decoder',
  unverified: true,
  docs: {
    what: 'The run has an entry script of its own and asks for something that the engine alone does not do.',
    why: 'An entry script can register models, trainers and losses: SFT adds every model output whose name contains "loss" (0.4.7, sft_trainer.py:370-379). So this can neither be promised nor ruled out.',
    fix: 'Look in the script for the loss and for the parameters that get gradients; compare a tensor of the decoder before and after a short run.',
  },
  say: ({ script, what, shows }) => ({
    message: `Cannot verify: ${what}, and only ${script} can make use of it.`,
    because: shows,
    help: 'compare one tensor of the decoder before and after two steps',
  }),
});

/** A key asks for a decoder or a loss, and nobody reads it. */
export const decoderKeyIgnored = defineObjectiveFinding<{
  readonly key: string;
  /** Its version. */
  readonly engine: string;
  readonly engineName: string;
  readonly custom: boolean;
  readonly refused: boolean;
  /** The run, as a sentence begins with it. */
  readonly run: string;
}>({
  id: 'decoder-key-ignored',
  summary: 'A key asks for a decoder or a loss, and nobody reads it.',
  severity: 'error',
  category: 'config',
  leaves: () => 'trajectory-decoder',
  needsRemedy: true,
  docs: {
    what: 'The config sets a loss, a decoder or a reward that this run has not got.',
    why: 'An engine drops or refuses keys that it has not got; [custom] is for entry scripts, and no script is given that reads it. The loss stays the cross entropy of text.',
    fix: 'Remove the key, or run what trains that part; with a script of your own, give it with --script.',
  },
  say: ({ key, engine, engineName, custom, refused, run }) => ({
    message: `\`${key}\` has no effect: ${run.replace(/^This/, 'this')} has no such loss or module.`,
    because: custom
      ? `${engineName} does not read [custom], and no entry script is given that does`
      : `${engineName} ${engine} ${refused ? 'refuses the key' : 'drops the key without a word'}`,
    help: 'remove it, or run what trains that part',
  }),
});

/** Trajectory tokens that the tokenizer would split into characters. */
export const tokensNotInVocabulary = defineObjectiveFinding<{
  readonly token: string;
  readonly model: string;
}>({
  id: 'tokens-not-in-vocabulary',
  summary: 'Trajectory tokens that the tokenizer would split into characters.',
  severity: 'warning',
  category: 'config',
  leaves: () => 'discrete-traj-tokens',
  docs: {
    what: "The labels hold tokens of Alpamayo's vocabulary, and the model's tokenizer does not have them.",
    why: 'Cosmos-Reason has no <i0>..<i3999> and no <|traj_...|> (NVlabs/alpamayo 1cba38ca, base_model.py:34-75 adds them): they are learned as runs of ordinary characters.',
    fix: 'Train from the Alpamayo checkpoint (stage 1 of its recipes), which has the tokens, or leave them out of the labels.',
  },
  say: ({ token, model }) => ({
    message: `The labels hold \`${token}\`, which is no token of ${model}: it would be split into characters.`,
    because: "only Alpamayo's tokenizer has it (base_model.py:34-75)",
    help: 'use stage 1 of the Alpamayo recipes for such labels',
  }),
});

/** Numeric columns beside the conversations never reach the loss. */
export const numericColumnsDropped = defineObjectiveFinding<{
  readonly columns: readonly string[];
  readonly text: string;
  /** What of the engine shows it. */
  readonly shows: string;
}>({
  id: 'numeric-columns-dropped',
  summary: 'Numeric columns beside the conversations never reach the loss.',
  severity: 'warning',
  category: 'config',
  leaves: () => 'trajectory-decoder',
  docs: {
    what: 'The dataset has trajectories, actions or poses as numbers beside its text.',
    why: 'The loaders hand over the conversation only; numeric columns are dropped without a word.',
    fix: 'Nothing, if text is what you train. To train on these numbers, use what trains a decoder.',
  },
  say: ({ columns, text, shows }) => ({
    message: `Of this dataset only ${text} is trained on; ${columns.join(', ')} never reach${columns.length === 1 ? 'es' : ''} the loss.`,
    because: shows,
    help: 'to train on these numbers: --optimize trajectory-decoder shows what can',
  }),
});

/** The dataset holds nothing that a text loss could learn. */
export const noTextToTrain = defineObjectiveFinding<{
  readonly columns: readonly string[];
  readonly holds: string;
  /** It holds latents for a diffusion model. */
  readonly latents: boolean;
  /** What of the engine shows it. */
  readonly shows: string;
}>({
  id: 'no-text-to-train',
  summary: 'The dataset holds nothing that a text loss could learn.',
  severity: 'error',
  category: 'config',
  leaves: ({ latents }) => (latents ? 'video-diffusion' : 'trajectory-decoder'),
  needsRemedy: true,
  docs: {
    what: 'There is no conversation, caption or answer in the data: only trajectories, actions, latents or media.',
    why: 'A Reason SFT run needs an answer in text for every sample (0.4.7, sft_trainer.py:49-110). Numbers and latents are targets of other losses.',
    fix: 'Add text labels, or run what trains on such data.',
  },
  say: ({ columns, holds, shows }) => ({
    message: `This dataset has no text to train on: it holds ${holds} (${columns.join(', ')}).`,
    because: shows,
    help: 'add text answers, or run what trains on such data',
  }),
});

/** A goal in words is kept, and which part of a model it means is not settled. */
export const goalAsks = defineObjectiveFinding<{ readonly goal: string }>({
  id: 'goal-asks',
  summary: 'A goal in words does not say which part of a model shall change.',
  severity: 'warning',
  category: 'config',
  unverified: true,
  docs: {
    what: '--goal was given without --optimize. The words are kept in the answer and in the record, and never judged.',
    why: 'Whether a run can serve a goal depends on what its loss can reach, and words do not say that: "fix the path" and "describe the path" differ in one word. The answer is therefore the run judged against each of the four targets.',
    fix: 'Say which of the four you mean: --optimize vlm-text, discrete-traj-tokens, trajectory-decoder or video-diffusion.',
  },
  say: () => ({
    message: 'The goal is kept and not judged: it does not say which part of a model shall change.',
    help: 'add --optimize vlm-text (what the model says), discrete-traj-tokens (trajectories as text or tokens), trajectory-decoder (the driven path) or video-diffusion (generated video)',
  }),
});

/** Nothing of a dataset could be looked at. */
export const datasetUnread = defineObjectiveFinding<{ readonly why: string }>({
  id: 'labels-unread',
  summary: 'No label of the dataset could be looked at.',
  severity: 'warning',
  category: 'data',
  unverified: true,
  docs: {
    what: 'The dataset is there, and it is empty, or holds only what is not looked into: parquet and other columnar files, archives, pickles, or media without labels.',
    why: 'Whether its labels are text for this loss, or numbers for another, cannot be told, so nothing is promised about it.',
    fix: 'Give the file or folder of the labels (.json, .jsonl, .csv, .tsv, .tar); `cookbook-run data check DIR --preset NAME` looks into the layouts of the presets.',
  },
  say: ({ why }, subject) => ({
    message: `No label of ${subject} was seen: ${why}; what the run would learn cannot be verified.`,
    help: 'give the labels (.json, .jsonl, .csv, .tsv or .tar), or look with `cookbook-run data check DIR`',
  }),
});

/** The kinds, by what they are about: target, model, settings, data, words. */
export const VERDICT_KINDS: ReadonlyArray<ObjectiveFinding<object>> = [
  productNotWhole,
  targetNotTrained,
  entryUnverifiable,
  decoderKeyIgnored,
  tokensNotDecoder,
  tokensNotInVocabulary,
  numericColumnsDropped,
  noTextToTrain,
  goalAsks,
  datasetUnread,
];
