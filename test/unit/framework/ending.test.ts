/** How runs of cosmos-framework end: the parts of a good end one at a time, and which of the things that a log shows decides. */
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { judgeEnd } from '../../../src/engine/cosmos-framework/ending/completion.ts';
import type { FrameworkEvidence } from '../../../src/engine/cosmos-framework/ending/evidence.ts';
import { judgeRun } from '../../../src/engine/cosmos-framework/ending/judge.ts';
import { type FrameworkState, newFrameworkState } from '../../../src/engine/cosmos-framework/log/state.ts';
import type { FrameworkProof } from '../../../src/engine/cosmos-framework/proof/proof.ts';
import { NO_EVENTS } from '../../../src/engine/torch/log/script-events.ts';
import { seen } from '../classify/end-states.ts';
import { childFailed, deathSignal } from '../classify/log-text.ts';
import { at, raises, STARTED, skipped, step, steps, whole } from './log-text.ts';
import { frameworkState } from './reading.ts';

const log = (notices: Readonly<Record<string, object>> = {}, more: Partial<FrameworkState> = {}) =>
  ({ ...newFrameworkState(), seen: seen(notices), startedAt: 0, ...more }) as FrameworkState;
/** A log that shows a good end at step 8. */
const good = (notices: Readonly<Record<string, object>> = {}, more: Partial<FrameworkState> = {}) =>
  log(notices, { steps: { last: 8 }, saved: { step: 8, path: '/c' }, exported: 8, ...more });
const END = { planned: 8, engineExit: 0, expects: { checkpoint: true, export: true } } as const;
const of = (state: FrameworkState, more: Partial<FrameworkEvidence> = {}) =>
  judgeEnd({ log: state, ...END, ...more });

function proof(more: { checkpoint?: object; export?: object; step?: number } = {}): FrameworkProof {
  return {
    step: more.step ?? 8,
    checkpoint: { path: '/c', present: true, complete: true, problems: [], ...more.checkpoint },
    export: { path: '/e', present: true, complete: true, tensors: 1, bytes: 2, problems: [], ...more.export },
  };
}
const shown = (end: ReturnType<typeof of>) =>
  end.proofs.flatMap(({ name, ok, why }) => (ok ? [] : [`${name}: ${why}`]));

test('a good end has all parts, and nothing is missing', () => {
  const end = of(good(), { proof: proof() });
  expect(end).toMatchObject({
    step: { last: 8, planned: 8 },
    made: 8,
    reached: true,
    clean: true,
    ended: true,
    saved: 'proved',
    exported: 'proved',
    begunRight: true,
    missing: [],
  });
  expect(end.proofs).toHaveLength(6);
  expect(end.proofs.every(({ ok, why }) => ok && why === undefined)).toBe(true);
});

describe('the steps', () => {
  test.each([
    [8, 8, true],
    [9, 8, true],
    [7, 8, false],
  ])('%i of %i: %s', (last, planned, reached) => {
    const end = of(good({}, { steps: { last } }), { planned });
    expect(end.reached).toBe(reached);
    expect(end.missing.includes(`step ${planned} was not reached`)).toBe(!reached);
    expect(shown(end).includes(`the last step is the planned one: ${last} of ${planned}`)).toBe(!reached);
  });

  test('without a plan are reached where the trainer says that it is done, and never shown', () => {
    const { planned: _, ...unplanned } = END;
    const ask = (state: FrameworkState) => judgeEnd({ log: state, ...unplanned });
    expect(ask(good({ 'training-finished': {} })).reached).toBe(true);
    expect(ask(good()).reached).toBe(false);
    expect(ask(good()).missing).toEqual(['the planned number of steps is not known']);
    expect(ask(good()).step).toStrictEqual({ last: 8 });
    expect(shown(ask(good({ 'training-finished': {} })))).toContain(
      'the last step is the planned one: the plan is not known',
    );
  });

  test('count from where training began, and those of the script count too', () => {
    expect(of(good({}, { startedAt: 8 }))).toMatchObject({ made: 0, missing: ['no step was made'] });
    expect(shown(of(good({}, { startedAt: 8 })))).toContain(
      'this run made steps of its own: it began after step 8',
    );
    expect(of(good({}, { startedAt: 9 })).made).toBe(0);
    expect(of(good({}, { startedAt: 5 })).made).toBe(3);
    expect(
      of(log({}, { steps: { last: 3 } }), { events: { ...NO_EVENTS, last: { step: 7 } } }).step.last,
    ).toBe(7);
    expect(of(log({}, { steps: { last: 3 } }), { events: NO_EVENTS }).step.last).toBe(3);
    expect(of(log()).step).toStrictEqual({ planned: 8 });
  });
});

