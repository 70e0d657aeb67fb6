import { raised, restingOn } from '../evidence.ts';
import type { LogState } from '../state.ts';
import type { Symptom } from '../symptom.ts';

const TEXT =
  /'NoneType' object has no attribute 'state_dict'|ZeroDivisionError|num_samples should be a positive integer value|EmptyDataset has no items/;

function tooFew(state: LogState): boolean {
  const size = state.seen['dataset-size']?.last.notice.size;
  const config = state.seen['config-loaded']?.last.notice.config;
  if (size === undefined) return false;
  return size === 0 || size < (config?.batch ?? 1) * (config?.dataRanks ?? 1);
}

/** Fewer samples than one batch: nothing was trained. */
export const datasetTooSmall: Symptom = {
  id: 'dataset-too-small',
  summary: 'The dataset has fewer samples than one batch: no step was trained',
  severity: 'error',
  category: 'data',
  outcome: 'data',
  docs: {
    what: 'The dataset gives no full batch, so the run has 0 steps.',
    why: 'With dataloader_drop_last an incomplete batch is dropped. 0.4.7 then saves step 0 without a scheduler and dies ("NoneType object has no attribute state_dict"), having written safetensors/step_0 and exiting 0 (seen).',
    fix: 'Use at least train_batch_per_replica × dp ranks samples, or a smaller train.train_batch_per_replica.',
  },
  matches(state) {
    if (state.seen.step !== undefined || state.seen.resuming !== undefined) return undefined;
    const found = raised(state, TEXT);
    const small = tooFew(state);
    const ended = state.phase === 'ended' || state.phase === 'finishing';
    const size = state.seen['dataset-size']?.last;
    const atZero = state.seen.saving?.last.notice.step === 0;
    const place =
      found !== undefined && (small || atZero || /num_samples|Empty/.test(found.text)) ? found : undefined;
    const quiet = small && ended ? size : undefined;
    const best = place ?? quiet;
    if (best === undefined) return undefined;
    const samples = size?.notice.size;
    const config = state.seen['config-loaded']?.last.notice.config;
    const needed = (config?.batch ?? 1) * (config?.dataRanks ?? 1);
    return restingOn(
      best,
      {
        subject: 'train.train_batch_per_replica',
        message: `No step was trained: ${samples === undefined ? 'the dataset gives no full batch' : `${samples} samples do not fill one batch of ${needed}`}.`,
        because:
          'An incomplete last batch is dropped, and the engine still writes safetensors/step_0, which is the untrained model.',
        help: `Use at least ${needed} samples, or a smaller train.train_batch_per_replica; do not use safetensors/step_0.`,
      },
      { ...(samples === undefined ? {} : { samples }), needed },
    );
  },
};
