/** Topics that `explain` tells: what people ask for by a word that is no finding. */
import { CHEAP_CHECKS, STAGES } from '../../objective/remedies/advice.ts';

/** One topic. */
export interface Topic {
  readonly name: string;
  /** Other words that people type for it. */
  readonly words: readonly string[];
  /** What is seen or asked. */
  readonly summary: string;
  /** Paragraphs. */
  readonly text: readonly string[];
  /** What to type; words in capitals are the reader's own. */
  readonly type: readonly string[];
  /** Kinds of findings to look up. */
  readonly findings: readonly string[];
  /** The page of docs/. */
  readonly page: string;
}

const listed = (items: readonly string[]) => items.map((item) => `* ${item}`).join('\n');

/** All topics, by name. */
export const TOPICS: readonly Topic[] = [
  {
    name: 'data',
    words: ['dataset', 'layout', 'annotations'],
    summary: 'Which layout is my data, and can it be trained on?',
    text: [
      '`init` looks at a folder or an annotation file, names its layout and the preset that fits, and writes a config.',
      '`data check` reads all of it: files, labels, tokens of the longest samples, steps. `data show` prints samples as the model will see them.',
    ],
    type: ['cookbook-run init DATA', 'cookbook-run data check DATA', 'cookbook-run data show DATA'],
    findings: ['dataset-layout-unknown', 'media-missing', 'sample-too-long'],
    page: 'data.md',
  },
  {
    name: 'disk',
    words: ['space', 'checkpoints', 'full-disk'],
    summary: 'How much disk does a run take, and what when it is full?',
    text: [
      'A checkpoint holds weights and optimizer states; train.ckpt.max_keep says how many stay, and the export is another copy of the weights.',
      'A run that a full disk ended exits 73; its newest whole checkpoint is still there.',
    ],
    type: [
      'cookbook-run estimate --preset PRESET',
      'cookbook-run runs rm RUN',
      'cookbook-run sft --resume last',
    ],
    findings: ['disk-full', 'output-disk-too-small', 'max-keep-unsafe'],
    page: 'estimates.md',
  },
  {
    name: 'exit-codes',
    words: ['codes', 'exit', 'exit-code', 'status'],
    summary: 'What does an exit code mean?',
    text: [
      'Each code has a page: `cookbook-run explain 81`. 0 of a run means that its end was proved, and nothing else does; the exit code of the engine itself decides nothing.',
    ],
    type: ['cookbook-run explain 81'],
    findings: ['engine-exit-misleads'],
    page: 'index.md',
  },
  {
    name: 'goal',
    words: ['objective', 'verdict', 'optimize', 'block'],
    summary: 'The run is refused because of what it shall optimise.',
    text: [
      'Reason SFT minimises the cross entropy of text tokens. A trajectory decoder, an action head or a diffusion model gets no gradient from it, whatever the data.',
      '`feasibility` judges a run against a target, names the module that is out of reach, and prints what can train it, as commands.',
    ],
    type: [
      'cookbook-run feasibility --preset PRESET --optimize trajectory-decoder',
      'cookbook-run explain straight-path',
    ],
    findings: ['target-not-trained', 'decoder-key-ignored', 'tokens-not-decoder'],
    page: 'feasibility.md',
  },
  {
    name: 'loss',
    words: ['nan', 'inf', 'divergence', 'overfitting'],
    summary: 'The loss is NaN, spikes, stays 0 or does not move.',
    text: [
      'Three steps in a row with a loss or gradient that is not finite end the run with 82 (`--on-nan warn` only tells).',
      'Look at the curve and at the step where it began; then lower train.optm_lr, or go back to an earlier checkpoint.',
    ],
    type: ['cookbook-run runs report last', 'cookbook-run explain 82'],
    findings: ['loss-not-finite', 'loss-was-not-finite', 'gradients-not-clipped', 'learning-rate-unusable'],
    page: 'metrics.md',
  },
  {
    name: 'memory',
    words: ['oom', 'out-of-memory', 'cuda-oom', 'vram'],
    summary: 'CUDA out of memory: what fits?',
    text: [
      '`estimate` says what a run takes per GPU before it starts, and which settings bring it down: the mini-batch first, then gradient checkpointing, LoRA, more GPUs, shorter samples.',
    ],
    type: ['cookbook-run estimate --preset PRESET', 'cookbook-run sft --preset PRESET --fit'],
    findings: ['cuda-out-of-memory', 'gpu-memory-too-small', 'host-memory-exhausted'],
    page: 'estimates.md',
  },
  {
    name: 'night',
    words: ['nightly', 'cron', 'unattended', 'schedule'],
    summary: 'Train every night, unattended.',
    text: [
      'A series is one file: what to train, until when, which gate a new model must pass. `nightly status` says what the next night does, in the morning what the last one did.',
    ],
    type: ['cookbook-run nightly init night.toml --preset PRESET', 'cookbook-run nightly status night.toml'],
    findings: [],
    page: 'nightly.md',
  },
  {
    name: 'overrides',
    words: ['settings', 'set', 'precedence', 'keys'],
    summary: 'How are settings given, and which one wins?',
    text: [
      'engine default < preset < --config FILE < flags and `key=value`; `~key` takes one away. Keys are spelled as the engine spells them, values are TOML, else a bare text.',
      'Whole numbers and fractions differ: train.optm_warmup_steps=1 is one step, 1.0 is the whole run.',
    ],
    type: ['cookbook-run show PRESET train.epoch=3', 'cookbook-run check FILE'],
    findings: ['unknown-key', 'wrong-type', 'value-outside-choices'],
    page: 'presets.md',
  },
  {
    name: 'resume',
    words: ['continue', 'restart', 'checkpoint', 'going-on'],
    summary: 'Go on with a run that was interrupted, or train longer.',
    text: [
      '`sft --resume RUN` goes on from the newest checkpoint that is proved whole, as a new run; the old one stays as it is. What would make it another training is refused and named; what is only risky needs --anyway.',
      'A complete run is extended with --epochs N (cosmos-framework: trainer.max_iter=N). Never set train.resume by hand in an output folder that holds checkpoints: engines up to 0.4.4 delete what they do not pick.',
    ],
    type: ['cookbook-run sft --resume last', 'cookbook-run sft --resume last --epochs 4'],
    findings: ['resume-missing', 'resume-checkpoint-unusable', 'resume-unsafe', 'resume-finished'],
    page: 'runs.md',
  },
  {
    name: 'stalled',
    words: ['hang', 'hung', 'stuck', 'stall', 'timeout'],
    summary: 'The run stands still.',
    text: [
      'No progress for --stall-timeout (1800 s) ends a run with 81. The log of the last lines says where it stood: a batch that does not divide, a rank that died, a hub that does not answer.',
    ],
    type: ['cookbook-run runs logs last', 'cookbook-run diagnose LOG', 'cookbook-run explain 81'],
    findings: ['collective-timeout', 'workers-lost', 'batch-rejected', 'hub-unreachable'],
    page: 'diagnose.md',
  },
  {
    name: 'straight-path',
    words: ['straight', 'trajectory', 'waypoints', 'drives-straight', 'alpamayo'],
    summary: 'Alpamayo always plans a straight path.',
    text: [
      'The path of Alpamayo is made by its flow-matching expert. A Reason SFT run trains text tokens and reaches no weight of it.',
      `Look at these first; none costs a training:\n${listed(CHEAP_CHECKS)}`,
      `If it has to be trained, in this order:\n${listed(STAGES)}`,
    ],
    type: ['cookbook-run feasibility --model nvidia/Alpamayo-R1-10B --optimize trajectory-decoder'],
    findings: ['tokens-not-decoder', 'graft-shifts-decoder', 'brain-only-checkpoint'],
    page: 'feasibility.md',
  },
  {
    name: 'versions',
    words: ['engine', 'version', 'engine-version', 'upgrade'],
    summary: 'Which engine versions are known, and how is one installed?',
    text: [
      'A config is written for the installed version, or for --engine V. The newest known one is the default and the one run on GPUs; a version that another stands in for is said in every answer.',
    ],
    type: ['cookbook-run doctor', 'cookbook-run setup', 'cookbook-run show PRESET --engine 0.4.4'],
    findings: ['engine-version-differs', 'engine-version-unsupported', 'engine-stands-in'],
    page: 'check.md',
  },
];

/** The topic of a word. */
export function topicNamed(word: string): Topic | undefined {
  const wanted = word.toLowerCase();
  return TOPICS.find(({ name, words }) => name === wanted || words.includes(wanted));
}