describe('the workers', () => {
  test.each(['child-failed', 'elastic-failed', 'watchdog', 'save-failed', 'saver-dead', 'export-failed'])(
    'failed where the log says %s',
    (kind) => {
      const end = of(good({ [kind]: {} }));
      expect([end.clean, end.missing]).toEqual([false, ['a worker failed']]);
      expect(shown(end)).toContain('every worker ended well: a worker failed');
    },
  );

  test('failed where one of them raised, and not where another process did', () => {
    const raised = (rank: object) =>
      good(
        {},
        {
          tracebacks: {
            raised: [
              {
                line: 50,
                type: 'E',
                text: 'E: x',
                wrapper: false,
                chain: 1,
                detail: [],
                frames: [],
                ...rank,
              },
            ],
          } as unknown as FrameworkState['tracebacks'],
        },
      );
    expect(of(raised({ rank: 0 })).clean).toBe(false);
    expect(of(raised({})).clean).toBe(true);
  });

  test.each([
    [0, 'starting', true, undefined],
    [1, 'ended', false, 'torchrun ended with 1'],
    [null, 'ended', false, 'nobody saw torchrun end'],
    [undefined, 'ended', true, undefined],
    [undefined, 'finishing', false, 'nobody saw torchrun end'],
  ] as const)('ended where torchrun gave %s in the phase %s: %s', (engineExit, phase, ended, why) => {
    const { engineExit: _, ...seen } = END;
    const end = judgeEnd({
      log: good({}, { phase }),
      ...seen,
      ...(engineExit === undefined ? {} : { engineExit }),
    });
    expect(end.ended).toBe(ended);
    expect(end.missing).toEqual(ended ? [] : ['torchrun was not seen to end with 0']);
    expect(shown(end).find((one) => one.startsWith('every'))).toBe(
      why === undefined ? undefined : `every worker ended well: ${why}`,
    );
  });
});

