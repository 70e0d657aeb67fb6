/** `sft --on skypilot | k8s --dry-run`: the run as a text for those who start nodes themselves. */
import type { Printed } from '../executors/elsewhere/elsewhere.ts';
import { jobSetText } from '../executors/elsewhere/jobset.ts';
import { skypilotText } from '../executors/elsewhere/skypilot.ts';
import { ExitCode } from '../findings/exit-code.ts';
import { Failure } from '../findings/failure.ts';
import type { Io } from '../io.ts';
import { jsonAnswer } from '../json/text.ts';
import type { PlannedRun } from '../plan/plan-run.ts';
import { reportText } from '../report/findings.ts';
import { painter } from '../report/style.ts';
import { pathsOf } from '../run/before-submit.ts';
import { stage } from '../run/execute.ts';
import { runFiles } from '../run/files.ts';
import type { JobAsked } from '../run/submit.ts';
import { limitSeconds } from '../site/slurm-time.ts';

/** Where the text is for. */
type Elsewhere = 'skypilot' | 'k8s';

const RENDERED: Readonly<Record<Elsewhere, (printed: Printed) => string>> = {
  skypilot: skypilotText,
  k8s: jobSetText,
};

/** Throws Failure 2 for what such a text cannot be asked for. */
export function assertPrintable(options: {
  readonly on: Elsewhere;
  readonly dryRun?: boolean;
  readonly partition?: string;
  readonly maxRequeues?: string;
  readonly time?: string;
}): void {
  const { on, dryRun, partition, maxRequeues, time } = options;
  if (dryRun !== true)
    throw new Failure(
      ExitCode.usage,
      `--on ${on} is printed and not started: nobody of ours would be there to watch it and to prove its end`,
      'add --dry-run, and start what it prints yourself; `--on slurm` starts, watches and proves',
    );
  const foreign =
    (partition !== undefined && '--partition') ||
    (maxRequeues !== undefined && '--max-requeues') ||
    (time !== undefined && on === 'skypilot' && '--time');
  if (foreign !== false)
    throw new Failure(ExitCode.usage, `${foreign} means nothing to --on ${on}`, 'leave it out');
}

/** Prints the text, and writes the files that it names into the run's folder; findings go to stderr, with what they would refuse. */
export function printElsewhere(
  one: PlannedRun,
  on: Elsewhere,
  { gres, container, time }: JobAsked,
  options: { readonly json?: boolean },
  io: Io,
): ExitCode {
  const { prepared, report, facts, context, folder, code } = one;
  const { plan } = prepared;
  if (plan.gpus % (plan.nodes ?? 1) !== 0)
    throw new Failure(
      ExitCode.usage,
      `the ${plan.gpus} GPUs of the config cannot be shared out evenly over ${plan.nodes} nodes`,
      '--gpus is the number on each node',
    );
  const kind = gres?.split(':')[1];
  const limit = time === undefined ? undefined : limitSeconds(time);
  const text = RENDERED[on]({
    plan,
    folder,
    paths: pathsOf(one, []).map(({ path }) => path),
    ...(kind === undefined ? {} : { gpuKind: kind }),
    ...(container === undefined ? {} : { image: container.image }),
    ...(limit === undefined || on !== 'k8s' ? {} : { limit }),
  });
  stage(prepared, runFiles(folder), report, facts, context);
  if (options.json === true) {
    const { findings, skipped } = report;
    io.stdout.write(jsonAnswer({ on, text, findings, skipped }));
  } else {
    io.stderr.write(reportText(report, painter(io, io.stderr)));
    io.stdout.write(text, 'file');
  }
  return code;
}
