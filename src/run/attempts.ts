/** The attempts at one run of a cluster: each may be ended by a time limit, a preemption or a lost node, and the next one goes on. */
import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeToml } from '../config/toml.ts';
import type { EngineAdapter } from '../engine/adapter.ts';
import type { Planning } from '../engine/planning.ts';
import type { Job } from '../executors/slurm/queue.ts';
import { fileBytes } from '../file-bytes.ts';
import type { Outcome } from '../findings/outcome.ts';
import { jsonText } from '../json/text.ts';
import { readConfigFile } from '../plan/config-file.ts';
import type { LaunchPlan } from '../plan/launch-plan.ts';
import { freePorts } from '../plan/ports.ts';
import { PRIVATE, type RunFiles, writeAtomically } from './files.ts';
import { type Metric, metricLine, readMetrics } from './metrics/metric.ts';
import { flat, newestWhole, type ResumePoint } from './newest-whole.ts';

/** One attempt, as the record keeps it. */
export interface JobAttempt {
  readonly job: Job;
  readonly nodes: readonly string[];
  readonly startedAt: string;
  readonly outputDir: string;
  /** The step of the checkpoint that it went on from. */
  readonly from?: number;
  readonly endedAt?: string;
  /** `abandoned` where nobody saw its end: the first node was lost, or the job was killed. */
  readonly outcome?: Outcome;
  /** Its last step. */
  readonly step?: number;
}

/** Where logs, config and plan of an attempt lie once another has begun. */
const attemptFolder = (folder: string, index: number): string => join(folder, 'attempts', String(index));

const MOVED = ['engine.log', 'log-nodes.ndjson', 'train-events.ndjson', 'logs', 'config.toml', 'plan.json'];

const stepOf = (metric: Metric): number =>
  ('step' in metric
    ? metric.step
    : 'validation' in metric
      ? metric.validation.step
      : 'save' in metric
        ? metric.save.step
        : undefined) ?? 0;

/** Puts the files of an attempt aside; of what was measured, the steps that are made again are forgotten. */
function putAside(files: RunFiles, index: number, from: number): void {
  const folder = attemptFolder(files.folder, index);
  mkdirSync(folder, { recursive: true, mode: PRIVATE.folder });
  for (const name of MOVED)
    if (existsSync(join(files.folder, name))) renameSync(join(files.folder, name), join(folder, name));
  const text = fileBytes(files.metrics)?.toString('utf8');
  if (text === undefined) return;
  writeFileSync(join(folder, 'metrics.ndjson'), text, { mode: PRIVATE.file });
  const kept = readMetrics(text).filter((metric) => stepOf(metric) <= from);
  writeAtomically(files.metrics, kept.map((metric) => `${metricLine(metric)}\n`).join(''), PRIVATE.file);
}

/** The ports of the plan where this host has them free, else others: they were drawn on another host. */
async function portsHere(ports: LaunchPlan['ports']): Promise<LaunchPlan['ports']> {
  const names = Object.keys(ports);
  const kept = await freePorts(names, Object.values(ports));
  return { ...ports, ...kept };
}

/** The plan of the attempt that begins now, written where the engine reads it. */
export async function nextPlan(
  files: RunFiles,
  plan: LaunchPlan,
  planning: Planning,
  adapter: Pick<EngineAdapter, 'layout' | 'weights'>,
  earlier: readonly JobAttempt[],
): Promise<{ readonly plan: LaunchPlan; readonly from?: ResumePoint }> {
  const { table } = readConfigFile(files.config, files.folder);
  const index = earlier.length;
  const own = flat(table);
  const { point: from } = newestWhole(
    earlier.map(({ outputDir }) => ({ run: plan.id, plan: { ...plan, outputDir }, adapter, config: own })),
  );
  const ports = await portsHere(plan.ports);
  const outputDir = index === 0 ? plan.outputDir : `${(earlier[0] as JobAttempt).outputDir}-${index}`;
  const config =
    planning.attempt?.(table, { outputDir, ports, ...(from === undefined ? {} : { resume: from.path }) }) ??
    table;
  const launch = planning.launch(config, {
    id: plan.id,
    cwd: plan.cwd,
    folder: files.folder,
    safe: files.folder,
    ports,
    nodes: plan.nodes ?? 1,
    ...(plan.script === undefined ? {} : { script: plan.script }),
  });
  const next: LaunchPlan = {
    ...plan,
    ports: launch.ports,
    outputDir,
    config: writeToml(config),
    ...(launch.roles === undefined ? {} : { roles: launch.roles }),
  };
  if (index > 0) putAside(files, index - 1, from?.step ?? 0);
  writeAtomically(files.config, next.config, PRIVATE.file);
  writeAtomically(files.plan, jsonText(next), PRIVATE.file);
  return { plan: next, ...(from === undefined ? {} : { from }) };
}
