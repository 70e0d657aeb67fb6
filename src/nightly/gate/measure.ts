/** The end of a training: gate, and promotion if it passes. Safe to be killed at any point: the next night goes on there. */
import type { Io } from '../../io.ts';
import { lastGood, promote } from '../promote.ts';
import type { Spec } from '../series-config.ts';
import type { Place } from '../series-paths.ts';
import { type Member, membersOf, writeMembership } from '../series-run.ts';
import type { GateResult, Metrics } from './apply.ts';
import { assess, verifyExport } from './decide.ts';

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

/** The metrics of the last good run; `none` if there is no such run, `unknown` if its record does not tell. */
function metricsToBeat(spec: Spec, place: Place, id: string): Metrics | 'none' | 'unknown' {
  const good = lastGood(place);
  if (good === undefined || good.run === id) return 'none';
  const member = membersOf(place, spec.file.name).find((one) => one.state.record.id === good.run);
  return member?.membership.gate?.metrics ?? 'unknown';
}

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
  const decided = member.membership.gate;
  // A gate that passed has been written, so only its promotion is missing: to ask again could unsay a link that has moved.
  const again = decided?.passed !== true || found.problem !== undefined;
  const gate = again
    ? await assess(spec, member, found, metricsToBeat(spec, place, member.state.record.id), io, stop)
    : decided;
  if (again) writeMembership(folder, { ...member.membership, gate });
  if (gate.passed) {
    promote(place, found.path);
    writeMembership(folder, { ...member.membership, gate, promotedAt: new Date(io.now()).toISOString() });
  }
  return gate;
}
