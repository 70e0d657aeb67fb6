/** Carries a rehearsal out: two short runs that show the longest samples, validation, save, export and resume of a long one. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TomlValue } from '../config/value.ts';
import { datasetRequest } from '../dataset/from-config.ts';
import { chooseSamples } from '../dataset/longest.ts';
import { tokenizerOf } from '../dataset/tokens/tokenizer.ts';
import type { SmallRun } from '../engine/planning.ts';
import { adapterOf } from '../engine/registry.ts';
import { ExitCode } from '../findings/exit-code.ts';
import { Failure } from '../findings/failure.ts';
import type { Io } from '../io.ts';
import { jsonText } from '../json/text.ts';
import { presetOf } from '../plan/chosen-preset.ts';
import { readConfigFile } from '../plan/config-file.ts';
import { type PlannedRun, type PlanRequest, planRun } from '../plan/plan-run.ts';
import { flagSetting } from '../plan/settings.ts';
import { codeOf, type Finished } from './conclude.ts';
import { execute, type Launch } from './execute.ts';
import { runFiles } from './files.ts';
import { measuredIn } from './measured.ts';
import { keepRehearsal, keyOf, type Rehearsal, rehearsalsIn } from './rehearsal.ts';
import type { RunReporter } from './reporter.ts';
import { stoppedAs } from './stop-requests.ts';

const ONLY = 'COOKBOOK_RUN_ONLY';

/** What is to be rehearsed, and who hears of it. */
interface RehearsalOrder {
  readonly request: PlanRequest;
  /** The run itself, as it was planned. */
  readonly asked: PlannedRun;
  reporter(): Promise<RunReporter>;
  say(text: string): void;
  /** Asks for a stop beside the signals. */
  readonly stops?: Launch['stops'];
  /** No second part is begun any more. */
  readonly stop?: AbortSignal;
}

/** How it ended: refused like the run itself, or what was measured, with the code of the part that failed. */
export type RehearsalEnd =
  | { readonly refused: PlannedRun }
  | { readonly rehearsal: Rehearsal; readonly code: ExitCode; readonly last: Finished };

type Settings = Readonly<Record<string, TomlValue>>;

function withSettings(request: PlanRequest, runs: string, settings: Settings): PlanRequest {
  const own = Object.entries(settings).map(([key, value]) => flagSetting('rehearse', key, value));
  const { output: _, dryRun: __, ...rest } = request;
  return { ...rest, runs, settings: [...(request.settings ?? []), ...own] };
}

/** Names the samples of a rehearsal to the entry script; without a preset nobody knows them. */
async function chooseFor(
  { asked, request }: RehearsalOrder,
  sizes: SmallRun,
  folder: string,
  io: Io,
): Promise<{ readonly env: Readonly<Record<string, string>>; readonly tokens: number }> {
  const file = request.config === undefined ? undefined : readConfigFile(request.config, io.cwd);
  const recipe = await presetOf(request.preset, file, io);
  const { prepared } = asked;
  if (recipe === undefined) return { env: {}, tokens: 0 };
  const family = prepared.model.family?.name ?? recipe.family;
  const question = {
    request: datasetRequest(recipe.layout, prepared.config, {
      cwd: io.cwd,
      family,
      engine: asked.engine.known,
      env: io.env,
      reading: asked.planning.reading(prepared.config),
    }),
    family,
    limit: 0,
    tokenizer: await tokenizerOf(prepared.model.folder),
  };
  const step = sizes.ranks * sizes.batch;
  const { choice } = await chooseSamples(question, 4 * step);
  mkdirSync(folder, { recursive: true });
  const path = join(folder, 'only.json');
  const take = { longest: Math.ceil(step / 2), ordinary: Math.floor(step / 2) };
  writeFileSync(path, jsonText({ ...choice, take, validation: 2 * sizes.ranks }));
  return { env: { [ONLY]: path }, tokens: choice.tokens };
}

