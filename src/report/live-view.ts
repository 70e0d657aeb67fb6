/** The live view of a run as lines of text: a pure function of what is known and the width of the terminal. */
import { duration } from './duration.ts';
import { lossText } from './run-page/headline.ts';
import { sparkline } from './sparkline.ts';

/** What can be shown; everything may be missing. */
export interface LiveState {
  readonly phase: string;
  /** Seconds since the start of the run and of the phase. */
  readonly elapsed: number;
  readonly inPhase: number;
  /** How long this phase took in earlier runs on this host. */
  readonly usual?: number;
  readonly step?: number;
  readonly planned?: number;
  readonly epoch?: number;
  /** All losses so far, oldest first. */
  readonly losses?: readonly number[];
  readonly validation?: { readonly step?: number; readonly loss: number };
  readonly lr?: number;
  readonly gradNorm?: number;
  readonly secondsPerStep?: number;
  readonly etaSeconds?: number;
  /** Local time of day at which it should end. */
  readonly endsAt?: string;
  readonly gpus?: readonly number[];
  readonly memoryGiB?: { readonly used: number; readonly total: number };
  /** Percent, mean over its GPUs. */
  readonly busy?: number;
  readonly save?: { readonly step: number; readonly secondsAgo: number };
}

const BAR = ['█', '░'] as const;

/** A bar of `width` characters for a share from 0 to 1. */
export function bar(share: number, width: number): string {
  const full = Math.round(Math.min(1, Math.max(0, share)) * width);
  return BAR[0].repeat(full) + BAR[1].repeat(width - full);
}

/** Joins as many of the parts as fit; those at the front matter most. */
function fitted(parts: readonly (string | undefined)[], width: number): string {
  let line = '';
  for (const part of parts) {
    if (part === undefined || part === '') continue;
    const next = line === '' ? part : `${line} · ${part}`;
    if ([...next].length > width) continue;
    line = next;
  }
  return line;
}

function headOf(state: LiveState, width: number): string {
  const { phase, step, planned, elapsed, inPhase, usual, etaSeconds, endsAt } = state;
  if (step === undefined || step === 0)
    return fitted(
      [
        phase,
        usual === undefined ? duration(inPhase) : `${duration(inPhase)} (usually ${duration(usual)})`,
        `${duration(elapsed)} since the start`,
      ],
      width,
    );
  const share = planned === undefined || planned === 0 ? undefined : step / planned;
  const counted = `step ${step}${planned === undefined ? '' : `/${planned}`}`;
  const size = Math.min(24, Math.max(0, width - 60));
  return fitted(
    [
      share === undefined || size < 6
        ? phase
        : `${phase} ${bar(share, size)} ${String(Math.floor(share * 100)).padStart(3)} %`,
      counted,
      etaSeconds === undefined ? undefined : `${duration(etaSeconds)} left`,
      endsAt === undefined ? undefined : `until ${endsAt}`,
      state.epoch === undefined ? undefined : `epoch ${state.epoch}`,
      `${duration(elapsed)} so far`,
    ],
    width,
  );
}

function numbersOf(state: LiveState, width: number): string {
  const { losses = [], validation, lr, gradNorm, secondsPerStep } = state;
  const [first, last] = [losses[0], losses.at(-1)];
  const curve = sparkline(losses, Math.min(20, Math.max(0, width - 50)));
  return fitted(
    [
      last === undefined
        ? undefined
        : losses.length < 2
          ? `loss ${lossText(last)}`
          : `loss ${lossText(first)} → ${lossText(last)}${curve === '' ? '' : ` ${curve}`}`,
      validation === undefined
        ? undefined
        : `val ${lossText(validation.loss)}${validation.step === undefined ? '' : ` @ ${validation.step}`}`,
      secondsPerStep === undefined ? undefined : `${secondsPerStep.toFixed(2)} s/step`,
      lr === undefined ? undefined : `lr ${lr.toExponential(1)}`,
      gradNorm === undefined
        ? undefined
        : `grad ${Number.isFinite(gradNorm) ? gradNorm.toFixed(2) : gradNorm}`,
    ],
    width,
  );
}

function machineOf({ gpus, memoryGiB, busy, save }: LiveState, width: number): string {
  return fitted(
    [
      gpus === undefined || gpus.length === 0 ? undefined : `GPU ${gpus.join(',')}`,
      memoryGiB === undefined
        ? undefined
        : `${memoryGiB.used.toFixed(1)} of ${memoryGiB.total.toFixed(0)} GiB`,
      busy === undefined ? undefined : `${Math.round(busy)} % busy`,
      save === undefined ? undefined : `saved step ${save.step} ${duration(save.secondsAgo)} ago`,
    ],
    width,
  );
}

/** One to three lines, none wider than `columns` less what the spinner takes. */
export function liveLines(state: LiveState, columns: number): readonly string[] {
  // A terminal that states 0 columns states nothing.
  const width = Math.max(20, (columns > 0 ? columns : 80) - 4);
  return [headOf(state, width), numbersOf(state, width), machineOf(state, width)].filter(
    (line) => line !== '',
  );
}
