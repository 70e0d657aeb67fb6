/** The end of a training: gate, and promotion if it passes. Safe to be killed at any point: the next night repeats it. */
import type { Io } from '../io.ts';
import { assess } from './assess.ts';
import type { GateResult } from './gate.ts';
import type { Spec } from './load.ts';
import { type Member, membersOf, writeMembership } from './member.ts';
import type { Place } from './place.ts';
import { lastGood, promote } from './promote.ts';

/** A finished run that no gate has judged, or whose promotion was cut short. */
export function isPending({ state, membership }: Member): boolean {
  if (state.record.outcome !== 'succeeded' || membership.promotedAt !== undefined) return false;
  return membership.gate === undefined || membership.gate.passed || membership.gate.blind;
}

/** Judges the run and promotes it if it passed; writes the gate before the link moves. */
export async function judgeFinished(
  spec: Spec,
  place: Place,
  member: Member,
  io: Io,
  stop: AbortSignal,
): Promise<GateResult> {
  const id = member.state.record.id;
  const good = lastGood(place);
  const before =
    good === undefined || good.run === id
      ? undefined
      : membersOf(place, spec.file.name).find((one) => one.state.record.id === good.run)?.membership.gate
          ?.metrics;
  const { gate, exportFolder } = await assess(spec, member, before, io, stop);
  const { folder } = member.state.files;
  writeMembership(folder, { ...member.membership, gate });
  if (gate.passed) {
    promote(place, exportFolder);
    writeMembership(folder, { ...member.membership, gate, promotedAt: new Date(io.now()).toISOString() });
  }
  return gate;
}
