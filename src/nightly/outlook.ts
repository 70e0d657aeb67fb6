/** What the next night will do, by the same decision that it will then take. Only reads. */
import { Failure } from '../findings/failure.ts';
import type { Io } from '../io.ts';
import { checkRecords } from './check-records.ts';
import { pendingOf } from './gate/measure.ts';
import { pausedText } from './pause.ts';
import { type PlannedAttempt, planAttempt } from './plan-attempt.ts';
import { sentence } from './policy.ts';
import { checkLink } from './promote.ts';
import { wantsRehearsal } from './rehearse-first.ts';
import { reserveSeconds } from './reserve.ts';
import type { Spec } from './series-config.ts';
import { placeOf } from './series-paths.ts';
import { membersOf } from './series-run.ts';

/** The outlook. */
export interface Outlook {
  /** What the night does, as one sentence. */
  readonly sentence: string;
  readonly does: 'start' | 'resume' | 'skip' | 'refuse' | 'cannot';
  /** What to type, where it would refuse. */
  readonly help?: string;
  /** True where what it trains is rehearsed first. */
  readonly rehearses?: true;
  /** The run that is judged before anything else. */
  readonly pending?: string;
  readonly planned?: PlannedAttempt;
}

/** Looks ahead; a night that could not even be planned is told, too. */
export async function outlookOf(spec: Spec, io: Io): Promise<Outlook> {
  const place = placeOf(spec);
  const members = membersOf(place, spec.file.name);
  const pending = pendingOf(members)?.state.record.id;
  const first = pending === undefined ? {} : { pending };
  try {
    checkLink(place);
    checkRecords(place, spec.file.name);
    const paused = pausedText(place);
    if (paused !== undefined) return { sentence: `trains nothing: ${paused}`, does: 'skip' };
    const reserve = reserveSeconds(spec.file.save_reserve, members);
    const planned = await planAttempt({ spec, place, members, reserveSeconds: reserve }, { io }, true);
    const { action } = planned;
    // The run that waits is judged before the night is planned, and may be the last good one by then.
    const trains = action.do === 'start' || action.do === 'resume';
    const or = pending !== undefined && action.do === 'start' && action.from !== 'base';
    return {
      sentence: `${sentence(action)}${or ? `, or from ${pending}, if that passes its gate` : ''}`,
      does: action.do,
      ...(action.do === 'refuse' ? { help: action.help } : {}),
      ...(trains && wantsRehearsal(spec, place, planned.planned) ? { rehearses: true as const } : {}),
      ...first,
      planned,
    };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    const { message, help } = error;
    return {
      sentence: `cannot start: ${message}`,
      does: 'cannot',
      ...(help === undefined ? {} : { help }),
      ...first,
    };
  }
}
