/** Runs of a series as values, with weights in real folders where a test wants them. */
import { mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Outcome } from '../../../src/findings/outcome.ts';
import type { Fingerprint } from '../../../src/nightly/fingerprint.ts';
import { objectiveNote } from '../../../src/nightly/objective.ts';
import type { Member, Membership } from '../../../src/nightly/series-run.ts';
import { runFiles } from '../../../src/run/files.ts';
import { runRecord } from '../run/records.ts';

export const FINGERPRINT: Fingerprint = { engine: '0.4.7', gpus: 1, savingRanks: 1, config: {} };

export interface Given extends Partial<Omit<Membership, 'gate'>> {
  readonly id: string;
  readonly outcome?: Outcome;
  readonly standing?: Outcome;
  readonly running?: boolean;
  readonly last?: number;
  readonly planned?: number;
  /** Validation loss of a gate that passed. */
  readonly loss?: number;
  readonly gate?: Partial<NonNullable<Membership['gate']>>;
}

/** One run; its folder is `root/id`. */
export function member(root: string, given: Given): Member {
  const {
    id,
    outcome = 'succeeded',
    standing = outcome,
    running = false,
    last,
    planned,
    loss,
    gate,
    ...more
  } = given;
  const judged =
    gate !== undefined || loss !== undefined
      ? {
          gate: {
            passed: true,
            blind: false,
            reason: '',
            comparisons: [],
            metrics: loss === undefined ? {} : { validation_loss: loss },
            ...gate,
          },
        }
      : {};
  return {
    state: {
      record: runRecord({
        id,
        status: running ? 'running' : 'ended',
        ...(running ? {} : { outcome }),
        step: { ...(last === undefined ? {} : { last }), ...(planned === undefined ? {} : { planned }) },
        startedAt: '2026-11-24T02:00:00.000Z',
      }),
      files: runFiles(join(root, id)),
      standing: running ? 'running' : standing,
      supervised: running,
    } as Member['state'],
    membership: {
      schemaVersion: 1,
      series: 's',
      night: 'n',
      attempt: 1,
      sequence: 1,
      chain: id,
      fingerprint: FINGERPRINT,
      objective: objectiveNote(false),
      ...judged,
      ...more,
    },
  };
}

/** Weights of a run whose record was written now: one checkpoint and one export. */
export function weights(
  root: string,
  id: string,
  names = ['checkpoints/step_2', 'safetensors/step_2'],
): readonly string[] {
  const folder = join(root, id);
  const made = names.map((name) => join(folder, 'train', name));
  for (const path of made) {
    mkdirSync(path, { recursive: true });
    writeFileSync(join(path, 'weights'), 'w');
  }
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'run.json'), '{}');
  return made;
}

/** Lets the record of a run be this many seconds older than it is. */
export function age(root: string, id: string, seconds: number): void {
  const at = new Date(Date.now() - seconds * 1000);
  utimesSync(join(root, id, 'run.json'), at, at);
}
