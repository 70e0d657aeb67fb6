/** The parts of a good end, one at a time: how far it got, whether workers failed or ended, what was saved, and what is said of it. */
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseToml } from '../../../src/config/toml.ts';
import { completionOf } from '../../../src/engine/cosmos-rl/ending/completion.ts';
import type { EndingEvidence } from '../../../src/engine/cosmos-rl/ending/evidence.ts';
import { productsOf } from '../../../src/engine/cosmos-rl/ending/products.ts';
import { endingProgress, endingSettings } from '../../../src/engine/cosmos-rl/ending/progress.ts';
import { judgeSilent } from '../../../src/engine/cosmos-rl/ending/unexplained-ending.ts';
import type { LogState } from '../../../src/engine/cosmos-rl/log/state.ts';
import { NO_EVENTS } from '../../../src/engine/torch/log/script-events.ts';
import { good, log, proof, SAVED, STEP, seen } from './end-states.ts';

const root = mkdtempSync(join(tmpdir(), 'cookbook-end-'));

const of = (state: LogState, more: Partial<EndingEvidence> = {}) => completionOf({ log: state, ...more });

test('a good end has all parts, and nothing is missing', () => {
  expect(of(good())).toEqual({ reached: true, clean: true, ended: true, saved: 'logged', missing: [] });
});

describe('reached', () => {
  test.each([
    ['the planned step', { step: 8, total: 8 }, true],
    ['a step beyond it', { step: 9, total: 8 }, true],
    ['a step before it', { step: 7, total: 8 }, false],
    ['no step of none', { step: 0, total: 0 }, false],
  ])('%s', (_, step, reached) => {
    expect(of(log({ step: { ...step, lr: {} } })).reached).toBe(reached);
  });

  const stopping = { 'replica-stopping': {} };
  test.each([
    ['the controller acknowledged the end', stopping, 5, true],
    ['nobody did', {}, 5, false],
    ['after a request', { ...stopping, 'stop-requested': {} }, 5, false],
    ['after a signal', { ...stopping, 'signal-received': {} }, 5, false],
    ['before a step', stopping, 0, false],
  ] as const)('without a plan, where %s', (_, notices, step, reached) => {
    const state = log(notices, { saved: { step, ranks: [0] } });
    expect(of(state).reached).toBe(reached);
    expect(of(state).missing.includes('the planned number of steps is not known')).toBe(!reached);
  });

  test('with a plan an acknowledgement of fewer steps is none', () => {
    const { reached, missing } = of(log({ ...stopping, step: { ...STEP, step: 5 } }));
    expect(reached).toBe(false);
    expect(missing[0]).toBe('step 8 was not reached');
  });

  test('nothing was done', () => {
    expect(of(log(stopping))).toMatchObject({
      reached: false,
      saved: 'missing',
      missing: [
        'the planned number of steps is not known',
        'no line or file shows the checkpoint and the export of step ?',
      ],
    });
  });
});

describe('clean', () => {
  test.each(['child-failed', 'elastic-failed', 'unregister-failed', 'watchdog'])('not after %s', (kind) => {
    expect(of(good({ [kind]: {} })).clean).toBe(false);
  });

  const end = (role: 'policy' | 'controller', rc: number) => [{ id: 1, rc, line: 9, role }];
  test('not where a worker’s process failed; the controller’s does not touch the results', () => {
    expect(of(good({}, { processes: end('policy', 1) })).clean).toBe(false);
    expect(of(good({}, { processes: end('policy', 0) })).clean).toBe(true);
    expect(of(good({}, { processes: end('controller', 1) })).clean).toBe(true);
  });

  const raised = (text: string, line: number, rank?: number) =>
    ({
      raised: [
        {
          line,
          type: 'Error',
          text,
          wrapper: false,
          chain: 1,
          detail: [],
          frames: [],
          ...(rank === undefined ? {} : { rank }),
        },
      ],
    }) as unknown as LogState['tracebacks'];
  const clean = (tracebacks: LogState['tracebacks'], over?: number) => {
    const { step: _, ...notices } = good().seen;
    const group = over === undefined ? {} : seen({ 'group-destroyed': { line: over } });
    return of({ ...good(), seen: { ...notices, ...group } as never, tracebacks }).clean;
  };
  test('not after an exception of a rank, unless it only missed the controller when all was over', () => {
    expect(clean(raised('ValueError: x', 50, 0))).toBe(false);
    expect(clean(raised('ValueError: x', 50))).toBe(true);
    expect(clean(raised('ConnectionRefusedError: x', 50, 0))).toBe(false);
    expect(clean(raised('ConnectionRefusedError: x', 50, 0), 40)).toBe(true);
    expect(clean(raised('ConnectionRefusedError: x', 50, 0), 50)).toBe(false);
    expect(clean(raised('ConnectionRefusedError: x', 50, 0), 60)).toBe(false);
    expect(clean(raised('ValueError: x', 50, 0), 40)).toBe(false);
  });
});

