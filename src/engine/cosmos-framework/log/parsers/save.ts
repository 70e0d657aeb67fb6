/** Lines of saves, exports and stops (checkpoint/dcp.py, callbacks/{hf_export,termination_signal_checkpoint}.py, 5eee9ed). */
import { basename } from 'node:path';
import { pattern } from '../../../torch/log/notice.ts';
import type { FrameworkTable, OwnMeasures } from '../notice.ts';

const stepOf = (folder: string | undefined) => Number(/^iter_(\d+)$/.exec(basename(folder ?? ''))?.[1] ?? 0);

const OWN: Readonly<Record<string, keyof OwnMeasures>> = {
  data_wait: 'dataWait',
  peak_bytes: 'peakMemoryBytes',
  reserved_bytes: 'reservedMemoryBytes',
};

/** `name=number` of the line of our callback (cookbook_entry/framework_callback.py). */
function measuresIn(text: string): OwnMeasures {
  const all = [...text.matchAll(/(\w+)=(\S+)/g)].map(
    ([, name = '', value]) => [name, Number(value)] as const,
  );
  const rate = all.find(([name]) => name === 'lr')?.[1];
  const known = all.flatMap(([name, value]) => {
    const key = Object.hasOwn(OWN, name) ? OWN[name] : undefined;
    return key === undefined || !Number.isFinite(value) ? [] : [[key, value] as const];
  });
  return { ...Object.fromEntries(known), ...(rate === undefined ? {} : { lr: { '': rate } }) };
}

/** Parsers of the lines of saves, exports and stops. */
export const SAVE_NOTICES: FrameworkTable = {
  Waiting: [pattern(/^Waiting for checkpoint save result/, () => ({ kind: 'waiting-for-save' }))],
  Received: [
    pattern(
      /^Received checkpoint save result: SaveDone\(iteration=(\d+), .*succeeded=(True|False)\)/,
      (m) => ({
        kind: 'save-awaited',
        step: Number(m[1]),
        succeeded: m[2] === 'True',
      }),
    ),
  ],
  Saving: [
    pattern(/^Saving checkpoint to (iter_\d+)$/, (m) => ({ kind: 'saving', step: stepOf(m[1]) })),
    // A save that the training waits for is announced by this alone.
    pattern(/^Saving last checkpoint file (iter_\d+)$/, (m) => ({ kind: 'saving', step: stepOf(m[1]) })),
  ],
  Saved: [
    pattern(/^Saved checkpoint to (\/.*\/iter_\d+)$/, (m) => ({
      kind: 'checkpoint-saved',
      step: stepOf(m[1]),
      path: m[1] ?? '',
    })),
  ],
  Checkpoint: [
    pattern(
      /^Checkpoint save completed in background process\. .* iteration: (\d+), status: FAILURE/,
      (m) => ({
        kind: 'save-failed',
        step: Number(m[1]),
      }),
    ),
  ],
  '[HFExportCallback]': [
    pattern(/^\[HFExportCallback\] Writing iter (\d+) export to (.+)$/, (m) => ({
      kind: 'exporting',
      step: Number(m[1]),
      path: m[2] ?? '',
    })),
    pattern(/^\[HFExportCallback\] Export complete for iter (\d+)\./, (m) => ({
      kind: 'exported',
      step: Number(m[1]),
    })),
    pattern(/^\[HFExportCallback\] Export worker for iter (\S+) raised an exception: (.*)/, (m) => ({
      kind: 'export-failed',
      step: Number.isInteger(Number(m[1])) ? Number(m[1]) : 0,
      reason: m[2] ?? '',
    })),
  ],
  '[TerminationSignalCheckpoint]': [
    pattern(/Detected SIGUSR1 sentinel file/, () => ({ kind: 'stop-seen' })),
    pattern(/Skipping checkpoint save/, () => ({ kind: 'stop-unsaved' })),
    pattern(/Checkpoint saved at iteration (\d+)/, (m) => ({ kind: 'stop-saved', step: Number(m[1]) })),
  ],
  '[cookbook-run]': [
    pattern(/^\[cookbook-run\] step (\d+): (.*)$/, (m) => ({
      kind: 'own-step',
      step: Number(m[1]),
      ...measuresIn(m[2] ?? ''),
    })),
    pattern(/^\[cookbook-run\] the checkpoint process died \(exit code (\S+)\), at step (\d+)/, (m) => ({
      kind: 'saver-dead',
      exitcode: m[1] ?? '',
      step: Number(m[2]),
    })),
    pattern(/^\[cookbook-run\] stop requested/, () => ({ kind: 'stop-seen' })),
    pattern(/^\[cookbook-run\] saved step (\d+) and ended/, (m) => ({
      kind: 'stop-saved',
      step: Number(m[1]),
    })),
  ],
  Cleaning: [
    pattern(/^Cleaning up: destroying distributed process group/, () => ({ kind: 'group-destroyed' })),
  ],
};
