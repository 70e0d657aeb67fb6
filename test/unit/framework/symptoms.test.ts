/** Every finding that only cosmos-framework's runs have: a log that shows it and one that nearly does. */
import { describe, expect, it } from 'vitest';
import type { FrameworkEvidence } from '../../../src/engine/cosmos-framework/ending/evidence.ts';
import { judgeRun } from '../../../src/engine/cosmos-framework/ending/judge.ts';
import { FRAMEWORK_ENDINGS } from '../../../src/engine/cosmos-framework/ending/kinds.ts';
import { FRAMEWORK_OWN_SYMPTOMS } from '../../../src/engine/cosmos-framework/log/symptoms/index.ts';
import { OUTCOMES } from '../../../src/findings/outcome.ts';
import { at, raises, STARTED, saved, skipped, step, steps, whole } from './log-text.ts';
import { frameworkState, logOf } from './reading.ts';

interface Case {
  readonly shows: string;
  readonly not: string;
  readonly with?: Partial<FrameworkEvidence>;
}

const CASES: Readonly<Record<string, Case>> = {
  'config-refused-by-schema': {
    shows: logOf('bad_key'),
    not: raises(
      'pydantic_core._pydantic_core.ValidationError: 1 validation error for Other\nx\n  Field required',
    ),
  },
  'experiment-unknown': {
    shows: logOf('bad_exp'),
    not: raises("hydra.errors.MissingConfigException: Could not find 'callbacks/other'"),
  },
  'experiment-registered-early': {
    shows: logOf('entry_early'),
    not: raises("_pickle.PicklingError: Can't pickle <function <lambda> at 0x1>: attribute lookup failed"),
  },
  'override-unknown': {
    shows: raises(
      "hydra.errors.ConfigCompositionException: Could not override 'optimizer.lr_multipliers.model.visual'.",
    ),
    not: raises('hydra.errors.ConfigCompositionException: Error merging override a=1'),
  },
  'schedule-ends-early': {
    shows: logOf('resume_more'),
    not: raises('omegaconf.errors.KeyValidationError: The key type is not allowed'),
  },
  'save-interval-zero': {
    shows: logOf('save_iter_0'),
    not: raises('ZeroDivisionError: integer modulo by zero', '/fw/other.py", line 3, in g'),
  },
  'parallel-sizes-refused': {
    shows: raises('ValueError: Invalid parallel dims: dp_replicate(2) * dp_shard(3) != WORLD_SIZE(8)'),
    not: raises('ValueError: Invalid dims'),
  },
  'start-weights-not-made': {
    shows:
      'cookbook-run: making the start weights /d/w\ncookbook-run: the start weights could not be made: exit code 1\n',
    not: 'cookbook-run: making the start weights /d/w\ncookbook-run: made the start weights /d/w\n',
    with: { engineExit: 1 },
  },
  'transformer-engine-missing': {
    shows: logOf('fusedadam'),
    not: raises("ModuleNotFoundError: No module named 'apex'"),
  },
  'attention-kernel-missing': {
    shows: logOf('attn_cosmos'),
    not: raises('ValueError: Could not find a config'),
  },
  'rendezvous-port-taken': {
    shows: logOf('same_port_b'),
    not: raises('torch.distributed.DistNetworkError: The client socket has timed out'),
  },
  'python-module-missing': {
    shows: raises("ModuleNotFoundError: No module named 'torchcodec'"),
    not: raises("AttributeError: module 'torch' has no attribute 'x'"),
  },
  'backbone-not-found': {
    shows: logOf('no_model'),
    not: raises('OSError: the model file is damaged'),
  },
  'manifest-missing': {
    shows: logOf('nodata'),
    not: raises("FileNotFoundError: [Errno 2] No such file or directory: '/x/other.json'"),
  },
  'clip-unreadable': {
    shows: logOf('junk'),
    not: raises('RuntimeError: something else'),
  },
  'sample-refused-by-entry': {
    shows: STARTED + raises('cookbook_entry.errors.CookbookDataError: /d/media/a.mp4 is missing (sample 3)'),
    not: STARTED + raises('ValueError: sample 3'),
  },
  'checkpoint-process-died': {
    shows: STARTED + steps(1, 4) + raises('RuntimeError: Previous checkpoint save failed. Exiting...'),
    not: STARTED + steps(1, 4) + raises('RuntimeError: Previous step failed.'),
  },
  'hf-export-failed': {
    shows:
      STARTED +
      steps(1, 4) +
      at('[HFExportCallback] Export worker for iter %d raised an exception: permission denied', 'ERROR') +
      raises('RuntimeError: [HFExportCallback] Export thread failed with: permission denied'),
    not: whole,
  },
  'dataset-yields-nothing': {
    shows: STARTED + ['a', 'b', 'c', 'd'].map(skipped).join(''),
    not: STARTED + ['a', 'b', 'c'].map(skipped).join(''),
  },
  'samples-skipped': {
    shows: whole.replace('Starting', `x\n${skipped('a')}[11-28 20:36:39|INFO|a.py:1:f] Starting`),
    not: whole,
    with: { engineExit: 0, planned: 4 },
  },
};

