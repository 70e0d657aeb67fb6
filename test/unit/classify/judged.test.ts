/** Which of the things that a log shows decides the end, and what is said beside it. */
import { describe, expect, test } from 'vitest';
import { parseToml } from '../../../src/config/toml.ts';
import { classify } from '../../../src/engine/cosmos-rl/ending/classify.ts';
import type { EndingEvidence } from '../../../src/engine/cosmos-rl/ending/evidence.ts';
import type { LogState } from '../../../src/engine/cosmos-rl/log/state.ts';
import { NO_EVENTS } from '../../../src/engine/torch/log/script-events.ts';
import { stateOf } from '../log/reading.ts';
import { good, proof, STEP } from './end-states.ts';
import {
  childFailed,
  complete,
  deathSignal,
  ERROR,
  INFO,
  launched,
  ready,
  registered,
  running,
  saved,
  steps,
  stopping,
  traceback,
} from './log-text.ts';

const OOM = 'torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 1.00 GiB. GPU 1 has';
const REDIS = `[cosmos] 2026-11-22 13:42:00,214 - cosmos - CRITICAL - Controller publication failed; terminating execution: Redis publication deadline expired; outcome is unknown\n`;

const judged = (state: LogState | string, more: Partial<EndingEvidence> = {}) => {
  const ending = classify({ log: typeof state === 'string' ? stateOf(state) : state, ...more });
  return { ...ending, ids: ending.findings.map(({ id }) => id) };
};
const outcome = (...given: Parameters<typeof judged>) => judged(...given).outcome;

describe('the cause', () => {
  test('is never what only accompanies an end', () => {
    const spike = running + steps(5, 5, 16, 'nan') + steps(6, 6, 16);
    expect(judged(spike, { engineExit: 1 })).toMatchObject({
      outcome: 'failed',
      ids: ['engine-failed', 'loss-was-not-finite'],
    });
  });

  test('is a death before our own signal, at the line at which it was sent too, and none after it', () => {
    const state = stateOf(running + childFailed(0, -9));
    const line = Number(judged(state).findings[0]?.data.line);
    expect(outcome(state, { stalled: { phase: 'step', seconds: 9 }, signalledAfter: line })).toBe('failed');
    expect(outcome(state, { stalled: { phase: 'step', seconds: 9 }, signalledAfter: line - 1 })).toBe(
      'stalled',
    );
  });

  test('of a run that was asked to stop is a death before the signal came, and none where nobody saw one come', () => {
    const stop = { requested: 'SIGTERM' } as const;
    expect(judged(running + childFailed(0, -9) + deathSignal(15), { stop }).ids).toEqual(['worker-killed']);
    expect(outcome(running + deathSignal(15) + childFailed(0, -9), { stop })).toBe('terminated');
    expect(outcome(running + childFailed(0, -9), { stop })).toBe('terminated');
  });

  test('is the one with a name where the rank that failed first only passes on what was raised', () => {
    const two = launched(2) + ready + registered + steps(1, 4, 16);
    const oomElsewhere = two + traceback(OOM, 1) + traceback('ValueError: of their own', 0) + childFailed(0);
    const ending = judged(oomElsewhere);
    expect([ending.outcome, ending.rank]).toEqual(['out-of-gpu-memory', 1]);
    const named =
      two + traceback(OOM, 1) + traceback("FileNotFoundError: [Errno 2] No such file or directory: '/x'", 0);
    expect(outcome(named + childFailed(0))).toBe('missing-input');
  });
});

