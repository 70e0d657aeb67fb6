/** Which weights may go. Records and logs stay; nothing that we did not make, need or use is touched. */
import { lstatSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { adapterOf } from '../engine/registry.ts';
import { isOver, type RunState } from '../run/record.ts';
import type { Member } from './series-run.ts';

/** One run's weights, and why they stay; without `kept` they may go. */
export interface RetentionRow {
  readonly run: string;
  readonly kept?: string;
  readonly paths: readonly string[];
  /** Folders that stay in any case, because somebody put a file there after the run had ended. */
  readonly notOurs: readonly string[];
}

/**
 * A run's own files are written before its end is; the minute is for clocks of network file systems. A file that was moved in
 * keeps its date, but not the time of its inode. Weights that were copied or given to another user as a whole stay, too.
 */
const LATE_MS = 60_000;

/** Also if it cannot be told. */
function changedAfter(folder: string, end: number): boolean {
  try {
    return readdirSync(folder, { recursive: true, encoding: 'utf8' }).some((name) => {
      const { mtimeMs, ctimeMs } = lstatSync(join(folder, name));
      return Math.max(mtimeMs, ctimeMs) > end + LATE_MS;
    });
  } catch {
    return true;
  }
}

function weightsOf({ record, files: { folder } }: RunState): readonly string[] {
  const { below, parents, ours: names } = adapterOf(record).layout;
  return parents.flatMap((kind) => {
    const parent = join(folder, below, kind);
    try {
      // A link in place of a folder could lead to what is not ours.
      const ours = [folder, join(folder, below), parent].every((path) => lstatSync(path).isDirectory());
      if (!ours) return [];
      return readdirSync(parent, { withFileTypes: true })
        .filter((entry) => entry.isDirectory() && names.test(entry.name))
        .map((entry) => join(parent, entry.name));
    } catch {
      return [];
    }
  });
}

/** What must be known to decide. */
export interface RetentionFacts {
  readonly members: readonly Member[];
  readonly good: number;
  readonly lastGood: string | undefined;
  /** Ids of the runs of the training that goes on. */
  readonly open: ReadonlySet<string>;
  readonly openPaths: readonly string[];
  /** The run that waits for its gate. */
  readonly pending: string | undefined;
  /** The run whose export the training that goes on started from. */
  readonly base?: string | undefined;
}

const score = (member: Member) => member.membership.gate?.metrics['validation_loss'];

/** Decides for every run of the series; pure but for listing the weights. */
export function planRetention(facts: RetentionFacts): readonly RetentionRow[] {
  const promoted = facts.members.filter((one) => one.membership.promotedAt !== undefined);
  const newest = new Set(promoted.slice(-facts.good).map((one) => one.state.record.id));
  const best = promoted
    .filter((one) => score(one) !== undefined)
    .sort((a, b) => (score(a) ?? 0) - (score(b) ?? 0))[0]?.state.record.id;
  const last = facts.members.at(-1)?.state.record.id;
  return facts.members.map((member) => {
    const { record, files } = member.state;
    const reason = () => {
      if (record.id === facts.lastGood) return 'it is the last good run';
      if (!isOver(member.state)) return 'it is not over';
      if (record.id === last) return 'it is the newest run';
      if (facts.open.has(record.id)) return 'its training goes on';
      if (record.id === facts.pending) return 'it waits for its gate';
      if (record.id === facts.base) return 'the training that goes on started from it';
      if (newest.has(record.id)) return `it is one of the newest ${facts.good} good runs`;
      if (record.id === best) return 'it is the best run';
      if (facts.openPaths.some((path) => path.startsWith(`${files.folder}/`))) return 'a process uses it';
      return undefined;
    };
    const kept = reason();
    const end = statSync(files.record).mtimeMs;
    const weights = weightsOf(member.state);
    const notOurs = kept === undefined ? weights.filter((path) => changedAfter(path, end)) : [];
    return {
      run: record.id,
      ...(kept === undefined ? {} : { kept }),
      paths: weights.filter((path) => !notOurs.includes(path)),
      notOurs,
    };
  });
}

/** Removes what the rows let go; returns the removed paths. Errors of the file system are passed to `onError`. */
export function removeWeights(
  rows: readonly RetentionRow[],
  onError: (path: string, why: string) => void,
): readonly string[] {
  return rows
    .filter((row) => row.kept === undefined)
    .flatMap((row) => row.paths)
    .filter((path) => {
      try {
        rmSync(path, { recursive: true, force: true });
        return true;
      } catch (error) {
        onError(path, (error as Error).message);
        return false;
      }
    });
}
