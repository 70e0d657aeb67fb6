/** Live progress: a spinner line on a terminal, a plain line now and then elsewhere. */
import type { Io } from '../io.ts';
import { plain } from '../plain.ts';
import type { Progress, RunReporter } from '../run/reporter.ts';
import { reportText } from './findings.ts';
import { painter } from './style.ts';

const PLAIN_EVERY_MS = 30_000;

/** Seconds as `1h02m`, `3m20s` or `12s`. */
export function duration(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole >= 3600)
    return `${Math.floor(whole / 3600)}h${String(Math.floor((whole % 3600) / 60)).padStart(2, '0')}m`;
  return whole >= 60 ? `${Math.floor(whole / 60)}m${String(whole % 60).padStart(2, '0')}s` : `${whole}s`;
}

/** One line of progress. */
export function progressLine(progress: Progress): string {
  const { step, planned, loss, gradNorm, lr, secondsPerStep, etaSeconds } = progress;
  return [
    progress.phase,
    ...(step === undefined ? [] : [`step ${step}${planned === undefined ? '' : `/${planned}`}`]),
    ...(loss === undefined ? [] : [`loss ${loss.toFixed(4)}`]),
    ...(gradNorm === undefined ? [] : [`grad ${gradNorm.toFixed(2)}`]),
    ...(lr === undefined ? [] : [`lr ${lr.toExponential(2)}`]),
    ...(secondsPerStep === undefined ? [] : [`${secondsPerStep.toFixed(2)} s/step`]),
    ...(etaSeconds === undefined || etaSeconds === 0 ? [] : [`${duration(etaSeconds)} left`]),
  ].join(' · ');
}

/** What is shown while a run goes on. */
export type ProgressReporter = Omit<RunReporter, 'staged'>;

/** The reporter for this terminal; loads the spinner only where it is shown. */
export async function progressReporter(io: Io): Promise<ProgressReporter> {
  return (await progressReporterLater(io))();
}

async function progressReporterLater(io: Io): Promise<() => ProgressReporter> {
  const spins = io.stderr.isTTY && io.env['TERM'] !== 'dumb' && io.env['CI'] === undefined;
  const ora = spins ? (await import('ora')).default : undefined;
  return () => reporterOf(io, ora);
}

function reporterOf(io: Io, ora: typeof import('ora').default | undefined): ProgressReporter {
  const started = io.monotonic();
  if (ora !== undefined) {
    const spinner = ora({ text: 'starting', discardStdin: false }).start();
    return {
      update: (progress) => {
        spinner.text = `${plain(progressLine(progress))} · ${duration((io.monotonic() - started) / 1000)}`;
      },
      note: (text) => {
        spinner.clear();
        io.stderr.write(`${text}\n`);
      },
      stop: () => void spinner.stop(),
    };
  }
  let lastPhase = '';
  let lastAt = Number.NEGATIVE_INFINITY;
  return {
    update: (progress) => {
      const now = io.monotonic();
      if (progress.phase === lastPhase && now - lastAt < PLAIN_EVERY_MS) return;
      lastPhase = progress.phase;
      lastAt = now;
      io.stderr.write(`[${duration((now - started) / 1000)}] ${progressLine(progress)}\n`);
    },
    note: (text) => io.stderr.write(`${text}\n`),
    stop: () => {},
  };
}

/** The reporter of a run that is started here: what was found before, where the record lies, then its progress. */
export async function runReporter(io: Io): Promise<RunReporter> {
  let progress: ProgressReporter | undefined;
  const show = await progressReporterLater(io);
  return {
    staged(plan, folder, report) {
      if (report.findings.length > 0) io.stderr.write(reportText(report, painter(io, io.stderr)));
      const steps = plan.plannedSteps === undefined ? '' : `, ${plan.plannedSteps} steps`;
      io.stderr.write(`run ${plan.id}: ${plan.gpus} GPU(s)${steps}, record in ${folder}\n`);
      progress = show();
    },
    update: (one) => progress?.update(one),
    note: (text) => (progress === undefined ? io.stderr.write(`${text}\n`) : progress.note(text)),
    stop: () => progress?.stop(),
  };
}
