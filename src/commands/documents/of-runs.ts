/** Documents of runs and of what is made of them. */
import { dryRun } from './parts.ts';
import type { Published } from './published.ts';
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
  table,
  text,
  word,
} from './shape.ts';

const findings = ref('findings');
const skipped = ref('skipped');
const verdict = ref('verdict');
const outcome = ref('outcome');
const exitCode = ref('exitCode');
const step = ref('step');

const ended = {
  run: text,
  record: text,
  outcome,
  exitCode,
  findings,
};
const endedToo = {
  step,
  script: about('the batch script of a job that was submitted', text),
  metrics: ref('metrics'),
  proofs: ref('proofs'),
  model: ref('model'),
  checkpoint: ref('checkpoint'),
  untrained: listOf(any),
  next: about('what to type next', listOf(text)),
  job: any,
};

const record = document(
  {
    id: text,
    preset: text,
    status: word('running', 'ended'),
    step,
    startedAt: text,
    engine: text,
    supervisor: open,
    findings,
    standing: outcome,
    record: text,
    metrics: ref('metrics'),
  },
  {
    name: text,
    outcome,
    exitCode,
    engineExit: orNull(count),
    engineName: text,
    endedAt: text,
    launcher: open,
    where: open,
    left: listOf(any),
    resumedFrom: text,
    gpus: listOf(count),
    proofs: ref('proofs'),
    model: ref('model'),
    checkpoint: ref('checkpoint'),
    shares: about('seconds by what they went into', map(number)),
    nodes: any,
    job: any,
  },
);

const differs = listOf(listOf(text));

/** By verb. */
export const OF_RUNS: Readonly<Record<string, Published>> = {
  merge: {
    about: 'an adapter and its base, made one folder',
    forms: [
      document(
        {
          outcome,
          exitCode,
          out: text,
          already: flag,
          adapter: text,
          base: text,
          dtypes: listOf(text),
          bytes: count,
          seconds: number,
        },
        { tensors: open, files: open, missing: listOf(text), warnings: listOf(any) },
      ),
    ],
  },
  handover: {
    about: 'what was prepared, or why nothing can be handed over and what to do instead',
    forms: [
      document({
        to: text,
        exitCode,
        handed: orNull(text),
        folder: text,
        files: listOf(table({ name: text, about: text })),
        open: listOf(table({ name: text, what: text }, { flag: text })),
        hardware: text,
        data: text,
        checks: listOf(text),
        notes: listOf(text),
        source: text,
        findings,
        skipped,
      }),
      document({
        to: text,
        exitCode,
        handed: { type: 'null' },
        why: text,
        instead: listOf(text),
        findings,
        skipped,
      }),
    ],
  },
  eval: {
    about: 'held-out samples through a model, and through its base',
    forms: [
      document(
        { outcome, exitCode, available: count, samples: count, models: map(open) },
        {
          intervals: about('a 95 % interval of each metric, by bootstrap', open),
          difference: open,
          heldOut: flag,
          changed: listOf(table({ id: text, change: any })),
          page: text,
          result: text,
        },
      ),
    ],
  },
  sft: {
    about: 'with --dry-run the plan and its hash; a refusal before the launch; or how the run ended',
    forms: [
      document({ planHash: about('for --plan-hash', text), ...dryRun }),
      document({
        run: { type: 'null' },
        record: { type: 'null' },
        outcome,
        exitCode,
        verdict,
        findings,
        remedies: listOf(ref('way')),
        skipped,
      }),
      document(ended, endedToo),
    ],
  },
  rehearse: {
    about: 'what a few minutes on the GPU showed, or why they were not started',
    forms: [
      document(
        { ok: flag, outcome, exitCode, findings },
        {
          key: text,
          at: text,
          preset: text,
          runs: listOf(text),
          batch: count,
          miniBatch: count,
          longestTokens: count,
          notes: listOf(text),
          stepSeconds: number,
          startSeconds: number,
          saveSeconds: number,
          peakGiB: number,
          save: open,
          step,
          verdict,
          skipped,
          run: any,
          record: any,
          remedies: any,
        },
      ),
    ],
  },
  'runs-ls': {
    about: 'all runs, oldest first',
    forms: [
      document({
        runs: listOf(
          table(
            { id: text, status: text, preset: text, startedAt: text, record: text },
            { name: text, outcome, endedAt: text, step, gpus: listOf(count), loss: any, secondsLeft: any },
          ),
        ),
      }),
    ],
  },
  'runs-show': { about: 'the record of a run, with metrics and proofs', forms: [record] },
  'runs-follow': {
    about: 'the record of a run once it has ended',
    forms: [record, document(ended, endedToo)],
  },
  'runs-stop': {
    about: 'the record of the run that was stopped',
    forms: [record, document(ended, endedToo)],
  },
  'runs-compare': {
    about: 'runs side by side, as rows of a table: the name first, then one cell a run',
    forms: [
      document({ names: listOf(text), outcomes: differs, metrics: differs, config: differs }, { page: text }),
    ],
  },
  'runs-supervise': {
    about: 'how the run ended, or why its job ends without an ending of it',
    forms: [document(ended, endedToo), document({ record: text, outcome, exitCode, findings })],
  },
  'runs-logs': {
    about: "the engine's log; the document is whole once the verb has ended",
    forms: [document({ run: text, log: text, lines: listOf(text) }, { rank: count, node: text })],
  },
  'runs-report': {
    about: 'where the page was written',
    forms: [document({ run: text, page: text })],
  },
  'runs-watch': {
    about: 'where the page is served, until the verb is stopped',
    forms: [document({ run: text, url: text, port: count })],
  },
  'runs-rm': {
    about: 'runs that were removed, and what they had taken',
    forms: [document({ removed: listOf(text), bytes: count })],
  },
};