describe('what is saved', () => {
  test.each([
    ['files prove it', { proof: proof() }, 'proved', 'proved', []],
    [
      'the files are of another step',
      { proof: proof({ step: 4, checkpoint: { complete: false } }) },
      'logged',
      'logged',
      [],
    ],
    [
      'a checkpoint is cut',
      { proof: proof({ checkpoint: { complete: false, problems: ['p'] } }) },
      'broken',
      'proved',
      ['p'],
    ],
    [
      'an export is cut',
      { proof: proof({ export: { complete: false, problems: ['q'] } }) },
      'proved',
      'broken',
      ['q'],
    ],
    [
      'there are no files',
      {
        proof: proof({
          checkpoint: { present: false, complete: false },
          export: { present: false, complete: false },
        }),
      },
      'missing',
      'missing',
      ['nothing shows the checkpoint of step 8', 'nothing shows the export of step 8'],
    ],
    ['none was wanted', { expects: { checkpoint: false, export: false } }, 'disabled', 'disabled', []],
    [
      'none was wanted, and there are files',
      { expects: { checkpoint: false, export: false }, proof: proof() },
      'proved',
      'proved',
      [],
    ],
  ] as const)('where %s', (_, more, checkpoint, exported, missing) => {
    const end = of(good(), more);
    expect([end.saved, end.exported, end.missing]).toEqual([checkpoint, exported, missing]);
  });

  test('is said by the log for its last step only', () => {
    expect(of(good({}, { saved: { step: 4, path: '/c' } })).saved).toBe('missing');
    expect(of(good({}, { exported: 4 })).exported).toBe('missing');
    expect(of(good({}, { steps: { last: 9 } }))).toMatchObject({ saved: 'missing', exported: 'missing' });
  });

  test('without a config is a checkpoint, and an export where one was begun', () => {
    const { expects: _, ...unknown } = END;
    const exported = (notices: Record<string, object>) =>
      judgeEnd({ log: good(notices, { exported: 4 }), ...unknown }).exported;
    expect(exported({})).toBe('disabled');
    expect(exported({ exporting: {} })).toBe('missing');
  });

  test('is shown by files alone', () => {
    const words = (more: Partial<FrameworkEvidence>) => shown(of(good(), more));
    expect(words({})).toEqual([
      'the checkpoint is complete: nothing was looked at',
      'the exported model is whole: nothing was looked at',
    ]);
    expect(words({ expects: { checkpoint: false, export: false } })).toEqual([
      'the checkpoint is complete: checkpointing is off',
      'the exported model is whole: checkpoint.hf_export is off',
    ]);
    expect(words({ proof: proof({ checkpoint: { complete: false, problems: ['p'] } }) })).toEqual([
      'the checkpoint is complete: p',
    ]);
    expect(words({ proof: proof({ export: { complete: false, problems: ['q'] } }) })).toEqual([
      'the exported model is whole: q',
    ]);
  });
});

test('a run that was to go on began right where it says a step, or nothing', () => {
  const begun = (startedAt: number | undefined, resumes?: string) => {
    const { startedAt: _, ...state } = good();
    const end = of(startedAt === undefined ? (state as FrameworkState) : { ...state, startedAt }, {
      ...(resumes === undefined ? {} : { resumes }),
    });
    return [end.begunRight, end.missing.join()];
  };
  expect(begun(0, '/old')).toEqual([false, 'it did not go on from the checkpoint that it was given']);
  for (const [started, resumes] of [
    [4, '/old'],
    [undefined, '/old'],
    [0, undefined],
  ] as const)
    expect(begun(started, resumes)).toEqual([true, '']);
});

test('the loss is finite where nobody says a step of another one', () => {
  const first = { step: 5, loss: Number.NaN };
  const bad = (state: FrameworkState, more: Partial<FrameworkEvidence> = {}) =>
    shown(of(state, { proof: proof(), ...more }));
  expect(bad(good(), { diverged: { step: 3, what: 'loss' } })).toEqual([
    'the loss is finite: not from step 3 on',
  ]);
  expect(bad(good({}, { firstNotFinite: { ...first, line: 1 } }))).toEqual([
    'the loss is finite: not from step 5 on',
  ]);
  expect(bad(good(), { events: { ...NO_EVENTS, last: { step: 8 }, firstNotFinite: first } })).toEqual([
    'the loss is finite: not from step 5 on',
  ]);
  expect(bad(good(), { events: NO_EVENTS })).toEqual([]);
});

/** What decides, and everything that is told, of a text with these facts beside it. */
const judged = (text: string | FrameworkState, more: Partial<FrameworkEvidence> = {}) => {
  const ending = judgeRun({ log: typeof text === 'string' ? frameworkState(text) : text, ...more });
  return { ...ending, ids: ending.findings.map(({ id }) => id) };
};
const outcome = (...given: Parameters<typeof judged>) => judged(...given).outcome;
const KILLED = (exitcode: number) =>
  `E1128 20:37:05.198000 1073 torch/distributed/elastic/multiprocessing/api.py:986] failed (exitcode: ${exitcode}) local_rank: 0 (pid: 1134) of binary: /usr/bin/python\n`;
