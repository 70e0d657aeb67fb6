/** Parts that the documents of several verbs share. */

import { OUTCOMES } from '../../findings/outcome.ts';
import { CODES } from './codes.ts';
import {
  about,
  any,
  count,
  document,
  flag,
  listOf,
  map,
  number,
  open,
  orNull,
  ref,
  type Shape,
  table,
  text,
  word,
} from './shape.ts';

const verdict = word('allow', 'warn', 'block');
const outcome = word(...Object.keys(OUTCOMES));
const step = table({}, { last: count, planned: count });

const range = table({ low: number, expected: number, high: number });
const measure = table(
  { step: count, at: text },
  {
    loss: any,
    gradNorm: any,
    lr: any,
    seconds: number,
    epoch: number,
    dataWait: number,
    peakMemoryBytes: count,
  },
);

/** What every dry run says. */
export const dryRun = {
  plan: ref('plan'),
  planned: ref('planned'),
  engine: text,
  settings: open,
  origins: map(open),
  translations: listOf(open),
  findings: ref('findings'),
  skipped: ref('skipped'),
};

/** By name, as every schema holds them. */
export const DEFS: Readonly<Record<string, Shape>> = {
  verdict: about(
    'allow: looked at and inside; warn: in part, or not verified; block: this run cannot do it',
    verdict,
  ),
  outcome,
  exitCode: about('see `cookbook-run explain CODE`', { enum: CODES }),
  step: about('steps done and planned; absent where nothing told', step),
  remedy: table(
    { kind: word('override', 'command', 'edit', 'note') },
    { text, set: open, remove: listOf(text), argv: listOf(text), edits: listOf(open) },
  ),
  finding: table(
    {
      id: about('permanent; `cookbook-run explain ID`', text),
      severity: word('error', 'warning', 'info'),
      subject: about('a dotted key, a path, a tensor name or a fact', text),
      message: text,
      data: about('what the message was made of', open),
    },
    {
      origin: table({}, { file: text, line: count, column: count, layer: text, source: text }),
      because: text,
      help: about('what to type or change', text),
      remedy: ref('remedy'),
      alternatives: listOf(ref('remedy')),
      fix: listOf(open),
    },
  ),
  findings: listOf(ref('finding')),
  skipped: about('what could not be looked at: never a pass', listOf(table({ id: text, reason: text }))),
  way: table(
    { id: text, title: text, commands: listOf(text) },
    { trains: text, data: text, hardware: text, notes: listOf(text), source: text, done: text },
  ),
  counts: table({
    samples: count,
    train: count,
    validation: count,
    videos: count,
    images: count,
    labels: count,
  }),
  memory: table(
    {},
    {
      allocatedGiB: range,
      reservedGiB: range,
      phase: text,
      term: text,
      nearest: table({ name: text, distance: number, allocatedGiB: number }),
      longest: open,
      phases: listOf(open),
      unmeasured: about('why there is no number', text),
    },
  ),
  disk: table(
    { bytesPerSave: count, saves: count, atOnce: count, kept: count, bytes: count },
    { staysPerSave: count },
  ),
  metrics: table(
    { validation: listOf(table({ step: count, loss: any })) },
    {
      first: measure,
      last: measure,
      best: measure,
      bestValidation: table({ step: count, loss: any }),
      secondsPerStep: number,
      saves: listOf(table({ step: count, path: text }, { bytes: count, seconds: number })),
    },
  ),
  proofs: about(
    'success is these, and never the exit code of the engine',
    listOf(table({ name: text, ok: flag }, { why: text })),
  ),
  model: table({ path: text, kind: text }, { bytes: count, dtype: text, tensors: count }),
  checkpoint: table({ path: text, step: count }, { bytes: count }),
  plan: table(
    { argv: listOf(text), cwd: text, env: map(text), config: text, gpus: count },
    { nodes: count, roles: listOf(open), script: text, stages: listOf(open) },
  ),
  planned: table(
    { gpus: count, outputDir: text },
    {
      gpuIndices: listOf(count),
      steps: count,
      memory: ref('memory'),
      fits: text,
      gpuGiB: number,
      seconds: open,
      timeUnknown: text,
      disk: ref('disk'),
      samples: ref('counts'),
    },
  ),
  refusal: about(
    'an ending before any answer, of any verb',
    document({
      outcome: ref('outcome'),
      exitCode: ref('exitCode'),
      error: table({ message: text }, { help: text }),
      findings: ref('findings'),
    }),
  ),
  nothing: orNull(text),
};
