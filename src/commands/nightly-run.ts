/** `nightly run FILE`: one night; one JSON line and one true exit code. */
import { ExitCode } from '../findings/exit-code.ts';
import { Failure } from '../findings/failure.ts';
import type { Io } from '../io.ts';
import { planAttempt } from '../nightly/attempt.ts';
import { deadlineOf, durationSeconds, timeOfDay } from '../nightly/deadline.ts';
import { objectiveNote } from '../nightly/objective.ts';
import { retentionOf } from '../nightly/prune.ts';
import { reserveSeconds } from '../nightly/reserve.ts';
import { runNight } from '../nightly/run-night.ts';
import { loadSpec } from '../nightly/series-config.ts';
import { placeOf } from '../nightly/series-paths.ts';
import { membersOf } from '../nightly/series-run.ts';
import { toText } from '../run/files.ts';
import { nightPorts } from './nightly-ports.ts';

export interface NightlyRunOptions {
  readonly until?: string;
  readonly for?: string;
  readonly dryRun?: boolean;
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
  const stop = new AbortController();
  const release = io.onSignal((signal) => stop.abort(signal));
  try {
    const ports = nightPorts(spec, io, stop.signal);
    if (options.dryRun === true) {
      const place = placeOf(spec);
      const members = membersOf(place, spec.file.name);
      const reserve = reserveSeconds(spec.file.save_reserve, members);
      const found = await planAttempt({ spec, members, reserveSeconds: reserve }, ports, true);
      const deadline = deadlineOf(given, io);
      const { plan } = found.planned.prepared;
      io.stdout.write(
        toText({
          schemaVersion: 1,
          series: spec.file.name,
          folder: place.folder,
          ...(deadline === undefined
            ? {}
            : {
                deadline: {
                  at: new Date(deadline.at).toISOString(),
                  text: deadline.text,
                  reserveSeconds: reserve,
                },
              }),
          ...(found.resumedFrom === undefined ? {} : { resumePoint: found.resumedFrom }),
          notes: found.notes,
          plan: { argv: plan.argv, cwd: plan.cwd, env: plan.env, config: plan.config, gpus: plan.gpus },
          retention: retentionOf(spec, place),
          objective: objectiveNote(plan.expects.lora, found.planned.verdict.verdict),
          findings: found.planned.report.findings,
          skipped: found.planned.report.skipped,
        }),
      );
      return found.planned.code;
    }
    const night = await runNight(spec, given, ports);
    io.stdout.write(`${JSON.stringify(night)}\n`);
    io.stderr.write(`${night.outcome} (exit ${night.exitCode}): ${night.reason}\n`);
    return night.exitCode as ExitCode;
  } finally {
    release();
  }
}