describe('ended', () => {
  const two = { replicas: { policy: { count: 1, gpus: 2, line: 1 } } };
  const end = (role: 'policy' | 'controller', rc: number) => ({ processes: [{ id: 1, rc, line: 9, role }] });
  const returned = (...ranks: readonly number[]) => ({ events: { ...NO_EVENTS, returned: ranks } });
  test.each([
    ['nothing says so', log(), {}, false],
    ['the replica stops', log({ 'replica-stopping': {} }), {}, true],
    ['the worker’s process is complete', log({}, end('policy', 0)), {}, true],
    ['the worker’s process failed', log({}, end('policy', 1)), {}, false],
    ['only the controller’s is complete', log({}, end('controller', 0)), {}, false],
    [
      'one of its processes is complete',
      log({}, { processes: [...end('controller', 1).processes, ...end('policy', 0).processes] }),
      {},
      true,
    ],
    ['the engine gave 0', log(), { engineExit: 0 }, true],
    ['the engine gave 1', log(), { engineExit: 1 }, false],
    ['the one group is gone', log({}, { destroyed: [0] }), {}, true],
    ['one of two groups is', log({}, { destroyed: [0], ...two }), {}, false],
    ['both are', log({}, { destroyed: [0, 1], ...two }), {}, true],
    [
      'one of two ranks that wrote has no group any more',
      log({}, { destroyed: [0], ranks: [0, 1] }),
      {},
      false,
    ],
    ['one of two workers returned', log({}, two), returned(0), false],
    ['both returned', log({}, two), returned(0, 1), true],
  ])('%s', (_, state, more, ended) => {
    expect(of(state, more).ended).toBe(ended);
    expect(of(state, more).missing.includes('no line says that the workers ended well')).toBe(!ended);
  });
});

