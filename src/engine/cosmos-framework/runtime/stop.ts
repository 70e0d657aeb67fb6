/** How a run is asked for a checkpoint and an end: the callback of our entry script looks for a file after every step. */
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { GracefulWay, Launched } from '../../engine.ts';
import type { RunView } from '../../events.ts';

/** Below the job's folder: `ready` is made by the callback when training begins, `request` by us. */
const STOP_FOLDER = 'cookbook_stop';

/** Why a request would find nothing to save. */
export function nothingSoFar(view: RunView): string | undefined {
  return view.step > 0 ? undefined : 'no step was finished yet, so there is nothing to save';
}

/** The file reaches every node that shares the folder; signals reach none but this one. */
export async function leaveRequest(launched: Launched, view: RunView, reason: string): Promise<GracefulWay> {
  if (nothingSoFar(view) !== undefined) return 'none';
  const folder = join(launched.outputDir, STOP_FOLDER);
  // Without our entry script nobody looks.
  if (!existsSync(join(folder, 'ready'))) return 'none';
  try {
    writeFileSync(join(folder, 'request'), `${reason}\n`);
    return 'stop-file';
  } catch {
    return 'none';
  }
}
