import { failed, restingOn, sighted } from '../evidence.ts';
import type { Symptom } from '../symptom.ts';

// OSError, safetensors (Rust: `os error 28`), torch.save (`PytorchStreamWriter`, `basic_ios::clear: iostream error`).
const TEXT =
  /No space left on device|\[Errno 28\]|os error 28|ENOSPC|[Dd]isk quota exceeded|\[Errno 122\]|basic_ios::clear|PytorchStreamWriter failed writing|unexpected pos \d+ vs \d+/;

/** The disk was full while a checkpoint or an export was written. */
export const diskFull: Symptom = {
  id: 'disk-full',
  summary: 'The disk was full',
  severity: 'error',
  category: 'disk',
  outcome: 'disk',
  clue: TEXT,
  docs: {
    what: 'Writing a checkpoint, an export or a temporary file failed because the file system or the quota was full.',
    why: '0.4.7 raises the failure of a background write at the next save or at the end (utils/model_export.py, utils/checkpoint.py finalize) and still exits 0; up to 0.4.6 it was only logged.',
    fix: 'Free space or choose another train.output_dir, lower train.ckpt.max_keep, and resume from the last complete checkpoint.',
  },
  matches(state) {
    const found = sighted(state, 'disk-full', TEXT);
    if (found === undefined || !failed(state)) return undefined;
    const saving = state.seen.saving?.last.notice.step;
    const at = saving === undefined ? '' : ` while step ${saving} was written`;
    return restingOn(found, {
      subject: state.seen['config-loaded']?.last.notice.config.outputDir ?? 'train.output_dir',
      message: `The disk was full${at}.`,
      because:
        'A full fine-tune writes 12 bytes per parameter for a checkpoint and 2 for its export, and max_keep + 1 of them exist for a moment (0.4.7 utils/checkpoint.py).',
      help: 'Free space, or set train.output_dir to a larger disk and train.ckpt.max_keep=1; what was saved before is still there.',
    });
  },
};
