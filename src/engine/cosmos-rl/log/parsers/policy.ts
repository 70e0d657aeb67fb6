/** Lines of the policy workers (policy/worker, policy/trainer, comm, utils/checkpoint.py). */

import { pattern, pythonNumber } from '../../../torch/log/notice.ts';
import type { CosmosRlTable } from '../line-event.ts';
import { loadedConfig } from './loaded-config.ts';

/** The step that a path `…/step_N[/policy]` names. */
function stepOfPath(path: string): number | undefined {
  const match = /step_(\d+)(?:\/policy)?\/?$/.exec(path);
  return match === null ? undefined : Number(match[1]);
}

function exported(path: string) {
  const step = stepOfPath(path);
  return step === undefined
    ? ({ kind: 'exported', path } as const)
    : ({ kind: 'exported', path, step } as const);
}

/** Parsers of worker lines. */
export const POLICY_NOTICES: CosmosRlTable = {
  '[Policy]': [
    pattern(/Step: (\d+), checkpoint saved successfully at (.*?)\.?$/, (m) => ({
      kind: 'checkpoint-saved',
      step: Number(m[1]),
      path: m[2] ?? '',
    })),
    pattern(/Process group destroyed/, () => ({ kind: 'group-destroyed' })),
    (text) =>
      text.startsWith('[Policy] Loaded configuration: ')
        ? { kind: 'config-loaded', config: loadedConfig(text) }
        : undefined,
  ],
  // 0.3.6 and older print it without `[Policy]`.
  Process: [pattern(/^Process group destroyed/, () => ({ kind: 'group-destroyed' }))],
  Config: [pattern(/^Config checked successfully/, () => ({ kind: 'config-checked' }))],
  POLICY: [
    pattern(/^POLICY Replica (\S+) registered to controller/, (m) => ({
      kind: 'replica-registered',
      name: m[1] ?? '',
    })),
  ],
  Model: [pattern(/^Model type \S+ not registered/, () => ({ kind: 'model-loading' }))],
  Failed: [
    pattern(/^Failed to load model \S+ with error: (.*)/, (m) => ({
      kind: 'native-load-failed',
      reason: m[1] ?? '',
    })),
  ],
  Retrying: [
    pattern(/^Retrying (\S+) due to error: (.*)/, (m) => ({
      kind: 'load-retry',
      what: m[1] ?? '',
      reason: m[2] ?? '',
    })),
  ],
  Final: [pattern(/^Final dataset size = (\d+)/, (m) => ({ kind: 'dataset-size', size: Number(m[1]) }))],
  Resuming: [
    pattern(/^Resuming training from step (\d+)\/(\d+)/, (m) => ({
      kind: 'resuming',
      step: Number(m[1]),
      total: Number(m[2]),
    })),
  ],
  Training: [
    pattern(/^Training epoch (\d+)\/(\d+)/, (m) => ({
      kind: 'epoch',
      epoch: Number(m[1]),
      of: Number(m[2]),
    })),
    pattern(/^Training finished at step (\d+)\/(\d+)/, (m) => ({
      kind: 'training-finished',
      step: Number(m[1]),
      total: Number(m[2]),
    })),
  ],
  Validation: [
    pattern(/^Validation at step (\d+)\/(\d+)/, (m) => ({
      kind: 'validation-start',
      step: Number(m[1]),
      total: Number(m[2]),
    })),
  ],
  '[SFT]': [
    pattern(/Validation loss: ([-+\w.]+)(?: (?:for train|at) step (\d+)\/(\d+))?/i, (m) => ({
      kind: 'validation-loss',
      loss: pythonNumber(m[1]),
      ...(m[2] === undefined ? {} : { step: Number(m[2]), total: Number(m[3]) }),
    })),
  ],
  Saving: [
    pattern(/^Saving (?:huggingface|cosmos) checkpoint at step (\d+)/, (m) => ({
      kind: 'saving',
      step: Number(m[1]),
    })),
  ],
  Prepare: [
    pattern(/^Prepare to exporting safetensors to (.*?) at rank \d+/, (m) => ({
      kind: 'exporting',
      path: m[1] ?? '',
    })),
  ],
  // Raw line without logger prefix: the message starts with two newlines (llm_trainer.py, 0.4.1 and later).
  Exported: [pattern(/^Exported safetensors to (\S.*)$/, (m) => exported((m[1] ?? '').trim()))],
  sft_process_sample: [
    // 0.4.x policy/worker/sft_worker.py:147
    pattern(/^sft_process_sample failed \(attempt (\d+)\/(\d+)\): (.*)/, (m) => ({
      kind: 'sample-retry',
      attempt: Number(m[1]),
      of: Number(m[2]),
      message: m[3] ?? '',
    })),
  ],
};
