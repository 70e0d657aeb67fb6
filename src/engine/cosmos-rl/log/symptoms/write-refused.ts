import { raised, restingOn } from '../evidence.ts';
import type { Symptom } from '../symptom.ts';

const READ_ONLY = /(?:\[Errno 30\]|os error 30|Read-only file system)[^']*(?:'([^']*)')?/;
const DENIED = /(?:PermissionError|\[Errno 13\]|os error 13)[^']*(?:'([^']*)')?/;
const WRITES = /makedirs|mkdir|checkpoint|export|save|dump|_write|symlink|open_file_w|logging/i;

/** The output folder or a temporary folder cannot be written. */
export const outputNotWritable: Symptom = {
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
  matches(state) {
    const output = state.seen['config-loaded']?.last.notice.config.outputDir;
    const readOnly = raised(state, READ_ONLY);
    const denied = raised(state, DENIED);
    const where = denied !== undefined && 'where' in denied ? String(denied.where) : '';
    const path = denied?.match[1];
    const writing = WRITES.test(where) || (output !== undefined && path?.startsWith(output) === true);
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
