/** A run's place in its series, `nightly.json` beside run.json: what it continued, what it was made of, how it was judged. */
import { basename, join } from 'node:path';
import { readJsonFile } from '../json/read.ts';
import { jsonText } from '../json/text.ts';
import { writeAtomically } from '../run/files.ts';
import type { ResumePoint } from '../run/newest-whole.ts';
import { listRuns, type RunState } from '../run/record.ts';
import type { Fingerprint } from './fingerprint.ts';
import type { GateResult } from './gate/apply.ts';
import type { ObjectiveNote } from './objective.ts';
import type { Place } from './series-paths.ts';

export interface Membership {
  readonly schemaVersion: 1;
  readonly series: string;
  readonly night: string;
  readonly attempt: number;
  /** 1, 2, …: the order in which the series started its runs. The clock cannot tell: it may stand or jump back. */
  readonly sequence: number;
  /** Id of the run that started this training from its base model: runs of one chain continue each other. */
  readonly chain: string;
  readonly resumedFrom?: ResumePoint;
  /** The run whose export the training started from instead of the base model. */
  readonly startedFrom?: { readonly run: string; readonly path: string };
  readonly fingerprint: Fingerprint;
  readonly objective: ObjectiveNote;
  readonly gate?: GateResult;
  /** The state of the export that the gate judged. */
  readonly exportStamp?: string;
  /** ISO 8601; when `last-good` was pointed at it. */
  readonly promotedAt?: string;
}

/** A run of the series. */
export interface Member {
  readonly state: RunState;
  readonly membership: Membership;
}

const FILE = 'nightly.json';
const LARGEST = 64 * 1024 * 1024;

/** Writes the membership of the run in `folder`. */
export function writeMembership(folder: string, membership: Membership): void {
  writeAtomically(join(folder, FILE), jsonText(membership));
}

/** Every run that this series made, in the order of their start; anything else in the folder is left alone. */
export function membersOf(
  place: Place,
  series: string,
  onBroken: (path: string, why: string) => void = () => {},
): readonly Member[] {
  const members = listRuns(place.runs, onBroken).flatMap((state) => {
    // A copy or another name of a run is not a run of this series.
    if (basename(state.files.folder) !== state.record.id) return [];
    const read = readJsonFile(join(state.files.folder, FILE), LARGEST);
    if (!read.ok) return [];
    const membership = read.value as Membership | null;
    return membership?.series === series && typeof membership.chain === 'string'
      ? [{ state, membership }]
      : [];
  });
  return members.sort((a, b) => a.membership.sequence - b.membership.sequence);
}

/** The number of the next run. Only the holder of the series' lease may ask. */
export function nextSequence(members: readonly Member[]): number {
  return (members.at(-1)?.membership.sequence ?? 0) + 1;
}

/** The runs of the newest training. */
export function newestChain(members: readonly Member[]): readonly Member[] {
  const chain = members.at(-1)?.membership.chain;
  return members.filter((one) => one.membership.chain === chain);
}

/** The run after which a training is not continued, if it has one: it is finished, or what a NaN has touched is not trusted. */
export function endOfChain(chain: readonly Member[]): Member | undefined {
  return chain.find(({ state }) => {
    const { outcome, step } = state.record;
    const done = (step.last ?? -1) >= (step.planned ?? Number.POSITIVE_INFINITY);
    return outcome === 'succeeded' || outcome === 'loss-not-finite' || (outcome === 'unverified' && done);
  });
}

/** The training that is not over: the members of the newest chain, or none if that chain has ended for good. */
export function openChain(members: readonly Member[]): readonly Member[] {
  const chain = newestChain(members);
  return endOfChain(chain) === undefined ? chain : [];
}
