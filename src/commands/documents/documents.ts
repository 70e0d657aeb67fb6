/** The document that each verb prints with --json, as JSON Schemas; tests hold what the verbs print against them. */
import { DEFS } from './parts.ts';
import {
  about,
  any,
  count,
  document,
  flag,
  list,
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

/** What is said of one document, and its forms. */
interface Published {
  readonly about: string;
  readonly forms: readonly Shape[];
}

const preset = { name: text, summary: text, model: text, family: text, task: text, layout: text };
const verified = table({ engine: text, hardware: text, on: text, model: text });
const findings = ref('findings');
const skipped = ref('skipped');
const verdict = ref('verdict');
const outcome = ref('outcome');
const exitCode = ref('exitCode');
const step = ref('step');

const checked = {
  file: text,
  engine: text,
  ok: about('no error finding (with --strict: no warning either)', flag),
  engineAccepts: about("whether the engine's own Config would take it", flag),
  dropped: about('dotted keys that the engine ignores', list(text)),
  findings,
  skipped,
};
const checkedToo = {
  verdict: about(
    'can the run do what it is asked for; kept beside `ok`, which is about the config alone',
    verdict,
  ),
  standIn: text,
  effective: about("values after the engine's defaults", open),
  planned: table({ gpus: count }, { steps: count, memory: open, fits: text, samples: any, disk: open }),
  fixed: about('what --fix wrote', open),
};

const dryRun = {
  plan: ref('plan'),
  planned: ref('planned'),
  engine: text,
  settings: open,
  origins: map(open),
  translations: list(open),
  findings,
  skipped,
};

const ended = {
  run: text,
  record: text,
  outcome,
  exitCode,
  step,
  findings,
};
const endedToo = {
  metrics: ref('metrics'),
  proofs: ref('proofs'),
  model: ref('model'),
  checkpoint: ref('checkpoint'),
  untrained: list(any),
  next: about('what to type next', list(text)),
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
    left: list(any),
    resumedFrom: text,
    gpus: list(count),
    proofs: ref('proofs'),
    model: ref('model'),
    checkpoint: ref('checkpoint'),
    shares: about('seconds by what they went into', map(number)),
    nodes: any,
    job: any,
  },
);

const answer = {
  optimize: text,
  verdict,
  why: text,
};
const differs = list(list(text));

