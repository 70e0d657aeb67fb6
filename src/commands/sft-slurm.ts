/** `sft --on slurm`: prints the job, or submits it and says how to see it. */
import { scriptPath } from '../executors/slurm/batch-script.ts';
import { ExitCode } from '../findings/exit-code.ts';
import type { Io } from '../io.ts';
import { jsonAnswer } from '../json/text.ts';
import type { PlannedRun } from '../plan/plan-run.ts';
import { dryRunJson, dryRunText } from '../report/dry-run.ts';
import { painter } from '../report/style.ts';
import { forecast } from '../run/forecast.ts';
import { runsFolder } from '../run/record.ts';
import { keepShown } from '../run/shown-plan.ts';
import { type JobAsked, jobOf, type SubmitNames, stageJob, submitJob } from '../run/submit.ts';
import type { JobFlags } from './job-options.ts';

/** How it is shown. */
interface Shown extends JobFlags {
  readonly json?: boolean;
  readonly dryRun?: boolean;
  readonly runsDir?: string;
}

/** Prints the plan with its batch script, which lies in the run's folder and can be handed in by hand. */
function printed(one: PlannedRun, script: string, flags: Shown, io: Io): ExitCode {
  const { prepared, report, code } = one;
  const told = forecast(one, runsFolder(io.cwd, io.env, flags.runsDir));
  const beside = { script, planHash: keepShown(one) };
  io.stdout.write(
    flags.json === true
      ? dryRunJson(prepared, report, told, [], beside)
      : dryRunText(prepared, report, told, painter(io, io.stdout), [], beside),
  );
  return code;
}

/** Carries out a plan that was not refused. */
export async function sftOnSlurm(
  one: PlannedRun,
  asked: JobAsked,
  names: SubmitNames,
  flags: Shown,
  io: Io,
): Promise<ExitCode> {
  const script = stageJob(one, jobOf(one, asked), asked);
  if (flags.dryRun === true) return printed(one, script, flags, io);
  const job = submitJob(one, names, io);
  const { id } = one.prepared.plan;
  const short = id.slice(id.lastIndexOf('-') + 1);
  if (flags.wait === true) {
    io.stderr.write(`submitted job ${job.id} of ${job.cluster}: ${id}\n`);
    const { runsFollow } = await import('./runs.ts');
    return runsFollow(one.folder, flags, io);
  }
  io.stdout.write(
    flags.json === true
      ? jsonAnswer({
          run: id,
          record: one.folder,
          outcome: 'pending',
          exitCode: ExitCode.ok,
          job,
          script: scriptPath(one.folder),
          findings: one.report.findings,
        })
      : `submitted as job ${job.id} of ${job.cluster}\nrecord: ${one.folder}\nnext\n  cookbook-run runs follow ${short}\n  cookbook-run runs stop ${short}\n  cookbook-run runs show ${short}\n`,
  );
  return ExitCode.ok;
}
