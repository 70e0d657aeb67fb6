/** Checkpoints and exports. */
import { brief, failed, raised, restingOn, sighted } from '../../../torch/log/evidence.ts';
import { DISK_FULL } from '../../../torch/symptoms/kinds.ts';
import type { FrameworkSymptom } from '../framework-symptom.ts';

const FULL =
  /No space left on device|\[Errno 28\]|os error 28|ENOSPC|[Dd]isk quota exceeded|\[Errno 122\]|basic_ios::clear|PytorchStreamWriter failed writing|unexpected pos \d+ vs \d+/;

/** The disk was full while the checkpoint process or the export wrote. */
export const fullDisk: FrameworkSymptom = {
  ...DISK_FULL,
  clue: FULL,
  lasting: true,
  matches(state) {
    const found = sighted(state, DISK_FULL.id, FULL);
    const failure = state.seen['save-failed'] ?? state.seen['export-failed'];
    if (found === undefined || !(failed(state) || failure !== undefined)) return undefined;
    const step = failure?.last.notice.step ?? state.seen.saving?.last.notice.step;
    return restingOn(found, {
      subject: 'custom.run.output',
      message: `The disk was full${step === undefined ? '' : ` while step ${step} was written`}: ${brief(found.text)}.`,
      because:
        'A checkpoint takes 12 bytes for each parameter and its export 2, and the engine keeps every one of them (5eee9ed).',
      help: 'Free space, give another folder as custom.run.output, or save less often with a larger checkpoint.save_iter; what was saved before is still there.',
    });
  },
};

const REFUSED = /Previous checkpoint save failed|Error waiting for checkpoint save result/;

/** The process that writes the checkpoints has died, so that a save never came back. */
export const checkpointProcessDied: FrameworkSymptom = {
  id: 'checkpoint-process-died',
  summary: 'The process that writes the checkpoints has died',
  severity: 'error',
  category: 'run',
  outcome: 'failed',
  docs: {
    what: 'Training hands its state to a process of its own, which writes it; that process is gone, and a save was lost with it.',
    why: 'The trainer waits an hour for the answer of a dead process, and at its end does not wait at all: then it exits 0 without its last checkpoint (checkpoint/dcp.py finalize, 5eee9ed).',
    fix: 'Look for the kill: dmesg -T | grep -i "out of memory": that process holds a copy of model and optimizer in host memory. Then resume from the last complete checkpoint.',
  },
  matches(state) {
    const found = raised(state, REFUSED);
    const waiting = state.seen['waiting-for-save']?.last;
    const answered = state.seen['save-awaited']?.last.line ?? 0;
    const why = {
      because:
        'It holds a copy of model and optimizer in host memory; the kernel kills it first where that runs out. The trainer waits an hour for a dead one.',
      help: 'Look for the kill: dmesg -T | grep -i "out of memory". Give the job more host memory, then resume from the last complete checkpoint.',
    };
    const dead = state.seen['saver-dead']?.first;
    if (dead !== undefined) {
      const { exitcode, step } = dead.notice;
      const how = exitcode.startsWith('-')
        ? `killed by signal ${exitcode.slice(1)}`
        : `gone with ${exitcode}`;
      return restingOn(dead, {
        subject: 'checkpoint',
        message: `The process that writes the checkpoints was ${how} before step ${step} ended, and the run ended for it.`,
        ...why,
      });
    }
    if (found !== undefined)
      return restingOn(found, {
        subject: 'checkpoint',
        message: `A save was lost: ${brief(found.text)}.`,
        ...why,
      });
    if (waiting === undefined || answered > waiting.line || state.phase !== 'saving') return undefined;
    return restingOn(waiting, {
      subject: 'checkpoint',
      message: 'The training waits for the save before this one, and nobody answers.',
      ...why,
    });
  },
};

const EXPORT = /\[HFExportCallback\] (?:Previous export|Export thread) failed with: ([^\n]*)/;

/** The export for transformers could not be written. */
export const exportLost: FrameworkSymptom = {
  id: 'hf-export-failed',
  summary: 'The export for transformers could not be written',
  severity: 'error',
  category: 'run',
  outcome: 'failed',
  docs: {
    what: 'The thread that writes hf_exports ended with an exception.',
    why: 'The callback raises it at the next save or at the end, and the run can still end with 0 (callbacks/hf_export.py, 5eee9ed).',
    fix: 'Mend what the line says, most often the disk. The checkpoint of the same step is there: resume from it, and the next save exports again.',
  },
  matches(state) {
    const told = state.seen['export-failed']?.first;
    const found = told ?? raised(state, EXPORT);
    if (found === undefined) return undefined;
    const reason = told === undefined ? brief(found.text) : brief(told.notice.reason);
    return restingOn(found, {
      subject: 'hf_exports',
      message: `The export could not be written: ${reason}.`,
      because: 'Checkpoints cannot be served: only the export is a model that transformers loads.',
      help: 'Mend what the line says, then resume from the last checkpoint: the next save exports again.',
    });
  },
};
