/** `runs ls`: every run in one line. */
import { ExitCode } from '../findings/exit-code.ts';
import { Failure } from '../findings/failure.ts';
import type { Io } from '../io.ts';
import { jsonAnswer } from '../json/text.ts';
import { duration } from '../report/duration.ts';
import { jobData, standingText } from '../report/job.ts';
import { dayText, hourText } from '../report/moment.ts';
import { lossText, secondsOf } from '../report/run-page/headline.ts';
import { painter } from '../report/style.ts';
import { lastSteps } from '../run/artefacts.ts';
import { median } from '../run/metrics/summary.ts';
import { listRuns, type RunState, runsFolder } from '../run/record.ts';

interface LsOptions {
  readonly json?: boolean;
  readonly runsDir?: string;
  readonly status?: string;
  readonly preset?: string;
  readonly since?: string;
}

const UNITS: Readonly<Record<string, number>> = { m: 60, h: 3600, d: 86_400, w: 604_800 };

/** `3d` before `now`, or a date in local time, as milliseconds since 1970. Throws Failure 2. */
function sinceOf(text: string, now: number): number {
  const span = /^(\d{1,6})([mhdw])$/.exec(text);
  if (span !== null) return now - Number(span[1]) * (UNITS[span[2] ?? ''] ?? 0) * 1000;
  // A bare date is midnight here, not in Greenwich.
  const date = Date.parse(/^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T00:00` : text);
  if (Number.isNaN(date))
    throw new Failure(ExitCode.usage, `--since takes 3d, 12h, 90m or a date, not \`${text}\``, '--since 3d');
  return date;
}

/** What a running run tells of itself now. */
interface Live {
  readonly step?: number;
  readonly loss?: number;
  readonly etaSeconds?: number;
}

function liveOf(state: RunState): Live {
  const steps = lastSteps(state);
  const last = steps.at(-1);
  if (last === undefined) return {};
  const seconds = steps.slice(-10).flatMap((one) => (one.seconds === undefined ? [] : [one.seconds]));
  const typical = median(seconds);
  const planned = state.record.step.planned;
  return {
    step: last.step,
    ...(last.loss === undefined ? {} : { loss: last.loss }),
    ...(typical === undefined || planned === undefined
      ? {}
      : { etaSeconds: Math.max(0, planned - last.step) * typical }),
  };
}

function wanted(state: RunState, options: LsOptions, now: number): boolean {
  const since = options.since === undefined ? undefined : sinceOf(options.since, now);
  return (
    (options.status === undefined ||
      state.standing === options.status ||
      state.record.status === options.status) &&
    (options.preset === undefined || state.record.preset === options.preset) &&
    (since === undefined || Date.parse(state.record.startedAt) >= since)
  );
}

/** A time of this host, to the minute. */
const localTime = (iso: string): string => {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return '?';
  return `${dayText(iso)} ${hourText(at)}`;
};

/** How long ago, in brackets; nothing for a time that is none, or is still to come: a clock was wrong. */
const ago = (seconds: number): string => {
  if (!(seconds >= 0)) return '';
  return ` (${seconds >= 172_800 ? `${Math.floor(seconds / 86_400)}d` : duration(seconds)} ago)`;
};

function cells(state: RunState, now: number): readonly string[] {
  const { record, standing } = state;
  const live = standing === 'running' ? liveOf(state) : {};
  const step = live.step ?? record.step.last;
  const { planned } = record.step;
  const started = Date.parse(record.startedAt);
  return [
    record.name === undefined ? record.id : `${record.id} (${record.name})`,
    standingText(state),
    step === undefined && planned === undefined ? '' : `${step ?? '?'}/${planned ?? '?'}`,
    live.loss === undefined ? '' : `loss ${lossText(live.loss)}`,
    live.etaSeconds === undefined ? '' : `${duration(live.etaSeconds)} left`,
    record.gpus === undefined ? '' : `GPU ${record.gpus.join(',')}`,
    Number.isNaN(started) ? '' : duration(secondsOf(record, now)),
    `${localTime(record.startedAt)}${ago((now - started) / 1000)}`,
  ];
}

/** A run in the document of `--json`. */
function documented(state: RunState) {
  const { record, files, standing } = state;
  return {
    id: record.id,
    ...(record.name === undefined ? {} : { name: record.name }),
    status: record.status === 'running' ? standing : record.status,
    ...(record.outcome === undefined ? {} : { outcome: record.outcome }),
    preset: record.preset,
    startedAt: record.startedAt,
    ...(record.endedAt === undefined ? {} : { endedAt: record.endedAt }),
    step: record.step,
    ...(record.gpus === undefined ? {} : { gpus: record.gpus }),
    ...jobData(state),
    ...(standing === 'running' ? { live: liveOf(state) } : {}),
    record: files.folder,
  };
}

/** Prints every run, oldest first. */
export async function runsLs(options: LsOptions, io: Io): Promise<ExitCode> {
  const folder = runsFolder(io.cwd, io.env, options.runsDir);
  const now = io.now();
  const broken = (path: string, reason: string) => io.stderr.write(`skipped ${path}: ${reason}\n`);
  const listed = <Shown>(shown: (state: RunState) => Shown) => {
    const all = listRuns(folder, broken, (state) => (wanted(state, options, now) ? [shown(state)] : []));
    return { rows: all.flat(), none: all.length === 0 };
  };
  if (options.json === true) {
    io.stdout.write(jsonAnswer({ runs: listed(documented).rows }));
    return ExitCode.ok;
  }
  const { rows, none } = listed((state) => cells(state, now));
  if (rows.length === 0) io.stderr.write(none ? `no runs in ${folder}\n` : 'no run is like that\n');
  const columns = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  const shown = columns.flatMap((width, column) => (width === 0 ? [] : [column]));
  const paint = painter(io, io.stdout);
  const lines = rows.map((row) => {
    const line = shown
      .map((column) => (row[column] ?? '').padEnd(columns[column] ?? 0))
      .join('  ')
      .trimEnd();
    return `${row[1] === 'running' ? paint('bold', line) : line}\n`;
  });
  if (lines.length > 0) io.stdout.write(lines.join(''));
  return ExitCode.ok;
}
