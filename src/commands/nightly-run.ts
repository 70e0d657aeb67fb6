/** `nightly run FILE`: one night; one JSON line and one true exit code. */
import { ExitCode } from '../findings/exit-code.ts';
import { Failure } from '../findings/failure.ts';
import type { Io } from '../io.ts';
import { jsonText } from '../json/text.ts';
import { deadlineOf, durationSeconds, timeOfDay } from '../nightly/deadline.ts';
import { objectiveNote } from '../nightly/objective.ts';
import { outlookOf } from '../nightly/outlook.ts';
import { headline, whatToDo } from '../nightly/page/words.ts';
import { retentionOf } from '../nightly/prune.ts';
import { reserveSeconds } from '../nightly/reserve.ts';
import { runNight } from '../nightly/run-night.ts';
import { loadSpec, type Spec } from '../nightly/series-config.ts';
import { placeOf } from '../nightly/series-paths.ts';
import { membersOf } from '../nightly/series-run.ts';
import { isForCluster, scriptOfNight, submitNight } from '../nightly/submit-night.ts';
import { gpusOf } from '../plan/gpu-choice.ts';
import { dryRunJson, dryRunText } from '../report/dry-run.ts';
import { momentText } from '../report/moment.ts';
import { painter } from '../report/style.ts';
import { stage } from '../run/execute.ts';
import { runFiles } from '../run/files.ts';
import { forecast } from '../run/forecast.ts';
import { REHEARSES, toldText } from './nightly-status.ts';

interface NightlyRunOptions {
  readonly until?: string;
  readonly for?: string;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

function checkFlags(options: NightlyRunOptions): void {
  const wrong = (flag: string, text: string, like: string) =>
    new Failure(ExitCode.usage, `${flag} does not understand \`${text}\``, `for example ${flag} ${like}`);
  if (options.until !== undefined && options.for !== undefined)
    throw new Failure(ExitCode.usage, '--until and --for were both given', 'give one of them');
  if (options.until !== undefined && timeOfDay(options.until) === undefined)
    throw wrong('--until', options.until, '07:00');
  if (options.for !== undefined && !((durationSeconds(options.for) ?? 0) > 0))
    throw wrong('--for', options.for, '5h');
}

/** Runs one night, or says with --dry-run what it would do. */
export async function nightlyRun(path: string, options: NightlyRunOptions, io: Io): Promise<ExitCode> {
  checkFlags(options);
  const spec = loadSpec(path, io.cwd, io.env);
  const flags = options.until ?? options.for;
  const given =
    flags === undefined
      ? {
          ...(spec.file.until === undefined ? {} : { until: spec.file.until }),
          ...(spec.file.for === undefined ? {} : { for: spec.file.for }),
        }
      : {
          ...(options.until === undefined ? {} : { until: options.until }),
          ...(options.for === undefined ? {} : { for: options.for }),
        };
  if (options.dryRun === true) return dryRun(spec, given, options, io);
  if (isForCluster(spec, io)) {
    const { script, ...job } = submitNight(spec, given, io);
    io.stdout.write(`${JSON.stringify({ schemaVersion: 1, series: spec.file.name, job, script })}\n`);
    io.stderr.write(`submitted as job ${job.id} of ${job.cluster}; ${placeOf(spec).folder} holds its log\n`);
    return ExitCode.ok;
  }
  const stop = new AbortController();
  const release = io.onSignal((signal) => stop.abort(signal));
  try {
    const night = await runNight(spec, given, { io, stop: stop.signal });
    io.stdout.write(`${JSON.stringify(night)}\n`);
    io.stderr.write(`${headline(night)} (exit ${night.exitCode})\n`);
    const todo = whatToDo(night);
    if (todo !== 'nothing') io.stderr.write(`to do: ${todo}\n`);
    return night.exitCode as ExitCode;
  } finally {
    release();
  }
}

/** What this night would do, as `sft --dry-run` tells of a run; starts and changes nothing. */
async function dryRun(
  spec: Spec,
  given: { readonly until?: string; readonly for?: string },
  options: NightlyRunOptions,
  io: Io,
): Promise<ExitCode> {
  const place = placeOf(spec);
  const outlook = await outlookOf(spec, io, given);
  const reserve = reserveSeconds(spec.file.save_reserve, membersOf(place, spec.file.name));
  const deadline = deadlineOf(given, io);
  const { planned } = outlook;
  const code = outlook.exitCode;
  if (planned !== undefined) {
    const { prepared, report, facts, folder, context } = planned.planned;
    if (prepared.plan.nodes === undefined) stage(prepared, runFiles(folder), report, facts, context);
  }
  if (options.json === true) {
    io.stdout.write(
      jsonText({
        ...(planned === undefined
          ? { schemaVersion: 1 }
          : (JSON.parse(
              dryRunJson(
                planned.planned.prepared,
                planned.planned.report,
                forecast(planned.planned, place.runs),
                gpusOf(planned.planned.prepared.plan, planned.planned.facts),
              ),
            ) as object)),
        series: spec.file.name,
        folder: place.folder,
        next: toldText(outlook),
        ...(deadline === undefined
          ? {}
          : {
              deadline: {
                at: new Date(deadline.at).toISOString(),
                text: deadline.text,
                reserveSeconds: reserve,
              },
            }),
        ...(planned?.resumedFrom === undefined ? {} : { resumePoint: planned.resumedFrom }),
        notes: planned?.notes ?? [],
        retention: retentionOf(spec, place),
        objective: objectiveNote(
          planned?.planned.prepared.plan.expects.lora ?? false,
          planned?.planned.verdict.verdict,
        ),
      }),
    );
    return code;
  }
  const lines = [
    `this night ${outlook.sentence}`,
    ...(outlook.help === undefined ? [] : [`to do       ${outlook.help}`]),
    ...(outlook.refusedHere === undefined ? [] : [`here        ${outlook.refusedHere}`]),
    ...(outlook.pending === undefined
      ? []
      : [`before that ${outlook.pending} is judged, which waits for its gate`]),
    ...(outlook.rehearses === undefined ? [] : [`rehearsal   ${REHEARSES}`]),
    ...(deadline === undefined
      ? []
      : [
          `deadline    ${momentText(new Date(deadline.at).toISOString())}, of which ${reserve} s are kept for saving`,
        ]),
    ...(planned?.notes ?? []),
  ];
  io.stdout.write(`${lines.join('\n')}\n`);
  if (planned !== undefined && outlook.does !== 'skip' && outlook.does !== 'refuse') {
    const { prepared, report, facts } = planned.planned;
    const cluster = prepared.plan.nodes !== undefined;
    const gpus = cluster ? [] : gpusOf(prepared.plan, facts);
    const beside = cluster ? { script: scriptOfNight(spec, given, io).text } : {};
    io.stdout.write(
      `\n${dryRunText(prepared, report, forecast(planned.planned, place.runs), painter(io, io.stdout), gpus, beside)}`,
    );
  }
  return code;
}