describe('saved', () => {
  test.each([
    ['files prove it', { proof: proof() }, 'proved'],
    ['the export is not whole', { proof: proof({ export: { complete: false } }) }, 'broken'],
    ['the checkpoint is not', { proof: proof({ checkpoint: { complete: false } }) }, 'broken'],
    [
      'only a part of a checkpoint is there',
      { proof: proof({ checkpoint: { complete: false }, export: { complete: false, present: false } }) },
      'broken',
    ],
    [
      'only a part of an export is there',
      { proof: proof({ checkpoint: { complete: false, present: false }, export: { complete: false } }) },
      'broken',
    ],
    [
      'nothing is there',
      {
        proof: proof({
          checkpoint: { complete: false, present: false },
          export: { complete: false, present: false },
        }),
      },
      'missing',
    ],
    [
      'the files are of another step',
      { proof: proof({ step: 4, checkpoint: { complete: false } }) },
      'logged',
    ],
  ] as const)('%s: %s', (_, more, saved) => {
    const found = of(good(), more);
    expect(found.saved).toBe(saved);
    expect(found.missing).toEqual(
      saved === 'broken'
        ? ['checkpoint or export of step 8 is not complete']
        : saved === 'missing'
          ? ['no line or file shows the checkpoint and the export of step 8']
          : [],
    );
  });

  test.each([
    ['0.2.6', { complete: false, whole: true, provable: false }, 'proved'],
    ['0.2.6', { complete: false, whole: true, provable: true }, 'broken'],
    ['0.2.6', { complete: false, whole: false, provable: false }, 'broken'],
    ['0.4.7', { complete: false, whole: true, provable: false }, 'broken'],
    [undefined, { complete: false, whole: true, provable: false }, 'broken'],
  ] as const)('without markers, of %s: %j is %s', (engine, checkpoint, saved) => {
    expect(
      of(good(), { proof: proof({ checkpoint }), ...(engine === undefined ? {} : { engine }) }).saved,
    ).toBe(saved);
  });

  const off = parseToml('[train.ckpt]\nenable_checkpoint = false', '');
  const on = parseToml('[train.ckpt]\nenable_checkpoint = true', '');
  test('checkpointing is off, unless the log shows one', () => {
    const { saved: _, ...none } = good();
    expect(of(none, { config: off }).saved).toBe('disabled');
    expect(of(none, { config: on }).saved).toBe('missing');
    expect(of(good(), { config: off }).saved).toBe('logged');
    expect(of(none, { config: off }).missing).toEqual([]);
  });

  test.each([
    ['another step', good({}, { saved: { step: 7, ranks: [0] } }), 'missing'],
    ['an export of another step', good({ exported: { step: 7 } }), 'missing'],
    ['a failed export', good({}, { clues: { 'export-failed': {} } as never }), 'missing'],
    ['a full disk', good({}, { clues: { 'disk-full': {} } as never }), 'missing'],
    [
      'one of two ranks',
      good({}, { replicas: { policy: { count: 1, gpus: 2, line: 1 } }, destroyed: [0, 1] }),
      'missing',
    ],
    [
      'both of two',
      good({}, { replicas: { policy: { count: 1, gpus: 2, line: 1 } }, saved: { step: 8, ranks: [0, 1] } }),
      'logged',
    ],
    [
      'one of two replicas of one GPU',
      good({}, { replicas: { policy: { count: 2, gpus: 1, line: 1 } } }),
      'logged',
    ],
  ] as const)('the log shows %s: %s', (_, state, saved) => {
    expect(of(state).saved).toBe(saved);
  });

  test('fewer ranks than workers save where one data-parallel group is smaller', () => {
    const two = good({}, { replicas: { policy: { count: 1, gpus: 2, line: 1 } } });
    const replicated = parseToml(
      '[policy.parallelism]\ndp_shard_size = 1\ndp_replicate_size = 1\ntp_size = 2',
      '',
    );
    expect(of(two, { config: replicated }).saved).toBe('logged');
  });

  test('an old engine exports before it says so of the checkpoint', () => {
    const of026 = (path: string, lr: object) =>
      of(log({ step: { ...STEP, lr }, exporting: { path } }, { ranks: [0], saved: SAVED })).saved;
    expect(of026('/out/safetensors/step_8', { '': 1 })).toBe('logged');
    expect(of026('/out/safetensors/step_8/x', { '': 1 })).toBe('logged');
    expect(of026('/out/safetensors/step_80', { '': 1 })).toBe('missing');
    expect(of026('/out/safetensors/step_8', {})).toBe('missing');
  });
});

describe('how far it got', () => {
  const progress = (state: LogState, more: Partial<EndingEvidence> = {}) =>
    endingProgress({ log: state, ...more });

  test('is the highest step of whatever tells, and the plan of whoever knows best', () => {
    expect(progress(log())).toEqual({});
    expect(progress(log({ step: STEP, saving: { step: 9 } }, { saved: { step: 7, ranks: [] } }))).toEqual({
      last: 9,
      planned: 8,
    });
    expect(progress(log({ resuming: { step: 3, total: 20 } }), { planned: 10 })).toEqual({
      last: 3,
      planned: 20,
    });
    expect(progress(log({ 'validation-start': { total: 21 } }), { planned: 10 })).toEqual({ planned: 21 });
    const events = { ...NO_EVENTS, last: { step: 4 }, total: 22 };
    expect(progress(log(), { planned: 10, events })).toEqual({ last: 4, planned: 22 });
    expect(progress(log(), { planned: 10 })).toEqual({ planned: 10 });
  });

  const config = (text: string) => parseToml(`[train]\ntrain_batch_per_replica = 4\nepoch = 2\n${text}`, '');
  test.each([
    ['the samples of both epochs', '', 4],
    ['no more than the limit', 'max_num_steps = 3', 3],
    ['a last batch that is kept', '[train.train_policy]\ndataloader_drop_last = false', 6],
    ['a rank’s share', '[policy.parallelism]\ndp_shard_size = 2\n', 2],
    ['nothing for several replicas', '[policy.parallelism]\nn_init_replicas = 2\n', undefined],
  ])('is counted from %s where nobody says it', (_, text, planned) => {
    const state = log({ 'dataset-size': { size: 10 } });
    expect(progress(state, { config: config(text), engine: '0.4.7' }).planned).toBe(planned);
    expect(progress(log(), { config: config(text) })).toEqual({});
    const events = { ...NO_EVENTS, samples: { train: 10 } };
    expect(progress(log(), { config: config(text), events }).planned).toBe(planned);
  });

  test('settings are those that the engine printed, then those of the file', () => {
    const file = config(
      'output_dir = "o"\nmax_num_steps = 3\n[train.train_policy]\nmini_batch = 2\n[validation]\nbatch_size = 6\n[policy.lora]\nr = 4',
    );
    expect(endingSettings({ log: log(), config: file })).toMatchObject({
      batch: 4,
      epoch: 2,
      maxSteps: 3,
      miniBatch: 2,
      validationBatch: 6,
      outputDir: 'o',
      lora: true,
    });
    const printed = log({ 'config-loaded': { config: { batch: 7 } } });
    expect(endingSettings({ log: printed, config: file })).toMatchObject({ batch: 7, epoch: 2 });
    expect(endingSettings({ log: printed })).toEqual({ batch: 7 });
    expect(endingSettings({ log: printed, config: file, engine: '9.9' })).toEqual({ batch: 7 });
    const bare = endingSettings({ log: log(), config: parseToml('', '') });
    for (const key of ['outputDir', 'maxSteps', 'validationBatch']) expect(bare).not.toHaveProperty(key);
    expect(bare.lora).toBe(false);
  });
});