const running = STARTED + steps(1, 4);
const OOM = 'torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 1.00 GiB.';
const WAITING = at('Waiting for checkpoint save result');

describe('a whole run', () => {
  const done = { planned: 4, engineExit: 0 } as const;

  test('has its products: proofs, model and checkpoint with its size', () => {
    const path = join(mkdtempSync(join(tmpdir(), 'cookbook-fw-end-')), 'c');
    mkdirSync(path);
    writeFileSync(join(path, 'part'), '123');
    const ending = judged(whole, { ...done, proof: { ...proof({ checkpoint: { path } }), step: 4 } });
    expect(ending).toMatchObject({
      outcome: 'succeeded',
      exitCode: 0,
      ids: [],
      model: { path: '/e', kind: 'whole' },
      checkpoint: { path, step: 4, bytes: 3 },
    });
    expect(ending.proofs?.filter(({ ok }) => ok)).toHaveLength(6);
    for (const key of ['rank', 'window']) expect(ending).not.toHaveProperty(key);
    const gone = judged(whole, { ...done, proof: { ...proof({ checkpoint: { path: '/gone' } }), step: 4 } });
    expect(gone.checkpoint).toStrictEqual({ path: '/gone', step: 4 });
  });

  test('has none that are not whole, and none that nobody looked at', () => {
    const cut = proof({ checkpoint: { complete: false, problems: ['p'] }, export: { complete: false } });
    for (const ending of [judged(whole, done), judged(whole, { ...done, proof: { ...cut, step: 4 } })])
      for (const key of ['model', 'checkpoint']) expect(ending).not.toHaveProperty(key);
    expect(judged(STARTED, { engineExit: 1 })).not.toHaveProperty('proofs');
  });

  test('that saved nothing says whether it was to', () => {
    const bare = STARTED + steps(1, 4) + at('Done with training.', 'SUCCESS');
    const off = judged(bare, { ...done, expects: { checkpoint: false, export: false } });
    expect(off).toMatchObject({ outcome: 'unverified', ids: ['nothing-saved'] });
    const lost = judged(bare, done).findings[0];
    expect(lost).toMatchObject({
      id: 'proof-incomplete',
      data: { problems: ['nothing shows the checkpoint of step 4'] },
    });
    expect(lost?.message).toContain('its last checkpoint was never written: nothing shows');
    const ended = `${bare}${at('Destroyed the process group.')}`;
    const unseen = judgeRun({ log: { ...frameworkState(ended), phase: 'ended' }, planned: 4 }).findings[0];
    expect(unseen?.message).toContain('The files of the last step are not complete');
    const cut = { ...proof({ checkpoint: { complete: false, problems: ['p'] } }), step: 4 };
    expect(judged(whole, { ...done, proof: cut }).findings[0]).toMatchObject({
      subject: '/c',
      message: 'The files of the last step are not complete: p.',
    });
  });

  test('with samples that were left out, or with shards that did not fit, says so once', () => {
    const less = whole.replace('Starting', `x\n${skipped('a')}[11-28 20:36:39|INFO|a.py:1:f] Starting`);
    expect(judged(less, done)).toMatchObject({ outcome: 'unverified', ids: ['samples-skipped'] });
    expect(judged(less + raises(OOM), { engineExit: 1 }).ids).toEqual([
      'cuda-out-of-memory',
      'samples-skipped',
    ]);
    const clamped = at('dp_shard (8) > world_size (4); clamping dp_shard to world_size.', 'WARNING');
    expect(judged(clamped + whole, done).findings).toMatchObject([{ data: { line: 1, asked: 8, world: 4 } }]);
  });
});

