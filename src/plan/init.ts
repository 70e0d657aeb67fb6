/** From data to a run: the preset that reads it and fits this host, with the settings that it needs here. */

import { rmSync } from 'node:fs';
import { resolve as resolveLayers, type Setting } from '../config/layers.ts';
import type { Candidate } from '../dataset/find/candidate.ts';
import { adapterOf } from '../engine/registry.ts';
import { ExitCode } from '../findings/exit-code.ts';
import { Failure } from '../findings/failure.ts';
import type { Io } from '../io.ts';
import type { Recipe } from '../recipe/recipe.ts';
import { shownBy } from './chosen-engine.ts';
import { fitted, sizeFlags } from './fit.ts';
import { candidateSettings } from './found-preset.ts';
import { type PlannedRun, type PlanRequest, planRun } from './plan-run.ts';
import { presetFor, presetToml } from './preset-for.ts';
import { allSettings } from './settings.ts';

/** What is asked for beside the data. */
interface InitRequest {
  readonly model?: string;
  readonly gpus?: number;
  readonly engine?: string;
  readonly settings: readonly Setting[];
  /** Absolute path of the folder that holds run records. */
  readonly runs: string;
}

/** A run that could be started. */
export interface Proposal {
  readonly recipe: Recipe;
  readonly candidate: Candidate;
  readonly planned: PlannedRun;
  readonly gpus: number;
  /** Everything on top of the preset. */
  readonly request: PlanRequest;
  /** What was changed for this data and this host, in words. */
  readonly said: readonly string[];
  /** The GPUs of this host cannot hold it. */
  readonly tooLarge: boolean;
}

const MEMORY = 'gpu-memory-too-small';

async function planned(request: PlanRequest, io: Io): Promise<PlannedRun> {
  const plan = await planRun({ ...request, dryRun: true }, io);
  rmSync(plan.folder, { recursive: true, force: true });
  return plan;
}

function powerBelow(limit: number): number {
  return 2 ** Math.max(0, Math.floor(Math.log2(Math.max(1, limit))));
}

/** A smaller batch where the data would not fill one: no step is trained then. */
function batchFor({ prepared, planning }: PlannedRun): readonly Setting[] {
  const train = prepared.dataset?.counts.train ?? 0;
  const { plan, sizes } = prepared;
  const ranks = Math.max(1, plan.gpus);
  if (sizes === undefined || train === 0 || sizes.batch * ranks <= train) return [];
  const batch = powerBelow(Math.floor(train / ranks));
  return sizeFlags(`${train} samples on ${ranks} GPUs`, planning, {
    batch,
    ...(sizes.miniBatch > batch ? { miniBatch: batch } : {}),
  });
}

const hasNot = ({ report }: PlannedRun, id: string): boolean => report.findings.every((one) => one.id !== id);

async function propose(recipe: Recipe, candidate: Candidate, asked: InitRequest, io: Io): Promise<Proposal> {
  const { settings, ...rest } = asked;
  const said: string[] = [];
  const base: PlanRequest = {
    ...rest,
    preset: recipe.name,
    dataset: candidate.root,
    settings: [...candidateSettings(candidate, adapterOf(recipe).keys), ...settings],
  };
  let plan = await planned(base, io);
  let request = base;
  const host = plan.facts.gpus.ok ? plan.facts.gpus.value.length : 0;
  if (asked.gpus === undefined && host > 0 && host < plan.prepared.plan.gpus) {
    said.push(`${host} GPUs, as this host has; the preset was made for ${plan.prepared.plan.gpus}`);
    request = { ...request, gpus: host };
    plan = await planned(request, io);
  }
  const smaller = batchFor(plan);
  if (smaller.length > 0) {
    const [{ value } = { value: 1n }] = smaller;
    said.push(
      `a batch of ${value} for each GPU: ${plan.prepared.dataset?.counts.train} samples fill no larger one`,
    );
    request = { ...request, settings: [...(request.settings ?? []), ...smaller] };
    plan = await planned(request, io);
  }
  if (host > 0 && !hasNot(plan, MEMORY)) {
    try {
      const fit = fitted(request, plan);
      said.push(fit.said.replace('--fit: ', ''));
      request = fit.request;
      plan = await planned(request, io);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
    }
  }
  const tooLarge = !hasNot(plan, MEMORY);
  return { recipe, candidate, planned: plan, gpus: plan.prepared.plan.gpus, request, said, tooLarge };
}

/** The first of the presets that this host can hold; the last where none fits, or the host has no GPU to ask. */
export async function proposeRun(
  recipes: readonly Recipe[],
  candidate: Candidate,
  asked: InitRequest,
  io: Io,
): Promise<Proposal> {
  let last: Proposal | undefined;
  for (const recipe of recipes) {
    last = await propose(recipe, candidate, asked, io);
    if (!last.tooLarge) return last;
  }
  if (last !== undefined) return last;
  throw new Failure(
    ExitCode.usage,
    `no preset reads the layout ${candidate.layout}`,
    'see `cookbook-run list`',
  );
}

/** The proposal as a file. */
export async function proposalToml(
  { recipe, request }: Proposal,
  head: readonly string[],
  cwd: string,
): Promise<string> {
  const { preset: _, config: __, ...asked } = request;
  const resolved = resolveLayers(allSettings(recipe, asked, cwd));
  const shown = await shownBy(request.engine, { recipe });
  return presetToml(recipe, shown, presetFor(recipe, resolved, shown).config, head, cwd);
}