/** By verb, its words joined by a dash where there are two. */
export const DOCUMENTS: Readonly<Record<string, Published>> = {
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
          dtypes: list(text),
          bytes: count,
          seconds: number,
        },
        { tensors: open, files: open, missing: list(text), warnings: list(any) },
      ),
    ],
  },
  list: {
    about: 'the presets',
    forms: [
      document({
        presets: list(
          table({ ...preset, engines: list(text), script: text, gpus: count }, { verified, engine: text }),
        ),
      }),
    ],
  },
  show: {
    about: 'a preset with the origin of every value',
    forms: [
      document(
        { ...preset, engine: text, engines: list(text), gpus: count, config: open, origins: map(open) },
        {
          datasetKey: text,
          script: text,
          source: text,
          planned: table({}, { source: text, samples: count, steps: count, disk: count }),
          departures: list(table({ key: text, upstream: orNull(text), ours: orNull(text), why: text })),
          remarks: list(table({ about: text }, { published: text, ours: text })),
          translations: list(table({ key: text, why: text }, { to: text })),
          verified,
        },
      ),
    ],
  },
  diff: {
    about: 'what differs and why',
    forms: [
      document({
        theirs: table({ kind: text, name: text }),
        ours: table({ kind: text, name: text }),
        engine: text,
        differences: list(
          table(
            { key: text, theirs: orNull(text), ours: orNull(text) },
            { why: text, sameEffect: flag, origin: open },
          ),
        ),
      }),
    ],
  },
  check: {
    about: 'what the engine will do with a config; of several files under `files`',
    forms: [document(checked, checkedToo), document({ ok: flag, files: list(table(checked, checkedToo)) })],
  },
  feasibility: {
    about: 'can this run do what is asked, and what can instead',
    forms: [
      document(
        {
          verdict,
          headline: table({ says: text, text, why: text }, { unseen: list(text) }),
          findings,
          modules: list(
            table(
              { name: text, role: text, state: text, why: text },
              { parameters: count, trained: count, remedy: ref('way') },
            ),
          ),
          remedies: about('what can train it, as commands', list(ref('way'))),
          skipped,
        },
        {
          model: table({ family: text, title: text, evidence: text }),
          answers: list(table(answer, { remedy: ref('way') })),
          stages: list(text),
          cheapChecks: list(text),
          graft: list(open),
          goal: text,
          question: table({ text, flag: text, answers: list(table(answer, { remedy: ref('way') })) }),
        },
      ),
    ],
  },
  'data-check': {
    about: 'files, labels, token budget and steps of a dataset',
    forms: [
      document(
        { root: text, layout: text, family: text, engine: text, findings, skipped, counts: ref('counts') },
        {
          preset: text,
          found: table({ why: list(text), settings: open }),
          cached: flag,
          tokens: table(
            { exact: flag, p50: count, p95: count, max: count, over: count },
            { limit: count, vision: open },
          ),
          steps: table(
            { total: count },
            {
              perEpoch: count,
              epochs: count,
              dataRanks: count,
              globalBatch: count,
              warmup: open,
              saves: count,
              kept: count,
              validations: count,
            },
          ),
          decoded: any,
        },
      ),
    ],
  },
  'data-show': {
    about: 'samples as the model will see them',
    forms: [
      document(
        {
          samples: list(
            table(
              { number: count, id: text, conversation: open, media: list(open), text },
              { tokens: open, problems: list(any) },
            ),
          ),
        },
        { exact: flag, limit: count, html: text, png: text },
      ),
    ],
  },
  init: {
    about: 'which preset fits the data, and what was written',
    forms: [
      document(
        {
          file: text,
          command: about('the one command to type', text),
          layout: text,
          root: text,
          preset: text,
          gpus: count,
          counts: ref('counts'),
          findings,
        },
        { why: list(text), family: text, changed: list(text), example: any, skipped },
      ),
    ],
  },
  estimate: {
    about: 'memory, time and disk of a run that is not started',
    forms: [
      document(
        { engine: text, gpus: count },
        {
          steps: count,
          memory: ref('memory'),
          fits: text,
          gpuGiB: number,
          seconds: open,
          timeUnknown: text,
          disk: ref('disk'),
          cost: any,
          remedies: list(open),
          findings,
          skipped,
        },
      ),
    ],
  },
  doctor: {
    about: 'is this host ready; `check --host FILE` takes the document',
    forms: [
      document({ ready: flag, facts: map(open), findings, skipped }, { memory: ref('memory'), fits: text }),
    ],
  },
  diagnose: {
    about: 'how a run ended, by its log',
    forms: [
      document(
        { outcome, exitCode, step, findings },
        {
          engineExit: orNull(any),
          rank: count,
          window: table({ from: count, to: count, lines: list(open) }),
        },
      ),
    ],
  },
  explain: {
    about: 'everything that can be explained, or one finding, exit code or topic',
    forms: [
      document({
        findings: list(open),
        topics: list(open),
        exitCodes: list(table({ code: exitCode, meaning: text })),
      }),
      document(
        {
          id: text,
          severity: text,
          summary: text,
          category: text,
          exitCode,
          docs: table({ what: text, why: text, fix: text }),
        },
        { enforcedBy: word('engine', 'nobody') },
      ),
      document({ code: exitCode, meaning: text, outcomes: list(text), next: text, findings: list(text) }),
      document({
        topic: text,
        words: list(text),
        summary: text,
        text: list(text),
        commands: list(text),
        findings: list(text),
        page: text,
      }),
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
        remedies: list(ref('way')),
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
          runs: list(text),
          batch: count,
          miniBatch: count,
          longestTokens: count,
          notes: list(text),
          stepSeconds: number,
          startSeconds: number,
          saveSeconds: number,
          peakGiB: number,
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
        runs: list(
          table(
            { id: text, status: text, preset: text, startedAt: text, record: text },
            { name: text, outcome, endedAt: text, step, gpus: list(count), loss: any, secondsLeft: any },
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
    forms: [document({ names: list(text), outcomes: differs, metrics: differs, config: differs })],
  },
  'nightly-run': {
    about: 'with --dry-run what the night would do; without, one line when it is over',
    forms: [
      document(
        {
          series: text,
          folder: text,
          next: table({ does: text, sentence: text }, { help: text }),
          notes: list(text),
          retention: list(any),
          objective: open,
        },
        { ...dryRun, deadline: table({ at: text, text, reserveSeconds: number }), resumePoint: any },
      ),
      document(
        { series: text, night: text, outcome: text, exitCode },
        {
          status: text,
          reason: text,
          startedAt: text,
          endedAt: text,
          attempts: list(open),
          objective: open,
          notes: list(text),
          removed: list(any),
          hooks: list(any),
          supervisor: open,
          sequence: count,
          gate: open,
          promoted: text,
          lastGood: any,
          headline: text,
          record: text,
        },
      ),
    ],
  },
  'nightly-status': {
    about: 'the last nights, the last good model, and what the next night does',
    forms: [
      document(
        {
          series: text,
          folder: text,
          nights: list(open),
          passedOver: list(any),
          next: table({ does: text, sentence: text }, { help: text }),
          objective: open,
        },
        { headline: text, todo: text, lastGood: open, paused: any },
      ),
    ],
  },
  'nightly-ls': { about: 'the series below some folders', forms: [document({ series: list(open) })] },
  'nightly-watch': {
    about: 'did a night begin in time',
    forms: [document({ series: text, silent: flag, told: list(any) })],
  },
  'nightly-prune': {
    about: 'weights that retention lets go',
    forms: [document({ removed: list(any) }, { runs: list(open) })],
  },
};

/** The JSON Schema of one document; every verb may answer with a refusal too. */
export function documentSchema(name: string): Shape | undefined {
  const published = Object.hasOwn(DOCUMENTS, name) ? DOCUMENTS[name] : undefined;
  if (published === undefined) return undefined;
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: `cookbook-run ${name.replace('-', ' ')} --json`,
    description: published.about,
    anyOf: [...published.forms, ref('refusal')],
    $defs: DEFS,
  };
}
