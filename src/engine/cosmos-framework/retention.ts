/** Which checkpoints of a run may go while it trains: the trainer itself never removes one (checkpoint/dcp.py, 5eee9ed). */
import { resolve } from 'node:path';
import { parseToml } from '../../config/toml.ts';
import type { Launched, RetainedCheckpoint } from '../engine.ts';
import { RESUME_KEY } from './keys.ts';
import { LAYOUT } from './layout.ts';
import { textAt } from './planning/own-settings.ts';
import { latestStep, readIteration } from './proof/iteration.ts';

/** What is known of one folder `iter_N`. */
export interface SavedIteration {
  readonly step: number;
  readonly path: string;
  /** Every part of it is there, by its own lists. */
  readonly whole: boolean;
  /** A process has a file of it open. */
  readonly inUse: boolean;
}

/** What else decides. */
export interface RetentionOf {
  /** How many whole ones stay; at least one does. */
  readonly keep: number;
  /** The step that a restart under the same name would go on from. */
  readonly latest?: number;
  /** The folder that this run itself went on from. */
  readonly resumesFrom?: string;
}

/** Decides for every checkpoint, the newest first. What is not whole is being written, or a riddle for a person: it stays. */
export function planCheckpoints(
  saved: readonly SavedIteration[],
  { keep, latest, resumesFrom }: RetentionOf,
): readonly RetainedCheckpoint[] {
  const sorted = [...saved].sort((a, b) => b.step - a.step);
  const newest = new Set(
    sorted
      .filter(({ whole }) => whole)
      .slice(0, Math.max(1, keep))
      .map(({ step }) => step),
  );
  return sorted.map(({ step, path, whole, inUse }) => {
    const why = () => {
      if (!whole) return 'it is not whole';
      if (newest.has(step)) return `it is one of the newest ${Math.max(1, keep)} that are whole`;
      if (step === latest) return 'a restart would go on from it';
      if (resumesFrom !== undefined && resolve(resumesFrom) === resolve(path))
        return 'the run went on from it';
      return inUse ? 'a process uses it' : undefined;
    };
    const kept = why();
    return { step, path, ...(kept === undefined ? {} : { kept }) };
  });
}

/** The checkpoints of a run as they lie there. */
export function retained(
  launched: Launched,
  keep: number,
  openPaths: readonly string[],
): readonly RetainedCheckpoint[] {
  const { outputDir, config } = launched;
  const latest = latestStep(outputDir);
  const resumesFrom = textAt(parseToml(config, 'config.toml'), RESUME_KEY) ?? '';
  const saved = LAYOUT.steps(outputDir).map((step) => {
    const { path, complete } = readIteration(outputDir, step);
    return { step, path, whole: complete, inUse: openPaths.some((open) => open.startsWith(`${path}/`)) };
  });
  return planCheckpoints(saved, {
    keep,
    ...(latest === undefined ? {} : { latest }),
    ...(resumesFrom === '' ? {} : { resumesFrom }),
  });
}