describe('the cause', () => {
  const stalled = { phase: 'training', seconds: 99 };

  test('is not what samples were left out, nor a save that is waited for', () => {
    expect(judged(STARTED + skipped('a') + steps(1, 2), { engineExit: 1 }).ids).toEqual([
      'engine-failed',
      'samples-skipped',
    ]);
    expect(judged(running + WAITING, { engineExit: null }).ids).toEqual(['still-running']);
  });

  test('is a save that nobody answers once the run was ended for it', () => {
    expect(judged(running + WAITING, { stalled })).toMatchObject({
      outcome: 'stalled',
      ids: ['checkpoint-process-died'],
    });
    expect(judged(running, { stalled })).toMatchObject({ outcome: 'stalled', ids: ['no-progress'] });
    const dead = at('[cookbook-run] the checkpoint process died (exit code -9), at step 4');
    expect(judged(running + dead, { stalled })).toMatchObject({
      outcome: 'failed',
      ids: ['checkpoint-process-died'],
    });
    const answered = { ...frameworkState(running), phase: 'saving' as const };
    expect(judged(answered, { stalled })).toMatchObject({ outcome: 'stalled', ids: ['no-progress'] });
  });

  test('is a death that the log showed when our own signal was sent, on its last line too, and none after it', () => {
    const state = frameworkState(running + KILLED(-9));
    const line = state.lines;
    expect(judged(state, { stalled, signalledAfter: line }).ids).toEqual(['worker-killed']);
    expect(judged(state, { stalled, signalledAfter: line - 1 }).ids).toEqual(['no-progress']);
    // An exception is nobody's signal.
    const raised = frameworkState(running + raises('ValueError: x'));
    expect(outcome(raised, { signalledAfter: 1 })).toBe('failed');
  });

  test('is what stood before a stop from outside, and nothing that follows from it', () => {
    expect(judged(running + raises(OOM) + deathSignal(2), { engineExit: 1 }).ids).toEqual([
      'cuda-out-of-memory',
    ]);
    expect(outcome(running + deathSignal(2) + raises(OOM), { engineExit: 1 })).toBe('interrupted');
    expect(outcome(running + raises(OOM), { stop: { requested: 'SIGTERM' } })).toBe('out-of-gpu-memory');
    expect(outcome(running + deathSignal(2) + KILLED(-9), { engineExit: 1 })).toBe('interrupted');
  });

  test.each([
    [2, 'interrupted', 130],
    [15, 'terminated', 143],
    [1, 'terminated', 143],
  ] as const)('of signal %i to torchrun: %s', (signal, expected, code) => {
    const text = running + deathSignal(signal);
    expect(judged(text, { engineExit: -signal })).toMatchObject({ outcome: expected, exitCode: code });
    expect(judged(running, { engineExit: -signal })).toMatchObject({
      outcome: expected,
      findings: [{ id: 'launcher-gone', data: { signal } }],
    });
    const { lines } = frameworkState(text);
    expect(outcome(text, { signalledAfter: lines, engineExit: null })).toBe(expected);
    expect(outcome(text, { signalledAfter: lines - 1, stalled })).toBe('stalled');
    // Who asked for it names it.
    expect(outcome(text, { stop: { requested: 'deadline' } })).toBe('retryable');
  });

  test('of a stop that was asked for in a file is that request, and no signal', () => {
    const text = running + at('[cookbook-run] stop requested') + at('[cookbook-run] saved step 4 and ended');
    expect(judged(text, { engineExit: 0, planned: 8 })).toMatchObject({
      ids: expect.arrayContaining(['stop-requested']),
    });
    expect(outcome(text, { engineExit: 0, planned: 8, stop: { requested: 'SIGTERM' } })).toBe('terminated');
  });

  test('is a loss for which cookbook-run ended the run, with the words of the log where it has them', () => {
    const diverged = { step: 3, what: 'gradient' } as const;
    expect(judged(running + raises(OOM), { diverged })).toMatchObject({
      outcome: 'loss-not-finite',
      exitCode: 82,
      findings: [
        {
          message: 'The gradient is not finite from step 3 on, and cookbook-run ended the run.',
          data: { step: 3 },
        },
      ],
    });
    expect(judged(STARTED + steps(1, 3) + step(4, 'nan'), { diverged }).findings[0]).toMatchObject({
      data: { step: 4, loss: 'NaN' },
    });
  });

  test('of a run that made no step is that, where it ended as if it had and nothing failed', () => {
    const none = STARTED + at('Done with training.', 'SUCCESS');
    expect(judged(none, { engineExit: 0, planned: 0 })).toMatchObject({
      outcome: 'unverified',
      ids: ['no-step-made'],
    });
    expect(judged(none, { engineExit: 1 }).ids).toEqual(['engine-failed']);
    expect(judged(STARTED, { engineExit: 0 }).ids).toEqual(['end-not-verified']);
    expect(judged(running + at('Done with training.'), { engineExit: 0, planned: 9 }).ids).toEqual([
      'end-not-verified',
    ]);
    // A failed save is a failure, and no rank, exception or exit tells of it.
    const failed = {
      ...frameworkState(none),
      seen: { ...frameworkState(none).seen, ...seen({ 'save-failed': {} }) },
    };
    expect(judged(failed as FrameworkState, { engineExit: 0, planned: 0 }).ids).toEqual(['end-not-verified']);
  });

  test('of a run that began anew is that once it ended', () => {
    const resumes = '/old/checkpoints/iter_000000002';
    expect(judged(running, { engineExit: 0, planned: 9, resumes }).ids).toEqual([
      'checkpoint-not-loaded',
      'engine-exit-misleads',
    ]);
    expect(judged(running, { engineExit: null, planned: 9, resumes }).ids).toEqual(['still-running']);
  });
});

