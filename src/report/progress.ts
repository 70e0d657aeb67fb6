/** Live progress: a spinner line on a terminal, a plain line now and then elsewhere. */
import { type Io, isWatched } from '../io.ts';
import { plain } from '../plain.ts';
import { watchGpuUse } from '../preflight/probe/gpu-use.ts';
import type { Progress, RunReporter } from '../run/reporter.ts';
import { usualPhases } from '../run/usual-phases.ts';
import { duration } from './duration.ts';
import { reportText } from './findings.ts';
import { type LiveState, liveLines } from './live-view.ts';
import { hourText } from './moment.ts';
import { painter } from './style.ts';

const PLAIN_EVERY_MS = 30_000;

/** One line of progress. */
function progressLine(progress: Progress): string {
  const { step, planned, loss, gradNorm, lr, secondsPerStep, etaSeconds } = progress;
  return [
    progress.phase,
    ...(step === undefined ? [] : [`step ${step}${planned === undefined ? '' : `/${planned}`}`]),
    ...(loss === undefined ? [] : [`loss ${loss.toFixed(4)}`]),
    ...(progress.validation === undefined ? [] : [`validation ${progress.validation.loss.toFixed(4)}`]),
    ...(gradNorm === undefined ? [] : [`grad ${gradNorm.toFixed(2)}`]),
    ...(lr === undefined ? [] : [`lr ${lr.toExponential(2)}`]),
    ...(secondsPerStep === undefined ? [] : [`${secondsPerStep.toFixed(2)} s/step`]),
    ...(etaSeconds === undefined || etaSeconds === 0 ? [] : [`${duration(etaSeconds)} left`]),
  ].join(' · ');
}

/** What is shown while a run goes on. */
type ProgressReporter = Omit<RunReporter, 'staged'>;

/** The reporter for this terminal; loads the spinner only where it is shown. */
export async function progressReporter(io: Io): Promise<ProgressReporter> {
  return (await progressReporterLater(io))();
}

/** Which run is shown, where that is known. */
interface Shown {
  readonly id: string;
  readonly folder: string;
  readonly gpus: readonly number[];
}

async function progressReporterLater(io: Io): Promise<(shown?: Shown) => ProgressReporter> {
  const ora = isWatched(io) ? (await import('ora')).default : undefined;
  return (shown) => reporterOf(io, ora, shown);
}

/** What of a progress the live view shows, `started` and `phaseSince` on the clock that never jumps. */
function liveState(progress: Progress, io: Io, started: number, phaseSince: number): LiveState {
  const { losses, epoch, validation, save, etaSeconds, ...plainly } = progress;
  const now = io.now();
  return {
    ...plainly,
    elapsed: (io.monotonic() - started) / 1000,
    inPhase: (io.monotonic() - phaseSince) / 1000,
    ...(losses === undefined ? {} : { losses }),
    ...(epoch === undefined ? {} : { epoch }),
    ...(validation === undefined ? {} : { validation }),
    ...(save === undefined
      ? {}
      : { save: { step: save.step, secondsAgo: Math.max(0, (now - save.at) / 1000) } }),
    ...(etaSeconds === undefined || etaSeconds === 0
      ? {}
      : { etaSeconds, endsAt: hourText(new Date(now + etaSeconds * 1000)) }),
  };
}

/** A view that is drawn again at most so often: more than that nobody reads, and it costs. */
const DRAW_EVERY_MS = 1000;

const UNREAD_BYTES = 64 * 1024;

function reporterOf(io: Io, ora: typeof import('ora').default | undefined, shown?: Shown): ProgressReporter {
  const started = io.monotonic();
  let phase = '';
  let phaseSince = started;
  if (ora !== undefined) {
    const spinner = ora({ text: 'starting', discardStdin: false, interval: 250 }).start();
    let drawn = Number.NEGATIVE_INFINITY;
    const usual = shown === undefined ? undefined : usualPhases(shown.folder, shown.id);
    const use = watchGpuUse(shown?.gpus ?? [], io);
    const here = (): Partial<LiveState> => {
      const seconds = usual?.get(phase);
      return {
        ...(shown === undefined ? {} : { gpus: shown.gpus }),
        ...(seconds === undefined ? {} : { usual: seconds }),
        ...use.now(),
      };
    };
    return {
      update: (progress) => {
        const now = io.monotonic();
        if (progress.phase !== phase)
          [phase, phaseSince, drawn] = [progress.phase, now, Number.NEGATIVE_INFINITY];
        if (now - drawn < DRAW_EVERY_MS) return;
        drawn = now;
        // Nobody reads the terminal: what is drawn would only pile up.
        const stuck = (io.stderr.waiting ?? 0) > UNREAD_BYTES;
        if (stuck) spinner.stop();
        else if (!spinner.isSpinning) spinner.start();
        if (stuck) return;
        const lines = liveLines(
          { ...liveState(progress, io, started, phaseSince), ...here() },
          io.stderr.columns,
        );
        spinner.text = lines.map(plain).join('\n  ');
      },
      note: (text) => {
        spinner.clear();
        io.stderr.write(`${text}\n`);
      },
      stop: () => {
        use.stop();
        spinner.stop();
      },
    };
  }
  let lastAt = Number.NEGATIVE_INFINITY;
  let told = '';
  return {
    update: (progress) => {
      const now = io.monotonic();
      // A line now and then, and at each phase, validation and save.
      const event = [progress.phase, progress.validation?.step, progress.save?.step].join('/');
      if (event === told && now - lastAt < PLAIN_EVERY_MS) return;
      [told, lastAt] = [event, now];
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
    staged(plan, folder, report, gpus) {
      if (report.findings.length > 0) io.stderr.write(reportText(report, painter(io, io.stderr)));
      const steps = plan.plannedSteps === undefined ? '' : `, ${plan.plannedSteps} steps`;
      io.stderr.write(
        `run ${plan.id}: ${plan.gpus} GPU(s)${gpus.length === 0 ? '' : ` (${gpus.join(',')})`}${steps}, record in ${folder}\n`,
      );
      progress = show({ id: plan.id, folder, gpus });
    },
    update: (one) => progress?.update(one),
    note: (text) => (progress === undefined ? io.stderr.write(`${text}\n`) : progress.note(text)),
    stop: () => progress?.stop(),
  };
}
