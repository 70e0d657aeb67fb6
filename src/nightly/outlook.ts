/** What the next night will do, by the same decision that it will then take. Only reads. */
import { ExitCode } from '../findings/exit-code.ts';
import { Failure } from '../findings/failure.ts';
import type { Io } from '../io.ts';
import type { PlannedRun } from '../plan/plan-run.ts';
import { momentText } from '../report/moment.ts';
import { leaseHolder } from '../run/lease.ts';
import { causeOfErrors } from './cause.ts';
import { checkFolder, checkRecords } from './check-records.ts';
import { deadlineOf, MORE_TIME, millisecondsLeft, nightSeconds, noTimeText } from './deadline.ts';
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

/** When a night ends, as `--until` and `--for` say it. */
type End = Parameters<typeof deadlineOf>[0];

/** The outlook. */
export interface Outlook {
  /** What the night does, as one sentence. */
  readonly sentence: string;
  readonly does: 'start' | 'resume' | 'skip' | 'refuse' | 'cannot';
  /** The code that the night would end with without having trained. */
  readonly exitCode: ExitCode;
  /** What to type, where it would not train. */
  readonly help?: string;
  /** What the checks would refuse if it began here and now: the host may be another one by then. */
  readonly refusedHere?: string;
  /** True where what it trains is rehearsed first. */
  readonly rehearses?: true;
  /** The run that is judged before anything else. */
  readonly pending?: string;
  readonly planned?: PlannedAttempt;
}

const cannot = (exitCode: ExitCode, why: string, help: string | undefined): Outlook => ({
  sentence: `cannot start: ${why.replace(/\.$/, '')}`,
  does: 'cannot',
  exitCode,
  ...(help === undefined ? {} : { help }),
});

/** What a plan for later tells as warnings, and a launch would refuse. */
function refusedHere({ report }: PlannedRun): Pick<Outlook, 'refusedHere'> {
  const found = report.findings.filter((one) => one.data['atLaunch'] === 'error');
  const text = found.map((one) => `${one.id}: ${one.message}`).join('; ');
  return text === '' ? {} : { refusedHere: `the checks would refuse it now: ${text}` };
}

/** Seconds that the night has: of one that begins now, or of one that its timer starts; for good where nothing ends it. */
function secondsOf({ file }: Spec, begun: End | undefined, io: Io): number {
  if (begun !== undefined) return millisecondsLeft(deadlineOf(begun, io), io) / 1000;
  return nightSeconds(file, file.at, io.now()) ?? Number.POSITIVE_INFINITY;
}

/** Looks ahead: to the next night, or to one that begins now with the end given. One that could not even be planned is told, too. */
export async function outlookOf(spec: Spec, io: Io, begun?: End): Promise<Outlook> {
  const place = placeOf(spec);
  const held = leaseHolder(place.lease);
  if (held !== undefined)
    return {
      sentence: `waits for the end of ${held.run}, which has had the series since ${momentText(held.since)}`,
      does: 'cannot',
      exitCode: ExitCode.retry,
    };
  const members = membersOf(place, spec.file.name);
  const pending = pendingOf(members)?.state.record.id;
  const first = pending === undefined ? {} : { pending };
  try {
    checkFolder(place, spec.file.name);
    checkLink(place);
    checkRecords(place, spec.file.name);
    const paused = pausedText(place);
    if (paused !== undefined)
      return { sentence: `trains nothing: ${paused}`, does: 'skip', exitCode: ExitCode.ok };
    const reserve = reserveSeconds(spec.file.save_reserve, members);
    if (secondsOf(spec, begun, io) <= reserve)
      throw new Failure(ExitCode.retry, noTimeText(reserve), MORE_TIME);
    const planned = await planAttempt({ spec, place, members, reserveSeconds: reserve }, { io }, true);
    const { action } = planned;
    // The run that waits is judged before the night is planned, and may be the last good one by then.
    const trains = action.do === 'start' || action.do === 'resume';
    const or = pending !== undefined && action.do === 'start' && action.from !== 'base';
    const { code, report } = planned.planned;
    if (trains && code !== ExitCode.ok) {
      const { reason, cause } = causeOfErrors(report);
      return { ...cannot(code, reason, cause?.help), ...first, planned };
    }
    return {
      sentence: `${sentence(action)}${or ? `, or from ${pending}, if that passes its gate` : ''}`,
      does: action.do,
      exitCode: action.do === 'refuse' ? ExitCode.config : ExitCode.ok,
      ...(action.do === 'refuse' ? { help: action.help } : {}),
      ...(trains ? refusedHere(planned.planned) : {}),
      ...(trains && wantsRehearsal(spec, place, planned.planned) ? { rehearses: true as const } : {}),
      ...first,
      planned,
    };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { ...cannot(error.exitCode, error.message, error.help), ...first };
  }
}
