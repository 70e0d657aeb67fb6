import { describe, expect, it } from 'vitest';
import { classify } from '../../../src/engine/cosmos-rl/ending/classify.ts';
import type { Proof } from '../../../src/engine/cosmos-rl/proof/index.ts';
import { readEvents } from '../../../src/engine/torch/log/script-events.ts';
import { stateOf } from '../log/reading.ts';
import {
  begun,
  childFailed,
  complete,
  completed,
  deathSignal,
  died,
  ERROR,
  INFO,
  launched,
  loaded,
  ready,
  registered,
  running,
  saved,
  steps,
  stopping,
  traceback,
} from './log-text.ts';

const ids = (ending: ReturnType<typeof classify>) => ending.findings.map((finding) => finding.id);

function proof(step: number, complete: boolean): Proof {
  const problems = complete ? [] : ['/o/safetensors/step_16/00000.safetensors: the file is cut'];
  const common = { present: true, complete, problems };
  return {
    step,
    checkpoint: { ...common, path: '/o/checkpoints/step_16/policy', provable: true, whole: true, ranks: [0] },
    export: { ...common, path: '/o/safetensors/step_16', tensors: 3, bytes: 10 },
    leftovers: complete ? [] : ['/o/safetensors/step_16.incomplete-ab'],
  };
}

