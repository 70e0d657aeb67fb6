/** `rehearse`: a few minutes on the GPU that prove a long run: the longest samples, validation, save, export, resume. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TomlValue } from '../config/value.ts';
import { chooseSamples } from '../dataset/longest.ts';
import { datasetRequest } from '../dataset/request.ts';
import { tokenizerOf } from '../dataset/tokens/tokenizer.ts';
import type { SmallRun } from '../engine/planning.ts';
import { adapterOf } from '../engine/registry.ts';
import { ExitCode } from '../findings/exit-code.ts';
import { Failure } from '../findings/failure.ts';
import { outcomeOf } from '../findings/outcome.ts';
import type { Io } from '../io.ts';
import { presetOf } from '../plan/chosen-preset.ts';
import { readConfigFile } from '../plan/config-file.ts';
import { type PlannedRun, type PlanRequest, planRun } from '../plan/plan-run.ts';
import { flagSetting } from '../plan/settings.ts';
import { reportText } from '../report/findings.ts';
import { runReporter } from '../report/progress.ts';
import { rehearsalText } from '../report/rehearsal.ts';
import { painter } from '../report/style.ts';
import { codeOf, type Finished } from '../run/conclude.ts';
import { execute } from '../run/execute.ts';
import { runFiles, toText } from '../run/files.ts';
import { measuredIn } from '../run/measured.ts';
import { keepRehearsal, keyOf, type Rehearsal } from '../run/rehearsal.ts';
import { requestOf, type SftOptions } from './sft.ts';

const ONLY = 'COOKBOOK_RUN_ONLY';

type Settings = Readonly<Record<string, TomlValue>>;

function withSettings(request: PlanRequest, runs: string, settings: Settings): PlanRequest {
  const own = Object.entries(settings).map(([key, value]) => flagSetting('rehearse', key, value));
  const { output: _, ...rest } = request;
  return { ...rest, runs, settings: [...(request.settings ?? []), ...own] };
}

/** Names the samples of a rehearsal to the entry script; without a preset nobody knows them. */
async function chooseFor(
  planned: PlannedRun,
  request: PlanRequest,
  sizes: SmallRun,
  folder: string,
  io: Io,
): Promise<{ readonly env: Readonly<Record<string, string>>; readonly tokens: number }> {
  const file = request.config === undefined ? undefined : readConfigFile(request.config, io.cwd);
  const recipe = await presetOf(request.preset, file, io);
  const { prepared } = planned;
  if (recipe === undefined) return { env: {}, tokens: 0 };
  const family = prepared.model.family?.name ?? recipe.family;
  const question = {
    request: datasetRequest(recipe.layout, prepared.config, {
      cwd: io.cwd,
      family,
      engine: planned.engine.known,
      env: io.env,
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
  writeFileSync(path, toText({ ...choice, take, validation: 2 * sizes.ranks }));
  return { env: { [ONLY]: path }, tokens: choice.tokens };
}

/** Starts one part and sees it through. */
async function part(planned: PlannedRun, env: Readonly<Record<string, string>>, io: Io): Promise<Finished> {
  const { prepared, report, facts, folder, context } = planned;
  const plan = { ...prepared.plan, env: { ...prepared.plan.env, ...env } };
  const reporter = await runReporter(io);
  return execute({ prepared: { ...prepared, plan }, report, facts, folder, reporter, context }, io);
}

/** What is told at the end, of one part or of both. */
interface Told {
  readonly rehearsal: Rehearsal;
  readonly code: ExitCode;
  readonly last?: Finished;
}

function answer({ rehearsal, code, last }: Told, json: boolean, io: Io): ExitCode {
  const findings = last?.ending.findings ?? [];
  if (json) {
    const step = last?.record.step;
    io.stdout.write(
      toText({ ...rehearsal, exitCode: code, findings, ...(step === undefined ? {} : { step }) }),
    );
  } else io.stdout.write(rehearsalText(rehearsal, findings, painter(io, io.stdout)));
  return code;
}

/** Runs the command: 0 where everything was shown, else the code of the part that failed. */
export async function rehearse(options: SftOptions, io: Io): Promise<ExitCode> {
  const request = requestOf(options, io);
  const asked = await planRun({ ...request, dryRun: true }, io);
  rmSync(asked.folder, { recursive: true, force: true });
  const key = keyOf(asked.prepared, asked.facts);
  const place = join(request.runs, 'rehearsals');
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
  if (first.code !== ExitCode.ok) {
    io.stderr.write(reportText(first.report, painter(io, io.stderr)));
    io.stderr.write('not started: mend the errors above; nothing was written\n');
    if (options.json === true)
      io.stdout.write(
        toText({
          schemaVersion: 1,
          ok: false,
          outcome: outcomeOf(first.code),
          exitCode: first.code,
          findings: first.report.findings,
        }),
      );
    return first.code;
  }
  const { env, tokens } = await chooseFor(asked, request, sizes, join(place, key), io);
  io.stderr.write(
    `rehearsal 1 of 2: ${steps} steps on the longest samples${validates ? ', validation' : ''}, save, export\n`,
  );
  const notes = [
    ...(validates ? [] : ['no validation: it is off in this config']),
    ...(Object.keys(env).length === 0
      ? ['no preset names the data: the samples are those that the engine draws']
      : []),
  ];
  const one = await part(first, env, io);
  const facts = measuredIn(runFiles(first.folder), one.record);
  const rehearsal = (ok: boolean, finished: Finished, runs: readonly string[]): Rehearsal => ({
    schemaVersion: 1,
    key,
    at: new Date(io.now()).toISOString(),
    ok,
    outcome: finished.record.outcome ?? 'failed',
    preset: asked.prepared.plan.preset,
    runs,
    batch: sizes.batch,
    miniBatch: sizes.miniBatch,
    longestTokens: tokens,
    notes,
    ...facts,
  });
  const { layout, keys } = adapterOf(first.prepared.plan);
  const outputs = [first.prepared.plan.outputDir];
  const finish = (told: Told): ExitCode => {
    keepRehearsal(request.runs, told.rehearsal);
    for (const output of outputs) rmSync(output, { recursive: true, force: true });
    return answer(told, options.json === true, io);
  };
  const code = codeOf(one);
  if (code !== ExitCode.ok)
    return finish({ rehearsal: rehearsal(false, one, [one.record.id]), code, last: one });
  const from = layout.checkpoint(first.prepared.plan.outputDir, sizes.saves);
  const more = { ...sizes.settings(steps), [keys.resume]: from };
  const second = await planRun(withSettings(request, place, more), io);
  io.stderr.write('rehearsal 2 of 2: resumes from that checkpoint\n');
  const two = await part(second, env, io);
  outputs.push(second.prepared.plan.outputDir);
  const both = [one.record.id, two.record.id];
  const end = codeOf(two);
  return finish({ rehearsal: rehearsal(end === ExitCode.ok, two, both), code: end, last: two });
}
