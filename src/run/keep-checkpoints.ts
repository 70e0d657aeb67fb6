/** Removes old checkpoints while a run trains, for an engine that never does; one removal after the other, beside the supervision. */
import { rename, rm } from 'node:fs/promises';
import type { Runtime } from '../engine/engine.ts';
import type { RunEvent } from '../engine/events.ts';
import type { LaunchPlan } from '../plan/launch-plan.ts';
import { type RunFiles, recordEvent } from './files.ts';
import { openPaths } from './open-paths.ts';

/** Hears of saves, and keeps as many checkpoints as the plan says. */
interface CheckpointKeeper {
  take(event: RunEvent): void;
  /** Resolves when what was begun is done. */
  settled(): Promise<void>;
}

/** What is needed for it. */
interface Keeping {
  readonly plan: LaunchPlan;
  readonly files: RunFiles;
  readonly runtime: Runtime;
  readonly note: (text: string) => void;
}

/** The folder loses its name first: half of a checkpoint is never taken for one, also where the removal is cut off. */
async function removed(path: string): Promise<void> {
  const gone = `${path}.removed`;
  await rename(path, gone);
  await rm(gone, { recursive: true, force: true });
}

/** A keeper that does nothing where the plan says no number. */
export function keepCheckpoints({ plan, files, runtime, note }: Keeping): CheckpointKeeper {
  const { keeps } = plan;
  let work = Promise.resolve();
  const prune = async (keep: number): Promise<void> => {
    const rows = runtime.retained?.(plan, keep, openPaths(plan.outputDir)) ?? [];
    for (const { step, path } of rows.filter(({ kept }) => kept === undefined)) {
      try {
        await removed(path);
        recordEvent(files, { kind: 'checkpoint-removed', step, path });
      } catch (error) {
        note(`the checkpoint of step ${step} could not be removed: ${(error as Error).message}`);
      }
    }
  };
  return {
    take(event) {
      if (event.kind === 'saved' && keeps !== undefined)
        work = work
          .then(() => prune(keeps))
          .catch((error: unknown) =>
            note(`old checkpoints could not be looked at: ${(error as Error).message}`),
          );
    },
    settled: () => work,
  };
}
