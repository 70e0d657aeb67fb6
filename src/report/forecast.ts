/** What is told of a run before it starts, as lines and as data: memory with what decides it, time, disk. */
import type { DiskEstimate } from '../estimate/disk.ts';
import { GIB, type MemoryEstimate } from '../estimate/memory/estimate.ts';
import { gigabytes } from '../findings/amounts.ts';
import type { Prepared } from '../plan/prepare.ts';
import type { Forecast } from '../run/forecast.ts';

const one = (number: number) => number.toFixed(1);
/** Without `toLocaleString`, which loads the tables of all languages for 10 ms. */
const whole = (number: number) => String(Math.round(number)).replace(/\B(?=(?:\d{3})+$)/g, ',');

/** Seconds as `3 h 20 min`, `4 min 10 s` or `12.4 s`. */
export function spanText(seconds: number): string {
  if (seconds < 100) return `${one(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  const whole = Math.round(seconds);
  if (minutes < 100) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

function diskText(disk: DiskEstimate | undefined): string {
  if (disk === undefined) return 'not known';
  const { saves, atOnce, kept, bytes, bytesPerSave, staysPerSave } = disk;
  const stays =
    staysPerSave === undefined || kept === saves ? '' : `; ${gigabytes(staysPerSave)} of each save stay`;
  const each = `${gigabytes(bytesPerSave)} each`;
  if (saves === 1) return `${gigabytes(bytes)} for one save`;
  return `${gigabytes(bytes)} at most: ${whole(saves)} saves of ${each}, of which up to ${atOnce} are there at a time and ${kept} at the end${stays}`;
}

/** The lines of memory: the interval, whether it fits, and what decides it. */
export function memoryLines(memory: MemoryEstimate, fits: Forecast['fits']): readonly string[] {
  if ('unmeasured' in memory) return [`memory  not known: ${memory.unmeasured}`];
  const { allocatedGiB: a, reservedGiB: r, phase, term, nearest, longest } = memory;
  const top = memory.phases.find((found) => found.phase === phase);
  const share = (top?.terms[term] ?? 0) / GIB;
  const answer =
    fits === undefined
      ? ''
      : { yes: 'fits', doubtful: 'may not fit', no: 'does not fit' }[fits.answer].concat(
          ` ${fits.gpu} with ${one(fits.gpuGiB)} GiB`,
        );
  const tokens =
    longest.least.tokens === longest.most.tokens
      ? whole(longest.expected.tokens)
      : `${whole(longest.least.tokens)} to ${whole(longest.most.tokens)}`;
  return [
    `memory  ${one(a.expected)} GiB of each GPU allocated (${one(a.low)} to ${one(a.high)}), ${one(r.expected)} reserved (${one(r.low)} to ${one(r.high)})${answer === '' ? '' : `: ${answer}`}`,
    `        the peak is in the phase ${phase}, ${one(share)} GiB of it ${term}; longest sample ${tokens} tokens (${longest.from})`,
    ...(memory.measured === undefined ? [] : [`        measured ${memory.measured}`]),
    ...(nearest === undefined || memory.measured !== undefined
      ? []
      : [
          `        nearest measured run: ${nearest.name}, ${one(nearest.allocatedGiB)} GiB, distance ${one(nearest.distance)}`,
        ]),
  ];
}

function timeLines({ time }: Forecast, price: number | undefined): readonly string[] {
  if ('unknown' in time) return [`time    not known: ${time.unknown}`];
  const { step, total, start, training, validation, saves, gpuHours, from } = time;
  const cost = price === undefined ? '' : `, ${one(gpuHours * price)} at ${price} a GPU-hour`;
  const parts = [
    `start ${spanText(start)}`,
    `steps ${spanText(training)}`,
    validation === undefined ? 'validation not known' : `validation ${spanText(validation)}`,
    saves === undefined ? 'saves not measured' : `saves ${spanText(saves)}`,
  ];
  return [
    `time    ${spanText(total)}, ${one(step)} s a step; ${one(gpuHours)} GPU-hours${cost}`,
    `        ${parts.join(', ')}; measured: ${from}`,
  ];
}

/** The lines of a plan. */
export function forecastLines(prepared: Prepared, forecast: Forecast, price?: number): readonly string[] {
  return [
    ...memoryLines(forecast.memory, forecast.fits),
    ...timeLines(forecast, price),
    `disk    ${diskText(prepared.disk)}`,
  ];
}

const rounded = (number: number) => Math.round(number * 100) / 100;

/** The same as fields, in GiB. */
export function memoryData(memory: MemoryEstimate): Readonly<Record<string, unknown>> {
  if ('unmeasured' in memory) return { unmeasured: memory.unmeasured };
  const { allocatedGiB, reservedGiB, phase, term, nearest, longest, phases, measured } = memory;
  const interval = ({ low, expected, high }: typeof allocatedGiB) => ({
    low: rounded(low),
    expected: rounded(expected),
    high: rounded(high),
  });
  return {
    allocatedGiB: interval(allocatedGiB),
    reservedGiB: interval(reservedGiB),
    phase,
    term,
    ...(nearest === undefined ? {} : { nearest: { ...nearest, distance: rounded(nearest.distance) } }),
    ...(measured === undefined ? {} : { measured }),
    longest,
    phases: phases.map(({ phase: name, bytes, terms }) => ({
      phase: name,
      gib: rounded(bytes / GIB),
      terms: Object.fromEntries(Object.entries(terms).map(([key, value]) => [key, rounded(value / GIB)])),
    })),
  };
}

/** The same as fields of `planned`. */
export function forecastData(
  { disk }: Prepared,
  { memory, fits, time }: Forecast,
  price?: number,
): Readonly<Record<string, unknown>> {
  const known = 'unknown' in time ? undefined : time;
  const { gpuHours, from, ...parts } = known ?? {};
  const seconds = Object.fromEntries(
    Object.entries(parts).map(([name, value]) => [name, rounded(Number(value))]),
  );
  return {
    memory: memoryData(memory),
    ...(fits === undefined ? {} : { fits: fits.answer, gpuGiB: rounded(fits.gpuGiB) }),
    ...(known === undefined
      ? { timeUnknown: (time as { unknown: string }).unknown }
      : {
          seconds,
          measuredBy: from,
          gpuHours: rounded(gpuHours ?? 0),
          ...(price === undefined ? {} : { cost: rounded((gpuHours ?? 0) * price) }),
        }),
    ...(disk === undefined ? {} : { disk }),
  };
}