describe('symptoms', () => {
  it('every one has its two logs', () => {
    expect(Object.keys(CASES).sort()).toEqual(FRAMEWORK_OWN_SYMPTOMS.map(({ id }) => id).sort());
  });

  it.each(FRAMEWORK_OWN_SYMPTOMS.map((symptom) => [symptom.id, symptom] as const))('%s', (id, symptom) => {
    const { shows, not, ...rest } = CASES[id] as Case;
    const ending = judgeRun({ log: frameworkState(shows), ...rest.with });
    const [found] = ending.findings;
    expect(found?.id).toBe(id);
    expect(found?.message).toMatch(/^\S.*\.$/s);
    expect(found?.because).toBeTruthy();
    expect(found?.help).toBeTruthy();
    expect(ending.outcome).toBe(symptom.outcome);
    expect(ending.exitCode).toBe(OUTCOMES[symptom.outcome]);
    const other = judgeRun({ log: frameworkState(not), ...rest.with });
    expect(other.findings.map((finding) => finding.id)).not.toContain(id);
  });
});

const ENDINGS: Readonly<Record<string, readonly [shows: FrameworkEvidence, doesNot: FrameworkEvidence]>> = {
  'no-step-made': [
    { log: frameworkState(logOf('resume_done')), engineExit: 0, planned: 12 },
    { log: frameworkState(logOf('ok')), engineExit: 0, planned: 12 },
  ],
  'checkpoint-not-loaded': [
    { log: frameworkState(whole), engineExit: 0, planned: 4, resumes: '/old/checkpoints/iter_000000002' },
    { log: frameworkState(whole), engineExit: 0, planned: 4 },
  ],
  'shards-clamped': [
    {
      log: frameworkState(
        at('dp_shard (8) > world_size (4); clamping dp_shard to world_size.', 'WARNING') + whole,
      ),
      engineExit: 0,
    },
    { log: frameworkState(whole), engineExit: 0 },
  ],
};

it.each(FRAMEWORK_ENDINGS.map(({ id }) => [id] as const))('%s', (id) => {
  const [shows, doesNot] = ENDINGS[id] as (typeof ENDINGS)[string];
  const ids = (evidence: FrameworkEvidence) => judgeRun(evidence).findings.map((finding) => finding.id);
  expect(ids(shows)).toContain(id);
  expect(ids(doesNot)).not.toContain(id);
});

describe('an exit of 0 proves nothing', () => {
  const outcome = (log: string, more: Partial<FrameworkEvidence> = {}) =>
    judgeRun({ log: frameworkState(log), engineExit: 0, planned: 4, ...more }).outcome;

  it.each([
    ['a whole run', whole, 'succeeded'],
    [
      '"Done with training." and no last save',
      STARTED + steps(1, 4) + at('Done with training.'),
      'unverified',
    ],
    ['an end before the last step', STARTED + steps(1, 3) + saved(3), 'unverified'],
    ['a save of an earlier step', STARTED + steps(1, 4) + saved(2) + at('Done with training.'), 'unverified'],
    ['a loss that is no number', STARTED + steps(1, 3) + step(4, 'nan') + saved(4), 'loss-not-finite'],
    [
      'an export that began and never ended',
      whole + at('[HFExportCallback] Writing iter 4 export to /o/e'),
      'unverified',
    ],
  ])('%s', (_, log, wanted) => {
    expect(outcome(log)).toBe(wanted);
  });

  it('files decide where they can be looked at', () => {
    const made = {
      path: '/o/hf_exports/iter_000000004',
      tensors: 1,
      bytes: 1,
      present: true,
      complete: true,
      problems: [],
    };
    const checkpoint = { path: '/o/checkpoints/iter_000000004', present: true, complete: true, problems: [] };
    const cut = { ...checkpoint, complete: false, problems: ['model: it has no .metadata'] };
    const proof = { step: 4, latest: 4, checkpoint, export: made };
    const expects = { checkpoint: true, export: true };
    expect(outcome(whole, { expects, proof })).toBe('succeeded');
    expect(outcome(whole, { expects, proof: { ...proof, checkpoint: cut } })).toBe('unverified');
    expect(
      outcome(whole, {
        expects,
        proof: { ...proof, export: { ...made, complete: false, problems: ['no index'] } },
      }),
    ).toBe('unverified');
  });

  it('and one of 1 is no success, whatever was saved', () => {
    expect(outcome(whole, { engineExit: 1 })).toBe('failed');
    expect(outcome(whole, { engineExit: null })).toBe('running');
  });
});
