/** Writing: the disk behind the output folder. */
import type { Remedy } from '../../../../findings/remedy.ts';
import { brief, failed, raised, restingOn, rootException, sighted } from '../../../torch/log/evidence.ts';
import { DISK_FULL } from '../../../torch/symptoms/kinds.ts';
import type { LoadedConfig } from '../line-event.ts';
import type { OwnSymptom } from '../own-symptom.ts';

// OSError, safetensors (Rust: `os error 28`), torch.save (`PytorchStreamWriter`, `basic_ios::clear: iostream error`).
const FULL =
  /No space left on device|\[Errno 28\]|os error 28|ENOSPC|[Dd]isk quota exceeded|\[Errno 122\]|os error 122|basic_ios::clear|PytorchStreamWriter failed writing|unexpected pos \d+ vs \d+/;
const PATH = /'((?:\/[^'\n]+)+)'/;
const CACHE = /\/\.cache\/|\/hub\/|\/huggingface\/|\/xet\/|^\/tmp\/|^\/root\/\./;

/** What frees the disk and is not set yet; never max_keep = 1, which ends runs (`max-keep-unsafe`). */
function remediesFor({ maxKeep, lora }: LoadedConfig): readonly Remedy[] {
  const remedies: Remedy[] = [
    { kind: 'note', text: 'Free space on that disk, or set train.output_dir to a larger one' },
  ];
  if (maxKeep === undefined || maxKeep < 0 || maxKeep > 2)
    remedies.push({ kind: 'override', set: { 'train.ckpt.max_keep': 2n } });
  if (lora !== true)
    remedies.push({
      kind: 'note',
      text: 'train a LoRA adapter (add `--lora r=16` to sft), whose export is small. What was saved before is still there',
    });
  return remedies;
}

/** The disk was full while a checkpoint or an export was written. */
export const diskFull: OwnSymptom = {
  ...DISK_FULL,
  clue: FULL,
  lasting: true,
  matches(state, settings) {
    const found = sighted(state, 'disk-full', FULL);
    if (found === undefined || !failed(state)) return undefined;
    const output = settings.outputDir;
    const path = PATH.exec([found.text, ...(found.detail ?? [])].join('\n'))?.[1];
    if (path !== undefined && CACHE.test(path) && (output === undefined || !path.startsWith(output))) {
      return restingOn(found, {
        subject: path,
        message: `The disk of ${brief(path)} was full, which is not the output folder.`,
        because: 'Downloads and compiled kernels are kept in caches below HOME and in the temporary folder.',
        help: 'export HF_HOME and TMPDIR as folders on a larger disk, or free space there.',
      });
    }
    const saving = state.seen.saving?.last.notice.step;
    return restingOn(found, {
      subject: output ?? 'train.output_dir',
      message: `The disk was full${saving === undefined ? '' : ` while step ${saving} was written`}: ${brief(found.text)}.`,
      because:
        'A full fine-tune writes 12 bytes per parameter for a checkpoint and 2 for its export, and max_keep + 1 of them exist for a moment (0.4.7 utils/checkpoint.py).',
      remedy: remediesFor(settings),
    });
  },
};

const READ_ONLY = /(?:\[Errno 30\]|os error 30|Read-only file system)[^']*(?:'([^']*)')?/;
const DENIED = /(?:PermissionError|\[Errno 13\]|os error 13)[^']*(?:'([^']*)')?/;
/** What the engine makes below train.output_dir: a folder with the time, checkpoints in it. */
const RUN_FOLDER = /\/20\d{12}(?:\/|$)|\/checkpoints\/step_\d+|\/safetensors\/step_\d+/;
const WRITES = /makedirs|mkdir|checkpoint|export|save|dump|_write|symlink|open_file_w|logging/i;

/** The output folder or a temporary folder cannot be written. */
export const outputRefused: OwnSymptom = {
  id: 'write-refused',
  summary: 'The output folder cannot be written',
  severity: 'error',
  category: 'disk',
  outcome: 'disk',
  docs: {
    what: 'Creating or writing a file of the run failed: the file system is read-only or belongs to someone else.',
    why: 'Every rank creates train.output_dir and its checkpoints/step_N folders itself (utils/checkpoint.py, 0.4.7); the launcher does not look before.',
    fix: 'Set train.output_dir to a folder that this user may write, or mount it read-write.',
  },
  matches(state, { outputDir: output }) {
    const readOnly = raised(state, READ_ONLY);
    const denied = raised(state, DENIED);
    const path = denied?.match[1];
    const writing =
      WRITES.test(denied?.where ?? '') ||
      RUN_FOLDER.test(path ?? '') ||
      (output !== undefined && path?.startsWith(output) === true);
    const found = readOnly ?? (writing ? denied : undefined);
    if (found === undefined) return undefined;
    const subject = found.match[1] ?? output ?? 'train.output_dir';
    return restingOn(found, {
      subject,
      message: `${subject} cannot be written: ${readOnly === undefined ? 'permission denied' : 'the file system is read-only'}.`,
      because:
        'The engine creates its run folder when it first saves, not at the start (utils/checkpoint.py, 0.4.7).',
      help: 'Set train.output_dir to a writable folder and start again.',
    });
  },
};

const EXPORT =
  /Model export failed|Checkpoint\/export finalization failed(?:: (.*))?|Async checkpoint save\/upload failed(?:: (.*))?|SafetensorError: (?!Error while deserializ)(.*)/;

/** Writing the final checkpoint or the safetensors export failed for a reason that no other symptom names. */
export const exportFailed: OwnSymptom = {
  id: 'export-failed',
  names: false,
  summary: 'Writing the checkpoint or the export failed',
  severity: 'error',
  category: 'disk',
  outcome: 'disk',
  clue: /Async checkpoint save\/upload failed/,
  lasting: true,
  docs: {
    what: 'The background writer of a checkpoint or of the safetensors export failed.',
    why: '0.4.7 raises "Model export failed" when the writer is joined (utils/model_export.py); the launcher still exits 0. Up to 0.4.6 "Async checkpoint save/upload failed" was only logged and the run went on.',
    fix: 'Look at the cause above the message, usually the disk or the network share; then resume from the last complete checkpoint.',
  },
  matches(state, { outputDir }) {
    const found = sighted(state, 'export-failed', EXPORT);
    if (found === undefined || !(failed(state) || state.clues['export-failed'] !== undefined))
      return undefined;
    const cause = rootException(state);
    const reason = cause === undefined ? found.text : cause.text;
    return restingOn(cause ?? found, {
      subject: outputDir ?? 'train.output_dir',
      message: `Writing the checkpoint or the export failed: ${brief(reason)}.`,
      because:
        'Checkpoints and exports are written by background threads, and their failure shows only at the end.',
      help: 'Check the disk behind train.output_dir, then resume from the last complete checkpoint.',
    });
  },
};