describe('a whole run of which something else failed', () => {
  const redis = { 'publication-failed': { text: 'Redis publication deadline expired' } };
  const controller = (rc: number) => ({ processes: [{ id: 1, rc, line: 9, role: 'controller' as const }] });
  const open = (notices: object = {}, more: Partial<LogState> = {}) => {
    const { 'replica-stopping': _, ...seen } = notices as Record<string, object>;
    return good(seen, { destroyed: [], ...more });
  };

  test.each([
    ['the controller, and the files prove it', open({}, controller(1)), { proof: proof() }, 'succeeded'],
    ['the controller, and only the log says so', open({}, controller(1)), {}, 'unverified'],
    ['redis, and the files prove it', open(redis), { proof: proof() }, 'succeeded'],
    ['redis, and only the log says so', open(redis), {}, 'unverified'],
    ['redis, and nothing was saved', open({ ...redis, exported: { step: 7 } }), {}, 'failed'],
    [
      'redis, at another step',
      open({ ...redis, step: { ...STEP, step: 7 } }, { saved: { step: 7, ranks: [0] } }),
      { proof: proof({ step: 7 }) },
      'failed',
    ],
    ['redis, and a rank', open({ ...redis, watchdog: { text: 'watchdog' } }), { proof: proof() }, 'failed'],
    ['nothing', open({}, controller(0)), { proof: proof() }, 'running'],
    ['nothing that is said', open(), { proof: proof() }, 'running'],
    [
      'a worker',
      open({}, { processes: [{ id: 1, rc: 1, line: 9, role: 'policy' }] }),
      { proof: proof(), engineExit: 1 },
      'failed',
    ],
  ] as const)('%s', (_, state, more, expected) => {
    expect(outcome(state, more)).toBe(expected);
  });

  test('and whose loss is none is that', () => {
    const events = {
      ...NO_EVENTS,
      last: { step: 8, loss: Number.NaN },
      firstNotFinite: { step: 5, loss: Number.NaN },
    };
    const ending = judged(open({}, controller(1)), { events });
    expect(ending.outcome).toBe('loss-not-finite');
    expect(ending.findings[0]).toMatchObject({
      message: 'The loss is not finite from step 5 on.',
      data: { step: 5, loss: 'NaN' },
    });
  });
});

describe('a run that ended', () => {
  const off = { config: parseToml('[train.ckpt]\nenable_checkpoint = false', '') };
  const redis = { 'publication-failed': { text: 'Redis publication deadline expired' } };
  const { saved: _, ...unsaved } = good(redis);
  test.each([
    ['proved', good(redis), { proof: proof() }, ['succeeded', 'redis-lost']],
    ['logged', good(redis), {}, ['succeeded', 'redis-lost']],
    ['off', unsaved as LogState, off, ['unverified', 'nothing-saved']],
    [
      'broken',
      good(redis),
      { proof: proof({ export: { complete: false, problems: ['cut'] } }) },
      ['unverified', 'proof-incomplete'],
    ],
    ['missing', unsaved as LogState, {}, ['failed', 'redis-lost']],
    [
      'missing, after the launcher ended',
      { ...(unsaved as LogState), phase: 'ended' },
      {},
      ['unverified', 'end-not-verified'],
    ],
  ] as const)('with saves %s is judged by them before anything that was said', (_, state, more, expected) => {
    const ending = judged(state as LogState, more);
    expect([ending.outcome, ending.ids[0]]).toEqual(expected);
  });

  test('and saved nothing that is known is not verified, and does not run on', () => {
    const { saved: _, ...none } = good();
    expect(judged(none as LogState)).toMatchObject({ outcome: 'unverified', ids: ['end-not-verified'] });
  });

  test('with checkpointing off is told how to get a model', () => {
    const { saved: _, ...none } = good();
    expect(judged(none as LogState, off).findings[0]?.remedy).toMatchObject({
      kind: 'override',
      set: { 'train.ckpt.enable_checkpoint': true },
    });
  });

  test('with files that are not whole tells every problem and the first one in words', () => {
    const broken = proof({
      checkpoint: { complete: false, problems: ['a'] },
      export: { complete: false, problems: ['b'] },
    });
    const [finding] = judged(good(), { proof: broken }).findings;
    expect(finding).toMatchObject({ subject: '/e', data: { problems: ['a', 'b'] } });
    expect(finding?.message).toContain('complete: a.');
  });

  test('and told no loss at its last step is not judged by an earlier one', () => {
    const events = { ...NO_EVENTS, last: { step: 8 }, firstNotFinite: { step: 5, loss: Number.NaN } };
    expect(outcome(good(), { events })).toBe('succeeded');
    expect(outcome(good(), { events: { ...events, last: { step: 8, loss: 1 } } })).toBe('succeeded');
  });
});