/** Starts one part and sees it through. */
async function part(
  planned: PlannedRun,
  env: Readonly<Record<string, string>>,
  { reporter, stops }: RehearsalOrder,
  io: Io,
): Promise<Finished> {
  const { prepared, report, facts, folder, context } = planned;
  const plan = { ...prepared.plan, env: { ...prepared.plan.env, ...env } };
  const launch = { prepared: { ...prepared, plan }, report, facts, folder, context };
  return execute({ ...launch, reporter: await reporter(), ...(stops === undefined ? {} : { stops }) }, io);
}

/** Rehearses and keeps what was measured; the weights that it made are removed. Throws Failure 2 where the engine knows no small run. */
export async function rehearseRun(order: RehearsalOrder, io: Io): Promise<RehearsalEnd> {
  const { request, asked, say } = order;
  const key = keyOf(asked.prepared, asked.facts);
  const place = rehearsalsIn(request.runs);
  const sizes = asked.planning.smallRun?.(
    asked.prepared.config,
    asked.prepared.dataset?.counts.train ?? Number.POSITIVE_INFINITY,
  );
  if (sizes === undefined)
    throw new Failure(
      ExitCode.usage,
      `a run of ${asked.prepared.plan.engineName ?? 'this engine'} cannot be rehearsed`,
      'start it with few steps instead',
    );
  const { steps, validates } = sizes;
  const first = await planRun(withSettings(request, place, sizes.settings(steps)), io);
  if (first.code !== ExitCode.ok) return { refused: first };
  const { env, tokens } = await chooseFor(order, sizes, join(place, key), io);
  say(
    `rehearsal 1 of 2: ${steps} steps on the longest samples${validates ? ', validation' : ''}, save, export`,
  );
  const notes = [
    ...(validates ? [] : ['no validation: it is off in this config']),
    ...(Object.keys(env).length === 0
      ? ['no preset names the data: the samples are those that the engine draws']
      : []),
  ];
  const stopped = () => order.stop?.aborted === true;
  if (order.stop?.aborted === true)
    throw new Failure(stoppedAs(order.stop).exitCode, 'stopped before the rehearsal began');
  const one = await part(first, env, order, io);
  const facts = measuredIn(runFiles(first.folder), one.record);
  const { layout, keys } = adapterOf(first.prepared.plan);
  const outputs = [first.prepared.plan.outputDir];
  const finish = (last: Finished, runs: readonly string[], shown: boolean): RehearsalEnd => {
    const code = codeOf(last);
    const ok = shown && code === ExitCode.ok;
    // A part that was whole before it heard of the stop has not shown the rest.
    const end =
      !shown && code === ExitCode.ok && order.stop !== undefined
        ? stoppedAs(order.stop)
        : { outcome: last.record.outcome ?? 'failed', exitCode: code };
    const rehearsal: Rehearsal = {
      schemaVersion: 1,
      key,
      at: new Date(io.now()).toISOString(),
      ok,
      outcome: end.outcome,
      preset: asked.prepared.plan.preset,
      runs,
      batch: sizes.batch,
      miniBatch: sizes.miniBatch,
      longestTokens: tokens,
      notes,
      ...facts,
    };
    keepRehearsal(request.runs, rehearsal);
    for (const output of outputs) rmSync(output, { recursive: true, force: true });
    return { rehearsal, code: end.exitCode, last };
  };
  const from = layout.checkpoint(first.prepared.plan.outputDir, sizes.saves);
  const more = { ...sizes.settings(steps), [keys.resume]: from };
  const goesOn = codeOf(one) === ExitCode.ok && !stopped();
  const second = goesOn ? await planRun(withSettings(request, place, more), io) : undefined;
  if (second === undefined || stopped()) return finish(one, [one.record.id], false);
  say('rehearsal 2 of 2: resumes from that checkpoint');
  const two = await part(second, env, order, io);
  outputs.push(second.prepared.plan.outputDir);
  return finish(two, [one.record.id, two.record.id], true);
}