describe('proofs and products', () => {
  const whole = completionOf({ log: good() });
  const products = (
    more: Partial<EndingEvidence> = {},
    completion = whole,
    step: object = { last: 8, planned: 8 },
  ) => productsOf({ log: good(), ...more }, completion, step);
  const wrong = (...given: Parameters<typeof products>) =>
    (products(...given).proofs ?? []).flatMap(({ name, ok, why }) => (ok ? [] : [`${name}: ${why}`]));

  test('of a run that made no step are none', () => {
    for (const step of [{}, { last: 0 }]) expect(products({ proof: proof() }, whole, step)).toEqual({});
  });

  test('of a good end are all shown, with model and checkpoint', () => {
    const path = join(root, 'policy');
    mkdirSync(path);
    writeFileSync(join(path, 'part'), '123');
    const made = products({ proof: proof({ checkpoint: { path } }) });
    expect(made).toMatchObject({
      model: { path: '/e', kind: 'whole', bytes: 2 },
      checkpoint: { path, step: 8, bytes: 3 },
    });
    expect(made.proofs?.every(({ ok, why }) => ok && why === undefined)).toBe(true);
    expect(made.proofs).toHaveLength(5);
    expect(products({ proof: proof() }).checkpoint).toEqual({ path: '/c', step: 8 });
    const none = products({ proof: proof({ checkpoint: { complete: false }, export: { complete: false } }) });
    expect([none.model, none.checkpoint]).toEqual([undefined, undefined]);
  });

  test.each([
    ['steps', {}, { ...whole, reached: false }, 'the last step is the planned one: 8 of 8'],
    ['a worker', {}, { ...whole, clean: false }, 'every worker ended well: a worker failed'],
    ['their end', {}, { ...whole, ended: false }, 'every worker ended well: no line says so'],
    [
      'a checkpoint',
      { proof: proof({ checkpoint: { complete: false, problems: ['p'] } }) },
      whole,
      'the checkpoint is complete: p',
    ],
    [
      'an export',
      { proof: proof({ export: { complete: false, problems: ['q'] } }) },
      whole,
      'the exported model is whole: q',
    ],
    [
      'the loss, ended for',
      { diverged: { step: 3, what: 'loss' } },
      whole,
      'the loss is finite: not from step 3 on',
    ],
    [
      'the loss, of the script',
      { events: { ...NO_EVENTS, firstNotFinite: { step: 4, loss: Number.NaN } } },
      whole,
      'the loss is finite: not from step 4 on',
    ],
    [
      'the loss, of the log',
      { log: good({}, { firstNotFinite: { step: 5, loss: Number.NaN, line: 1 } }) },
      whole,
      'the loss is finite: not from step 5 on',
    ],
  ] as const)('miss %s', (_, more, completion, words) => {
    expect(wrong({ proof: proof(), ...more }, completion)).toEqual([words]);
  });

  test('say what nobody looked at, what was off, and what plan is not known', () => {
    expect(wrong()).toEqual([
      'the checkpoint is complete: nothing was looked at',
      'the exported model is whole: nothing was looked at',
    ]);
    expect(wrong({}, { ...whole, saved: 'disabled' })).toEqual([
      'the checkpoint is complete: checkpointing is off',
      'the exported model is whole: checkpointing is off',
    ]);
    expect(wrong({ proof: proof() }, { ...whole, reached: false }, { last: 8 })).toEqual([
      'the last step is the planned one: the plan is not known',
    ]);
  });
});

