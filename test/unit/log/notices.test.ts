import { describe, expect, it } from 'vitest';
import { observe } from '../../../src/engine/cosmos-rl/log/observe.ts';
import { messageOf, parseNotice } from '../../../src/engine/cosmos-rl/log/parse-line.ts';
import { newLogState } from '../../../src/engine/cosmos-rl/log/state.ts';
import { failureSeen } from '../../../src/engine/torch/log/evidence.ts';
import { definiteFailure } from '../../../src/engine/torch/log/failure.ts';
import { recorded, stateOf } from './reading.ts';

const own = (text: string) => `[cosmos] 2026-11-22 13:43:18,768 - cosmos - INFO - ${text}`;

describe('notices', () => {
  it.each([
    // policy/worker/sft_worker.py: 0.4.1 to 0.4.7
    [
      own(
        'Step: 1/20, Loss: 6.16397, Grad norm: 14.36970, Iteration time: 8.25s, optimizer/lr_model.language_model: 1.00000e-04, optimizer/lr_model.visual: 2.00000e-05',
      ),
      {
        kind: 'step',
        step: 1,
        total: 20,
        loss: 6.16397,
        gradNorm: 14.3697,
        seconds: 8.25,
        lr: { 'model.language_model': 1e-4, 'model.visual': 2e-5 },
      },
    ],
    [
      own('Step: 4/16, Loss: nan, Grad norm: -inf, Iteration time: 0.44s'),
      { kind: 'step', loss: Number.NaN, gradNorm: Number.NEGATIVE_INFINITY },
    ],
    // policy/worker/sft_worker.py:665, 0.3.9; policy/trainer/sft_trainer.py:740, 0.2.6
    [
      own(
        'Step: 1/182, Loss: 2.05765, Grad norm: 21.15058, Learning rate: 1.00000e-07, Iteration time: 7.87s.',
      ),
      { kind: 'step', seconds: 7.87, lr: { '': 1e-7 } },
    ],
    // dispatcher/status.py:2181, 0.4.7
    [
      own('Step: 3/9, Loss: 2.00000, Max Loss 3.00000, Grad norm: 1.00000, Iteration time: 7.87s.'),
      { kind: 'step', step: 3, total: 9, loss: 2 },
    ],
    ['INFO:cosmos:Controller is ready at localhost:8666', { kind: 'controller-ready', port: 8666 }],
    [
      `Validation: 2it [00:00]${own('[SFT] Validation loss: 2.50976300239563 for train step 20/20, epoch 0')}`,
      { kind: 'validation-loss', loss: 2.50976300239563, step: 20, total: 20 },
    ],
    [
      own('[SFT] Validation Loss: 0.50000 at step 20/20, epoch 0.'),
      { kind: 'validation-loss', loss: 0.5, step: 20 },
    ],
    [
      'Exported safetensors to /data/run 1/safetensors/step_8',
      { kind: 'exported', path: '/data/run 1/safetensors/step_8', step: 8 },
    ],
    [
      own('[Policy] Step: 8, checkpoint saved successfully at /o/checkpoints/step_8/policy.'),
      { kind: 'checkpoint-saved', step: 8, path: '/o/checkpoints/step_8/policy' },
    ],
    [own('[Controller] All replicas are finished, finalizing...'), { kind: 'finalizing', reason: '' }],
    [own('Process 1636 failed with return code -15'), { kind: 'process-failed', id: 1636, rc: -15 }],
    [
      own('Process 0 (controller) exited via the coordinated shutdown path (rc=143); treating as success'),
      { kind: 'process-completed', id: 0, rc: 0 },
    ],
    [
      'E1122 13:43:05.109000 2767 torch/distributed/elastic/multiprocessing/api.py:986] failed (exitcode: -9) local_rank: 1 (pid: 3311) of binary: /x',
      { kind: 'elastic-failed', exitcode: -9, localRank: 1, pid: 3311 },
    ],
    ['  rank      : 9 (local_rank: 1)', { kind: 'failed-rank', rank: 9, localRank: 1 }],
    [own('Final dataset size = 80'), { kind: 'dataset-size', size: 80 }],
    [
      own('Training finished at step 182/182, saving final cosmos checkpoint...'),
      { kind: 'training-finished', step: 182, total: 182 },
    ],
  ])('reads %s', (line, notice) => {
    expect(parseNotice(line)).toMatchObject(notice);
  });

  it('says nothing about noise', () => {
    for (const line of [
      '',
      ' ',
      'Process Process-1:',
      'INFO:     Shutting down',
      own('Step: done'),
      'Validation: 0it [00:00, ?it/s]',
      'constructor',
      '__proto__ x',
    ]) {
      expect(parseNotice(line)).toBeUndefined();
    }
  });

  it('takes the level and the message of both logger forms', () => {
    expect(messageOf('WARNING:cosmos:a - b')).toEqual({ level: 'WARNING', text: 'a - b' });
    expect(messageOf(own('a - cosmos - b'))).toEqual({ level: 'INFO', text: 'a - cosmos - b' });
    expect(messageOf('plain')).toEqual({ text: 'plain' });
  });
});

describe('state', () => {
  it('knows ports, temporary files, config and phase of a run', () => {
    const state = stateOf(recorded('pre').toString());
    expect(state.seen['redis-started']?.last.notice.port).toBe(12804);
    expect(state.seen['controller-ready']?.last.notice.port).toBe(8000);
    expect(state.tempFiles).toEqual(['/tmp/tmpc2epe7l8.toml']);
    expect(state.seen['config-loaded']?.last.notice.config).toEqual({
      type: 'sft',
      enableCheckpoint: true,
      batch: 4,
      epoch: 1,
      dropLast: true,
      dataRanks: 1,
      replicas: 1,
      outputDir: '/data/runs/pre/out/t0',
      lora: false,
      miniBatch: 2,
      gradientCheckpointing: true,
      maxKeep: 2,
    });
    expect(stateOf(recorded('lora_ok').toString()).seen['config-loaded']?.last.notice.config.lora).toBe(true);
    expect(state.phase).toBe('ended');
    expect(definiteFailure(state)).toBeUndefined();
  });

  it('flags a definite failure long before the engine ends', () => {
    const failure = (name: string) => definiteFailure(stateOf(recorded(name).toString()));
    expect(failure('batch_mod')?.line).toBe(156);
    expect(failure('oom_rank1')?.line).toBe(489);
    expect(failure('usr1_launcher')).toBeUndefined();
    expect(failure('request_stop')).toBeUndefined();
  });

  it('tells the cause at the first proof of a failure, not the proof', () => {
    const reason = (name: string) => failureSeen(stateOf(recorded(name).toString()))?.reason;
    expect(reason('oom_rank1')).toMatch(/^torch\.OutOfMemoryError: CUDA out of memory/);
    expect(reason('rank1_kill9')).toMatch(/failed \(exitcode: -9\)/);
    expect(reason('pre')).toBeUndefined();
  });

  it('begins each log anew', () => {
    observe(newLogState(), { number: 1, text: own('Training epoch 1/1') });
    expect(newLogState()).toMatchObject({ lines: 0, seen: {}, pasted: [] });
  });
});
