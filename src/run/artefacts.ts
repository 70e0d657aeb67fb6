/** Everything that a record folder keeps of one run, read with care: whatever is missing or broken is absent, never an error. */
import { adapterOf } from '../engine/registry.ts';
import { fileBytes, tailBytes } from '../file-bytes.ts';
import type { Finding } from '../findings/finding.ts';
import { type JsonObject, objectIn } from '../json/object.ts';
import type { RunContext } from '../plan/run-context.ts';
import type { RunFiles } from './files.ts';
import { metricsRead } from './metrics/follow.ts';
import { isStep, type Metric, readMetrics, type StepMetric } from './metrics/metric.ts';
import type { RunState } from './record.ts';

/** One run, as far as its folder tells. */
export interface Artefacts {
  readonly state: RunState;
  readonly metrics: readonly Metric[];
  readonly context: RunContext;
  readonly config?: string;
  readonly plan?: JsonObject;
  readonly host?: JsonObject;
  readonly findings: readonly Finding[];
}

const json = (path: string) => objectIn(fileBytes(path, 64 * 2 ** 20)?.toString('utf8') ?? '');

/** What was kept of before the launch; empty where nothing was. */
export function contextIn(files: Pick<RunFiles, 'context'>): RunContext {
  const context = json(files.context) ?? {};
  // Parts of another form are as good as none.
  const known = Object.entries(context).filter(([key, value]) =>
    key === 'modules' ? Array.isArray(value) : value !== null,
  );
  return Object.fromEntries(known) as RunContext;
}

/** The metrics of a run: those it kept, else what its log and events tell (records of before there was such a file). */
async function metricsOfRun(state: RunState): Promise<readonly Metric[]> {
  const kept = fileBytes(state.files.metrics);
  if (kept !== undefined) return readMetrics(kept.toString('utf8'));
  const log = fileBytes(state.files.log);
  if (log === undefined) return [];
  const runtime = await adapterOf(state.record).runtime();
  return metricsRead(
    runtime,
    log,
    fileBytes(state.files.trainEvents),
    Date.parse(state.record.startedAt) || 0,
  );
}

/** Reads the folder of a run. */
export async function artefactsOf(state: RunState): Promise<Artefacts> {
  const { files, record } = state;
  const config = fileBytes(files.config)?.toString('utf8');
  const plan = json(files.plan);
  const host = json(files.host);
  return {
    state,
    metrics: await metricsOfRun(state),
    context: contextIn(files),
    findings: record.findings,
    ...(config === undefined ? {} : { config }),
    ...(plan === undefined ? {} : { plan }),
    ...(host === undefined ? {} : { host }),
  };
}

/** The last steps of a run, newest last, from the end of its metrics: what a list can afford to read. */
export function lastSteps(state: RunState): readonly StepMetric[] {
  const bytes = tailBytes(state.files.metrics, 16 * 1024);
  return bytes === undefined ? [] : readMetrics(bytes.toString('utf8')).filter(isStep);
}