describe('success', () => {
  it('is shown by step, checkpoint, export and the end of the workers', () => {
    expect(classify({ log: stateOf(complete()) })).toMatchObject({
      outcome: 'succeeded',
      exitCode: 0,
      findings: [],
    });
  });

  it('is not shown without the export of the last step', () => {
    const log = stateOf(complete().replace('safetensors/step_16', 'safetensors/step_8'));
    expect(ids(classify({ log }))).toEqual(['end-not-verified']);
    expect(classify({ log, proof: proof(16, true) }).outcome).toBe('succeeded');
  });

  it('needs every rank that saves', () => {
    const two = launched(2) + ready + registered + steps(1, 16, 16);
    const log = (ranks: number) => stateOf(two + saved(16, ranks) + stopping + completed);
    expect(classify({ log: log(2) }).outcome).toBe('succeeded');
    expect(classify({ log: log(1) }).outcome).toBe('unverified');
  });

  it('is withdrawn by files that are not complete', () => {
    const ending = classify({ log: stateOf(complete()), proof: proof(16, false) });
    expect(ending.outcome).toBe('unverified');
    expect(ids(ending)).toEqual(['proof-incomplete', 'export-leftovers']);
  });

  it('stands although redis was lost at the end (gpu-runs.md §1, cosmos-rl 0.4.7 exits 1)', () => {
    const lost = `[cosmos] 2026-11-22 13:42:00,214 - cosmos - CRITICAL - Controller publication failed; terminating execution: Redis publication deadline expired; outcome is unknown
${ERROR}Process 1621 failed with return code 86
`;
    const atexit = traceback(
      "requests.exceptions.ConnectionError: HTTPConnectionPool(host='localhost', port=8000)",
    );
    const log = stateOf(running + steps(5, 16, 16) + saved(16) + stopping + atexit + lost);
    const ending = classify({ log, engineExit: 1 });
    expect(ending.outcome).toBe('succeeded');
    expect(ids(ending)).toEqual(['redis-lost', 'engine-exit-misleads']);
    expect(ending.findings[0]?.severity).toBe('warning');
  });

  it('needs the files if redis was lost before the workers had ended', () => {
    const lost = `[cosmos] 2026-11-22 13:42:00,214 - cosmos - CRITICAL - Controller publication failed; terminating execution: Redis publication deadline expired; outcome is unknown
${ERROR}Process 1621 failed with return code 86
`;
    const log = stateOf(running + steps(5, 16, 16) + saved(16) + lost);
    expect(classify({ log, engineExit: 1 }).outcome).toBe('unverified');
    expect(ids(classify({ log, engineExit: 1 }))).toEqual(['end-not-verified', 'redis-lost']);
    expect(classify({ log, engineExit: 1, proof: proof(16, true) }).outcome).toBe('succeeded');
    expect(classify({ log: stateOf(running + lost), engineExit: 1 }).outcome).toBe('failed');
  });

  it('is a legal end at max_num_steps or after a finished run was resumed, as the engine counts', () => {
    const resumed = `${launched()}${ready}${loaded()}[rank0]:${INFO}Resuming training from step 16/16\n${saved(16)}${stopping}`;
    expect(classify({ log: stateOf(resumed) })).toMatchObject({
      outcome: 'succeeded',
      step: { last: 16, planned: 16 },
    });
    const clamped = classify({ log: stateOf(complete(5)), planned: 20 });
    expect([clamped.outcome, ids(clamped)]).toEqual(['succeeded', ['planned-steps-differ']]);
  });

  it('reads the older forms: INFO:cosmos, one learning rate with a dot, numbered processes (0.3.9)', () => {
    const old = `INFO:cosmos:Number of policy replicas: 1 with 1 gpus each
INFO:cosmos:Controller is ready at localhost:8000
[rank0]:[cosmos] 2025-12-10 00:04:02,738 - cosmos - INFO - Step: 182/182, Loss: 2.05765, Grad norm: 21.15058, Learning rate: 1.00000e-07, Iteration time: 7.87s.
[rank0]:[cosmos] 2025-12-10 00:20:27,750 - cosmos - INFO - Prepare to exporting safetensors to /o/20251210/safetensors/step_182 at rank 0
[rank0]:[cosmos] 2025-12-10 00:21:14,007 - cosmos - INFO - [Policy] Step: 182, checkpoint saved successfully at /o/20251210/checkpoints/step_182/policy.
[rank0]:[cosmos] 2025-12-10 00:21:20,967 - cosmos - INFO - Process group destroyed.
INFO:cosmos:Process 0 completed successfully
INFO:cosmos:Process 0 completed successfully
`;
    const log = stateOf(old);
    expect(log.seen.step?.last.notice).toMatchObject({
      step: 182,
      total: 182,
      lr: { '': 1e-7 },
      seconds: 7.87,
    });
    expect(classify({ log, engineExit: 0 }).outcome).toBe('succeeded');
    const policyFailed = stateOf(
      `${old.replace(/INFO:cosmos:Process 0 completed successfully\n$/, '')}ERROR:cosmos:Process 0 failed with return code 1\n`,
    );
    expect(classify({ log: policyFailed, engineExit: 1 }).outcome).toBe('failed');
  });

  it('is never concluded from exit 0: 0.4.4 ends like this after a missed heartbeat', () => {
    const reap = `${INFO}[Controller] All replicas are finished (heartbeat-death reap); finalizing -- shutting down controller.\n`;
    const ending = classify({ log: stateOf(running + childFailed(1, -9) + reap), engineExit: 0 });
    expect([ending.outcome, ending.rank]).toEqual(['failed', 1]);
    expect(ids(ending)).toEqual(['worker-killed', 'engine-exit-misleads']);
    expect(classify({ log: stateOf(running + reap), engineExit: 0 }).outcome).toBe('failed');
    expect(classify({ log: stateOf(running), engineExit: 0 }).outcome).toBe('unverified');
  });
});

