/** Documents of before a launch, and of looking things up. */
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
  dropped: about('dotted keys that the engine ignores', listOf(text)),
  findings,
  skipped,
};
const checkedToo = {
  engineName: about('where it is not the first engine', text),
  verdict: about(
    'can the run do what it is asked for; kept beside `ok`, which is about the config alone',
    verdict,
  ),
  standIn: text,
  effective: about("values after the engine's defaults", open),
  planned: table({ gpus: count }, { steps: count, memory: open, fits: text, samples: any, disk: open }),
  fixed: about('what --fix wrote', open),
};

const answer = {
  optimize: text,
  verdict,
  why: text,
};

/** By verb. */
export const OF_BEFORE: Readonly<Record<string, Published>> = {
  list: {
    about: 'the presets',
    forms: [
      document({
        presets: listOf(
          table({ ...preset, engines: listOf(text), script: text, gpus: count }, { verified, engine: text }),
        ),
      }),
    ],
  },
  show: {
    about: 'a preset with the origin of every value',
    forms: [
      document(
        { ...preset, engine: text, engines: listOf(text), gpus: count, config: open, origins: map(open) },
        {
          datasetKey: text,
          script: text,
          source: text,
          planned: table({}, { source: text, samples: count, steps: count, disk: count }),
          departures: listOf(table({ key: text, upstream: orNull(text), ours: orNull(text), why: text })),
          remarks: listOf(table({ about: text }, { published: text, ours: text })),
          translations: listOf(table({ key: text, why: text }, { to: text })),
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
        engineName: text,
        engine: text,
        differences: listOf(
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
    forms: [document(checked, checkedToo), document({ ok: flag, files: listOf(table(checked, checkedToo)) })],
  },
  cp: {
    about: 'the preset as a file of your own, or why it was not written',
    forms: [
      document(
        { preset: text, engine: text, file: orNull(text), toml: text, findings },
        { schema: about('what editors check the file with', text) },
      ),
      document({ preset: text, engine: text, file: { type: 'null' }, outcome, exitCode, findings }),
    ],
  },
  schema: {
    about: 'a JSON Schema, with `schemaVersion` as one more key of it',
    forms: [{ ...document({ $schema: text }), additionalProperties: true }],
  },
  setup: {
    about: 'the environment of an engine as a script or a Dockerfile',
    forms: [
      document(
        { engine: text, version: text, exitCode, kind: word('venv', 'uv', 'dockerfile'), text },
        { folder: text, ran: flag },
      ),
    ],
  },
  completion: {
    about: 'the script that a shell evaluates',
    forms: [document({ shell: text, script: text })],
  },
  feasibility: {
    about: 'can this run do what is asked, and what can instead',
    forms: [
      document(
        {
          verdict,
          headline: table({ says: text, text, why: text }, { unseen: listOf(text) }),
          findings,
          modules: listOf(
            table(
              { name: text, role: text, state: text, why: text },
              { parameters: count, trained: count, remedy: ref('way') },
            ),
          ),
          remedies: about('what can train it, as commands', listOf(ref('way'))),
          skipped,
        },
        {
          model: table({ family: text, title: text, evidence: text }),
          answers: listOf(table(answer, { remedy: ref('way') })),
          stages: listOf(text),
          cheapChecks: listOf(text),
          graft: listOf(open),
          goal: text,
          question: table({ text, flag: text, answers: listOf(table(answer, { remedy: ref('way') })) }),
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
          found: table({ why: listOf(text), settings: open }),
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
          samples: listOf(
            table(
              { number: count, id: text, conversation: open, media: listOf(open), text },
              { tokens: open, problems: listOf(any) },
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
        { why: listOf(text), family: text, changed: listOf(text), example: any, skipped },
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
          remedies: listOf(open),
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
          window: table({ from: count, to: count, lines: listOf(open) }),
        },
      ),
    ],
  },
  explain: {
    about: 'everything that can be explained, or one finding, exit code or topic',
    forms: [
      document({
        findings: listOf(open),
        topics: listOf(open),
        exitCodes: listOf(table({ code: exitCode, meaning: text })),
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
      document({ code: exitCode, meaning: text, outcomes: listOf(text), next: text, findings: listOf(text) }),
      document({
        topic: text,
        words: listOf(text),
        summary: text,
        text: listOf(text),
        commands: listOf(text),
        findings: listOf(text),
        page: text,
      }),
    ],
  },
};
