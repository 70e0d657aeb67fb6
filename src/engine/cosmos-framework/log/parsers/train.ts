/** Lines of training (trainer/, model/generator/vlm_model.py, callbacks/{iter_speed,grad_clip,tokens_per_sec}.py, 5eee9ed). */
import { pattern, pythonNumber } from '../../../torch/log/notice.ts';
import type { FrameworkNotice, FrameworkParser, FrameworkTable } from '../notice.ts';

const GIGABYTE = 1e9;

/** Parsers of the lines of training. */
export const TRAIN_NOTICES: FrameworkTable = {
  Starting: [pattern(/^Starting training\.\.\./, () => ({ kind: 'training-start' }))],
  'train/loss_avg:': [
    pattern(/^train\/loss_avg:\s+(\S+) \(iteration (\d+)\)/, (m) => ({
      kind: 'micro-loss',
      loss: pythonNumber(m[1]),
      iteration: Number(m[2]),
    })),
  ],
  // The first 50 steps of iter_speed, each of them; after that a line every logging_iter.
  Iteration: [
    pattern(/^Iteration (\d+): Hit counter: \d+\/\d+ \| Loss: (\S+) \| Time: ([\d.]+)s/, (m) => ({
      kind: 'step',
      step: Number(m[1]),
      loss: pythonNumber(m[2]),
      seconds: Number(m[3]),
    })),
  ],
  'clip_grad_norm/global:': [
    pattern(/^clip_grad_norm\/global: (\S+) \(iteration (\d+)\)/, (m) => ({
      kind: 'grad-norm',
      rank: 0,
      norm: pythonNumber(m[1]),
      step: Number(m[2]),
    })),
  ],
  Unstable: [
    pattern(/^Unstable loss (\S+) at iteration (\d+)/, (m) => ({
      kind: 'unstable-loss',
      rank: 0,
      loss: pythonNumber(m[1]),
      iteration: Number(m[2]),
    })),
  ],
  Validation: [
    pattern(/^Validation loss \(iteration (\d+)\): (\S+)/, (m) => ({
      kind: 'validation-loss',
      loss: pythonNumber(m[2]),
      step: Number(m[1]),
    })),
  ],
  Done: [pattern(/^Done with training\./, () => ({ kind: 'training-finished' }))],
};

const speed = (match: RegExpExecArray): FrameworkNotice => ({
  kind: 'step',
  step: Number(match[1]),
  seconds: Number(match[2]),
  loss: pythonNumber(match[3]),
  ...(match[4] === undefined ? {} : { tokensPerSecond: Number(match[4].replaceAll(',', '')) }),
});

/** Messages that begin with the number of the step. */
export const NUMBERED: readonly FrameworkParser[] = [
  pattern(
    /^(\d+) : iter_speed ([\d.]+) seconds per iteration \| Loss: (\S+)(?:.*?\(([\d,]+) tokens\/s\))?/,
    speed,
  ),
  pattern(/^(\d+) : tokens_per_sec_per_gpu .*?\| peak_mem_gb ([\d.]+)/, (m) => ({
    kind: 'throughput',
    rank: 0,
    step: Number(m[1]),
    peakBytes: Math.round(Number(m[2]) * GIGABYTE),
  })),
];