describe('failures', () => {
  it('names the cause and not what the other ranks say about it', () => {
    const aftermath = traceback('torch.distributed.DistBackendError: NCCL error: remote process exited', 0);
    const cause = traceback(
      'torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 1.00 GiB. GPU 2 has',
      2,
    );
    const log = stateOf(
      launched(4) + ready + registered + steps(1, 4, 16) + aftermath + cause + childFailed(0),
    );
    const ending = classify({ log });
    expect([ending.outcome, ending.rank]).toEqual(['out-of-gpu-memory', 2]);
  });

  it('names the rank that torch saw first when all ranks fail alike', () => {
    const oom = (rank: number) => traceback('torch.OutOfMemoryError: CUDA out of memory.', rank);
    const log = stateOf(
      launched(4) + ready + registered + oom(3) + oom(0) + oom(1) + oom(2) + childFailed(1),
    );
    expect(classify({ log }).rank).toBe(1);
  });

  it('forgets a traceback that the rank survived', () => {
    const log = stateOf(
      running + traceback('ValueError: logged and handled') + steps(5, 16, 16) + saved(16) + stopping,
    );
    expect(classify({ log }).outcome).toBe('succeeded');
  });

  it('keeps the cause when the user ends a run that had hung', () => {
    const stop =
      'W1122 13:44:59.208000 5042 torch/distributed/elastic/agent/server/api.py:739] Received 2 death signal, shutting down workers\n';
    const log = stateOf(
      died('AssertionError: train_batch_per_replica(4) of sft must be divisible by mini_batch(3)') + stop,
    );
    expect(classify({ log, engineExit: 1 }).outcome).toBe('config');
    expect(
      classify({ log: stateOf(running + stop + traceback('RuntimeError: torn down') + childFailed()) })
        .outcome,
    ).toBe('interrupted');
  });

  it('shows an unknown exception as it is', () => {
    const ending = classify({ log: stateOf(died('zmq.error.ZMQError: Address of the moon', 1)) });
    expect([ending.outcome, ending.exitCode, ending.rank]).toEqual(['failed', 1, 1]);
    expect(ending.findings[0]).toMatchObject({ id: 'worker-exception', data: { exception: 'ZMQError' } });
    expect(ending.findings[0]?.message).toContain('Address of the moon');
  });

  it('takes the cause of a chain, not its end', () => {
    const chain = `${traceback("FileNotFoundError: [Errno 2] No such file or directory: '/data/x.json'")}[rank0]:
[rank0]:During handling of the above exception, another exception occurred:
[rank0]:
${traceback('RuntimeError: could not build the dataset')}`;
    const ending = classify({ log: stateOf(launched() + ready + registered + chain + childFailed()) });
    expect(ending).toMatchObject({ outcome: 'missing-input', findings: [{ subject: '/data/x.json' }] });
  });
});

describe('markers', () => {
  const unmarked = (engine?: string) => {
    const whole = proof(16, true);
    const checkpoint = { ...whole.checkpoint, complete: false, provable: false, problems: ['no markers'] };
    const given = engine === undefined ? {} : { engine };
    return classify({ log: stateOf(complete()), proof: { ...whole, checkpoint }, ...given }).outcome;
  };

  it('prove a checkpoint of every engine that writes them', () => {
    expect(unmarked('0.4.7')).toBe('unverified');
    expect(unmarked('0.4.0')).toBe('unverified');
    expect(unmarked()).toBe('unverified');
    expect(unmarked('0.3.9')).toBe('succeeded');
  });

  it('are not missed where files are missing', () => {
    const whole = proof(16, true);
    const checkpoint = { ...whole.checkpoint, complete: false, provable: false, whole: false };
    const ending = classify({ log: stateOf(complete()), proof: { ...whole, checkpoint }, engine: '0.3.9' });
    expect(ending.exitCode).toBe(83);
  });
});

