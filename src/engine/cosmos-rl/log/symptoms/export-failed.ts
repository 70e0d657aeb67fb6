import { brief, failed, restingOn, rootException, sighted } from '../evidence.ts';
import type { Symptom } from '../symptom.ts';

const TEXT =
  /Model export failed|Checkpoint\/export finalization failed(?:: (.*))?|Async checkpoint save\/upload failed(?:: (.*))?|SafetensorError: (.*)/;

/** Writing the final checkpoint or the safetensors export failed for a reason that no other symptom names. */
export const exportFailed: Symptom = {
  id: 'export-failed',
  summary: 'Writing the checkpoint or the export failed',
  severity: 'error',
  category: 'disk',
  outcome: 'disk',
  clue: /Async checkpoint save\/upload failed/,
  docs: {
    what: 'The background writer of a checkpoint or of the safetensors export failed.',
    why: '0.4.7 raises "Model export failed" when the writer is joined (utils/model_export.py); the launcher still exits 0. Up to 0.4.6 "Async checkpoint save/upload failed" was only logged and the run went on.',
    fix: 'Look at the cause above the message, usually the disk or the network share; then resume from the last complete checkpoint.',
  },
  matches(state) {
    const found = sighted(state, 'export-failed', TEXT);
    if (found === undefined || !(failed(state) || state.clues['export-failed'] !== undefined))
      return undefined;
    const cause = rootException(state);
    const reason = cause === undefined ? found.text : cause.text;
    return restingOn(found, {
      subject: state.seen['config-loaded']?.last.notice.config.outputDir ?? 'train.output_dir',
      message: `Writing the checkpoint or the export failed: ${brief(reason)}.`,
      because:
        'Checkpoints and exports are written by background threads, and their failure shows only at the end.',
      help: 'Check the disk behind train.output_dir, then resume from the last complete checkpoint.',
    });
  },
};