describe('a run whose log names no cause', () => {
  const silent = (state: LogState, more: Partial<EndingEvidence> = {}) =>
    judgeSilent({ log: state, ...more }, completionOf({ log: state, ...more }));
  const told = (state: LogState, more: Partial<EndingEvidence> = {}) => {
    const { outcome, cause } = silent(state, more);
    return [outcome, cause?.id];
  };

  test.each([
    [1, 'interrupted'],
    [-1, 'interrupted'],
    [-2, 'interrupted'],
    [130, 'interrupted'],
    [143, 'interrupted'],
    [-15, 'interrupted'],
    [-9, 'failed'],
    [137, 'failed'],
    [159, 'failed'],
  ] as const)('and that ended with %i', (engineExit, outcome) => {
    const { outcome: told, cause } = silent(good(), { engineExit });
    if (engineExit === 1) return expect([told, cause?.id]).toEqual(['failed', 'engine-failed']);
    expect(told).toBe(outcome);
    expect(cause).toMatchObject({
      id: 'launcher-gone',
      data: { signal: engineExit < 0 ? -engineExit : engineExit - 128 },
    });
  });

  test.each([2, 128, 160, 255])('and that ended with %i failed by itself', (engineExit) => {
    expect(silent(good(), { engineExit }).cause).toMatchObject({ id: 'engine-failed', data: { engineExit } });
  });

  test('and that ended with 0 is not verified, with all that is missing', () => {
    const { outcome, cause } = silent(log({ step: { ...STEP, step: 3 } }), { engineExit: 0 });
    expect(outcome).toBe('unverified');
    expect(cause?.message).toContain('could not be shown: step 8 was not reached; no line or file shows');
    expect(cause?.data).toEqual({ missing: expect.arrayContaining(['step 8 was not reached']) });
    expect(silent(good(), { engineExit: 0 }).cause?.message).toContain(
      'could not be shown: nothing says how.',
    );
  });

  test('and whose engine nobody saw end goes on, unless the log shows an end', () => {
    for (const engineExit of [undefined, null]) {
      const more = engineExit === undefined ? {} : { engineExit };
      expect(told(good({}, { phase: 'training' }), more)).toEqual(['running', 'still-running']);
      expect(silent(good({}, { phase: 'training' }), more).cause?.data).toEqual({ phase: 'training' });
      expect(told(good({}, { phase: 'ended' }), more)[0]).toBe('unverified');
    }
  });

  const part = (notices: Readonly<Record<string, object>>, more: Partial<LogState> = {}) =>
    /The file is the (\w+)'s part/.exec(silent(log(notices, more)).cause?.message ?? '')?.[1];
  const two = { processes: [1, 2].map((id) => ({ id, rc: 0, line: 1, role: 'policy' as const })) };
  test.each([
    ['controller', { 'redis-started': {} }, {}],
    ['controller', { 'controller-start': {} }, {}],
    ['controller', { unregistering: {} }, {}],
    ['launcher', { replicas: {} }, two],
    ['launcher', { 'policy-process': {} }, two],
    [undefined, { replicas: {} }, { processes: two.processes.slice(1) }],
    [undefined, { replicas: {}, 'redis-started': {} }, two],
    [undefined, { 'redis-started': {}, step: STEP }, {}],
    [undefined, { 'redis-started': {} }, { ranks: [0] }],
    [undefined, {}, two],
  ] as const)('is the part of the %s, or of nobody: %j', (who, notices, more) => {
    expect(part(notices, more)).toBe(who);
  });

  test('is no log of a run where nothing in it is of one', () => {
    expect(told(log())).toEqual(['unverified', 'log-not-recognised']);
    expect(told(log({}, { lines: 401 }))).toEqual(['unverified', 'log-not-recognised']);
    expect(told(log({}, { lines: 401, ranks: [0] }))[0]).toBe('running');
    expect(told(log({}, { lines: 400, ranks: [0] }))).toEqual(['unverified', 'log-not-recognised']);
    expect(told(log({ step: STEP }, { lines: 1 }))[0]).toBe('running');
  });
});
