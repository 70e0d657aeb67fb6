/** `estimate`: will it fit, how long will it take, and how much disk; nothing is started. */
import { rmSync } from 'node:fs';
import { plural } from '../findings/amounts.ts';
import { ExitCode } from '../findings/exit-code.ts';
import { Failure } from '../findings/failure.ts';
import { helpOf } from '../findings/remedy.ts';
import type { Io } from '../io.ts';
import { jsonAnswer } from '../json/text.ts';
import { planRun } from '../plan/plan-run.ts';
import { forecastData, forecastLines } from '../report/forecast.ts';
import { forecast } from '../run/forecast.ts';
import { requestOf, type SftOptions } from './sft.ts';

/** What `estimate` takes: what `sft` takes, and what no data tells. */
interface EstimateOptions extends SftOptions {
  readonly tokens?: string;
  readonly patches?: string;
  readonly price?: string;
}

function count(flag: string, text: string | undefined): number | undefined {
  if (text === undefined || /^\d{1,9}$/.test(text)) return text === undefined ? undefined : Number(text);
  throw new Failure(
    ExitCode.usage,
    `${flag} takes a whole number, not \`${text}\``,
    `for example ${flag} 3600`,
  );
}

function priceOf(text: string | undefined): number | undefined {
  const price = Number(text);
  if (text === undefined || (text.trim() !== '' && Number.isFinite(price) && price >= 0))
    return text === undefined ? undefined : price;
  throw new Failure(
    ExitCode.usage,
    `--price takes the price of a GPU-hour, not \`${text}\``,
    'for example --price 2.5',
  );
}

/** Runs the command: 0, also where something does not fit; 2 for a wrong command line. */
export async function estimate(options: EstimateOptions, io: Io): Promise<ExitCode> {
  const tokens = count('--tokens', options.tokens);
  const patches = count('--patches', options.patches) ?? 0;
  const price = priceOf(options.price);
  const one = tokens === undefined ? undefined : { tokens, patches };
  const longest = one && { least: one, expected: one, most: one, from: 'given' };
  const on = options.nodes === undefined ? {} : { on: 'slurm' as const };
  const asked = requestOf({ ...options, ...on, dryRun: true }, io);
  const planned = await planRun({ ...asked, ...(longest === undefined ? {} : { longest }) }, io);
  rmSync(planned.folder, { recursive: true, force: true });
  const told = forecast(planned, asked.runs);
  const { prepared } = planned;
  const { plan, memory } = prepared;
  const remedies = memory.remedies.map(({ remedy, allocatedGiB, reservedGiB, costs }) => ({
    remedy,
    help: helpOf([remedy]) ?? '',
    allocatedGiB: Math.round(allocatedGiB * 100) / 100,
    reservedGiB: Math.round(reservedGiB * 100) / 100,
    costs,
  }));
  if (options.json === true) {
    const steps = plan.plannedSteps;
    io.stdout.write(
      jsonAnswer({
        engine: plan.engine,
        gpus: plan.gpus,
        ...(plan.nodes === undefined ? {} : { nodes: plan.nodes }),
        ...(steps === undefined ? {} : { steps }),
        ...forecastData(prepared, told, price),
        remedies,
      }),
    );
    return ExitCode.ok;
  }
  const lines = [
    `steps   ${plan.plannedSteps ?? 'not known'}`,
    `GPUs    ${plan.gpus}${plan.nodes === undefined ? '' : ` on ${plural(plan.nodes, 'node')}`}`,
    ...forecastLines(prepared, told, price),
    ...(remedies.length === 0 ? [] : ['', 'smaller with']),
    ...remedies.map(({ help, reservedGiB, costs }) => `  ${reservedGiB.toFixed(1)} GiB  ${help}  (${costs})`),
  ];
  io.stdout.write(`${lines.join('\n')}\n`);
  return ExitCode.ok;
}