describe('stops and stalls', () => {
  it('the request decides, never what the engine says of being asked', () => {
    const asked = `${running}${INFO}[Controller] Application requested successful stop: cookbook-run: SIGTERM\n[rank0]:${INFO}Signal 10 received, setting signal_received to True in handler_default at 6546\n`;
    for (const rest of ['', saved(4) + stopping, deathSignal(15), deathSignal(2) + childFailed(0, -15)]) {
      const outcome = (requested: 'SIGINT' | 'SIGTERM' | 'deadline') =>
        classify({ log: stateOf(asked + rest), engineExit: -15, stop: { requested } }).exitCode;
      expect([outcome('SIGTERM'), outcome('SIGINT'), outcome('deadline')]).toEqual([143, 130, 75]);
    }
  });

  it('names the checkpoint to go on from by the path in the log, as data', () => {
    const remedyOf = (text: string) => classify({ log: stateOf(text) }).findings[0]?.remedy;
    const by = `${running}[rank0]:${INFO}Signal 10 received, setting signal_received to True in handler_default at 6546\n`;
    expect(remedyOf(by + saved(4) + stopping)).toMatchObject({
      kind: 'override',
      set: { 'train.resume': '/data/out/t0/checkpoints/step_4/policy' },
    });
    expect(remedyOf(running + saved(4) + deathSignal(2))).toMatchObject({
      set: { 'train.resume': '/data/out/t0/checkpoints/step_4/policy' },
    });
    expect(remedyOf(running + deathSignal(2))).toMatchObject({
      kind: 'command',
      argv: ['pgrep', '-af', 'cosmos|redis-server'],
    });
  });

  const log = stateOf(running);

  it('says who stopped the run', () => {
    const outcome = (requested: 'SIGINT' | 'SIGTERM' | 'SIGUSR1' | 'deadline') =>
      classify({ log, stop: { requested } }).outcome;
    expect(outcome('SIGINT')).toBe('interrupted');
    expect(outcome('SIGTERM')).toBe('terminated');
    expect(outcome('SIGUSR1')).toBe('retryable');
    expect(outcome('deadline')).toBe('retryable');
  });

  it('takes what follows from its own stop as no failure, and what came before as one', () => {
    const after = stateOf(running + childFailed(0, -9));
    expect(classify({ log: after, stop: { requested: 'SIGTERM' } }).outcome).toBe('terminated');
    const before = stateOf(died('torch.OutOfMemoryError: CUDA out of memory.'));
    expect(classify({ log: before, stop: { requested: 'SIGTERM' } }).outcome).toBe('out-of-gpu-memory');
    expect(classify({ log: stateOf(complete()), stop: { requested: 'SIGINT' } }).outcome).toBe('succeeded');
  });

  it('reports a stall with its phase, unless the log names a cause', () => {
    const stalled = { phase: 'first step', seconds: 1800 };
    expect(classify({ log, stalled })).toMatchObject({
      outcome: 'stalled',
      exitCode: 81,
      findings: [{ id: 'no-progress' }],
    });
    expect(
      classify({ log: stateOf(died('AssertionError: Invalid parallel dims: x')), stalled }).outcome,
    ).toBe('config');
  });

  it('takes its own signal for no interruption, and one that came before for what it was', () => {
    const stalled = { phase: 'loading', seconds: 75 };
    const signalled = stateOf(`${running}${deathSignal(15)}${childFailed(0, -15)}`);
    const own = stateOf(running).lines;
    expect(classify({ log: signalled, stalled, signalledAfter: own }).outcome).toBe('stalled');
    expect(classify({ log: signalled, signalledAfter: signalled.lines }).outcome).toBe('interrupted');
  });

  it('tells a signal to the launcher from an error of it', () => {
    expect(classify({ log, engineExit: -15 })).toMatchObject({
      outcome: 'interrupted',
      findings: [{ id: 'launcher-gone' }],
    });
    expect(classify({ log, engineExit: 143 }).outcome).toBe('interrupted');
    expect(classify({ log, engineExit: -9 }).outcome).toBe('failed');
    expect(classify({ log, engineExit: 1 })).toMatchObject({
      outcome: 'failed',
      findings: [{ id: 'engine-failed' }],
    });
    expect(classify({ log, engineExit: null }).outcome).toBe('running');
  });
});

describe('events', () => {
  const silent = begun;

  it('give steps and losses where no step line was printed', () => {
    const events = readEvents(
      '{"rank":0,"kind":"step","step":16,"total":16,"loss":"nan"}\n{"rank":0,"kind":"end"}\n',
    );
    const ending = classify({ log: stateOf(silent + saved(16) + stopping), events });
    expect(ending).toMatchObject({ outcome: 'loss-not-finite', step: { last: 16, planned: 16 } });
  });

  it('name a failure that the log does not', () => {
    const events = readEvents(
      '{"rank":0,"role":"policy","kind":"failed","error":"CookbookDataError","message":"2 problems"}\n',
    );
    expect(classify({ log: stateOf(silent), events, engineExit: 1 })).toMatchObject({
      outcome: 'data',
      exitCode: 65,
    });
  });
});