describe('a run that cookbook-run ended for its loss', () => {
  const diverged = { step: 6, what: 'gradient' } as const;
  test('is that, whatever else was said, with the words of the log where it has them', () => {
    const ending = judged(running + traceback(OOM) + childFailed(), { diverged });
    expect(ending).toMatchObject({ outcome: 'loss-not-finite', exitCode: 82 });
    expect(ending.findings[0]).toMatchObject({
      message: 'The gradient is not finite from step 6 on, and cookbook-run ended the run.',
      data: { step: 6 },
    });
    const told = judged(running + steps(5, 7, 16, 'nan'), { diverged });
    expect(told.findings[0]).toMatchObject({ data: { step: 5, loss: 'NaN' } });
  });
});

describe('beside the cause', () => {
  test('a lost redis is a remark of a run that was saved, and nothing where the run failed of something else', () => {
    expect(judged(complete() + REDIS).ids).toEqual(['redis-lost']);
    expect(judged(running + traceback(OOM) + childFailed() + REDIS).ids).toEqual(['cuda-out-of-memory']);
  });

  test('a code that misleads is told where it says another thing than the end', () => {
    expect(judged(complete(), { engineExit: 1 }).findings).toMatchObject([
      { id: 'engine-exit-misleads', data: { engineExit: 1 } },
    ]);
    for (const engineExit of [0, null]) expect(judged(complete(), { engineExit }).ids).toEqual([]);
    expect(judged(running, { engineExit: 0 }).ids).toEqual(['end-not-verified']);
    expect(judged(running + traceback(OOM) + childFailed(), { engineExit: 0 }).ids).toEqual([
      'cuda-out-of-memory',
      'engine-exit-misleads',
    ]);
  });

  test('another plan than ours is told, and a plan that nobody told', () => {
    expect(judged(good(), { planned: 20 }).findings).toMatchObject([{ data: { expected: 20 } }]);
    expect(judged(good(), { planned: 8 }).ids).toEqual([]);
    const { step: _, ...seen } = good({ 'replica-stopping': {} }).seen;
    expect(judged({ ...good(), seen: seen as LogState['seen'] }).findings).toMatchObject([
      { id: 'planned-steps-unknown', subject: 'steps' },
    ]);
  });

  test('half-written exports are told with their paths', () => {
    const leftovers = ['/o/a.incomplete', '/o/b.incomplete'];
    expect(judged(good(), { proof: { ...proof(), leftovers } }).findings).toMatchObject([
      { id: 'export-leftovers', subject: '/o/a.incomplete', data: { paths: leftovers } },
    ]);
    expect(judged(good(), { proof: proof() }).ids).toEqual([]);
  });
});

describe('the rank', () => {
  test('is named of an end that is worth another try, unless that is what somebody asked for', () => {
    const broken = traceback('RuntimeError: CUDA error: unspecified launch failure');
    expect(judged(running + broken + childFailed())).toMatchObject({ outcome: 'retryable', rank: 0 });
  });

  const died = running + traceback(OOM) + childFailed();
  test('is named where a rank failed: not where somebody asked for the end, nor of a good one', () => {
    expect(judged(died).rank).toBe(0);
    const asked = `${running}${INFO}Signal 10 received, setting signal_received to True in handler_default at 1\n`;
    expect(
      judged(asked + saved(4) + stopping + childFailed(), { stop: { requested: 'SIGUSR1' } }),
    ).not.toHaveProperty('rank');
    expect(judged(complete())).not.toHaveProperty('rank');
    expect(judged(complete())).not.toHaveProperty('window');
  });

  test('is not that of a process of the launcher', () => {
    expect(judged(`${running}${ERROR}Process 1621 failed with return code 86\n${REDIS}`)).not.toHaveProperty(
      'rank',
    );
  });
});

test('a model that needs a token is missing input with a code of its own', () => {
  const before = launched() + ready;
  const gated = traceback('OSError: Access to model nvidia/x is restricted. 403 Client Error');
  expect(judged(before + gated + childFailed())).toMatchObject({ outcome: 'missing-input', exitCode: 77 });
  const absent = traceback("FileNotFoundError: [Errno 2] No such file or directory: '/x'");
  expect(judged(before + absent + childFailed())).toMatchObject({ outcome: 'missing-input', exitCode: 66 });
});