describe('a run whose log names no cause', () => {
  test.each([
    [null, 'running', { id: 'still-running', data: { phase: 'training' } }],
    [
      0,
      'unverified',
      {
        id: 'end-not-verified',
        data: { missing: ['step 9 was not reached', 'nothing shows the checkpoint of step 4'] },
      },
    ],
    [1, 'failed', { id: 'engine-failed', data: { engineExit: 1 } }],
    [-9, 'failed', { id: 'launcher-gone', data: { signal: 9 } }],
  ] as const)('and torchrun gave %s: %s', (engineExit, expected, finding) => {
    expect(judged(running, { engineExit, planned: 9 })).toMatchObject({
      outcome: expected,
      findings: [finding],
    });
  });

  test('tells what is missing in words', () => {
    expect(judged(running, { engineExit: 0, planned: 9 }).findings[0]?.message).toContain(
      'could not be shown: step 9 was not reached; nothing shows',
    );
  });

  test('and is no run’s is told so', () => {
    expect(judged('hello\n', { engineExit: 1 })).toMatchObject({
      outcome: 'unverified',
      findings: [{ id: 'log-not-recognised', subject: 'log' }],
    });
  });
});

test('a code of 0 is told where the run failed, and not where it is good or nobody knows', () => {
  expect(judged(running + raises(OOM), { engineExit: 0 }).findings[1]).toMatchObject({
    id: 'engine-exit-misleads',
    data: { engineExit: 0 },
  });
  expect(judged(running + raises(OOM), { engineExit: 1 }).ids).toEqual(['cuda-out-of-memory']);
});

test('the rank and the lines around the cause are told where a rank failed, and not where somebody asked for the end', () => {
  const failed = judged(running + raises(OOM));
  expect(failed.rank).toBe(0);
  expect(failed.window?.lines.length).toBeGreaterThan(3);
  const asked = judged(running + childFailed(0, -15), { stop: { requested: 'SIGUSR1' } });
  expect(asked.outcome).toBe('retryable');
  expect(asked).not.toHaveProperty('rank');
  const busy =
    'torch.distributed.DistNetworkError: The server socket has failed to listen on any local network address. port: 29500, useIpv6: false, code: -98, name: EADDRINUSE';
  expect(judged(raises(busy))).toMatchObject({ outcome: 'retryable', rank: 0 });
});
