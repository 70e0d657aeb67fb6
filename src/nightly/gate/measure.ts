/** The end of a training: gate, and promotion if it passes. Safe to be killed at any point: the next night goes on there. */
import { join } from 'node:path';
import type { Io } from '../../io.ts';
import { exportStamp, lastGood, promote } from '../promote.ts';
import type { Spec } from '../series-config.ts';
import type { Place } from '../series-paths.ts';
import { type Member, type Membership, membersOf, writeMembership } from '../series-run.ts';
import type { GateResult } from './apply.ts';
import { assess, type LastGood, verifyExport } from './decide.ts';

/** A finished run that no gate has judged, or whose promotion was cut short. */
export function isPending({ state, membership }: Member): boolean {
  if (state.record.outcome !== 'succeeded' || membership.promotedAt !== undefined) return false;
  return membership.gate === undefined || membership.gate.passed || membership.gate.blind;
}

/** The newest run that waits for its gate. What a newer promotion has passed by is not asked again. */
export function pendingOf(members: readonly Member[]): Member | undefined {
  const promoted = members.findLastIndex((one) => one.membership.promotedAt !== undefined);
  return members.slice(promoted + 1).findLast(isPending);
}

const dataOf = (one: Membership | undefined) => one?.fingerprint.dataset?.sha256;

/** The last good model, unless it is the run that is judged. */
function toBeat(spec: Spec, place: Place, { state, membership }: Member): LastGood | undefined {
  const good = lastGood(place);
  if (good === undefined || good.run === state.record.id) return undefined;
  const member = membersOf(place, spec.file.name).find((one) => one.state.record.id === good.run);
  return {
    path: good.path,
    record: join(place.runs, good.run),
    metrics: member?.membership.gate?.metrics ?? 'unknown',
    sameData: dataOf(member?.membership) === dataOf(membership),
  };
}

const CHANGED = 'the export changed after it was verified: nothing that could not be judged is promoted';

/** Judges the run and promotes it if it passed; writes the gate before the link moves. */
export async function judgeFinished(
  spec: Spec,
  place: Place,
  member: Member,
  io: Io,
  stop: AbortSignal,
): Promise<GateResult> {
  const { folder } = member.state.files;
  const found = verifyExport(member);
  const stamp = found.problem === undefined ? exportStamp(found.path) : '';
  const { gate: decided, exportStamp: judged = stamp } = member.membership;
  // A gate that passed has been written, so only its promotion is missing: to ask again could unsay a link that has moved.
  const again = decided?.passed !== true || found.problem !== undefined;
  const asked = again ? await assess(spec, member, found, toBeat(spec, place, member), io, stop) : decided;
  // What was judged is what is promoted: an eval command, a person or the disk may have touched it meanwhile.
  const same = !asked.passed || exportStamp(found.path) === (again ? stamp : judged);
  const gate = same ? asked : { ...asked, passed: false, reason: CHANGED };
  const membership = { ...member.membership, gate, ...(gate.passed ? { exportStamp: stamp } : {}) };
  if (again || !same) writeMembership(folder, membership);
  if (gate.passed) {
    promote(place, found.path);
    writeMembership(folder, { ...membership, promotedAt: new Date(io.now()).toISOString() });
  }
  return gate;
}
