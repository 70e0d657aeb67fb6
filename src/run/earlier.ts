/** Seconds that earlier runs of this host took, read from their records. */
import { existsSync } from 'node:fs';
import { parseToml } from '../config/toml.ts';
import type { Planning } from '../engine/planning.ts';
import { adapterOf } from '../engine/registry.ts';
import type { MeasuredTimes } from '../estimate/time.ts';
import { isObject, textAt, valueAt } from '../json/object.ts';
import { readJsonFile, readText } from '../json/read.ts';
import { readJobFile } from './job-file.ts';
import { measuredIn } from './measured.ts';
import { listRuns, type RunState } from './record.ts';

/** What an earlier run must have in common. */
interface EarlierRequest {
  readonly preset: string;
  /** What reads its config. */
  readonly planning: Pick<Planning, 'modelOf' | 'sizes'>;
  readonly engineName: string;
  /** The model as the config names it, and how many parameters it has. */
  readonly model: string;
  readonly parameters: number;
}

/** Records that are looked into, the newest first. */
const MOST = 20;

/** Bytes of a config or of host facts. */
const LARGEST = 16 * 1024 * 1024;

function gpuName(path: string): string | undefined {
  const read = readJsonFile(path, LARGEST);
  const host = read.ok ? read.value : undefined;
  const gpus = valueAt(host, 'gpus', 'value') ?? valueAt(host, 'facts', 'gpus', 'value');
  return Array.isArray(gpus) && isObject(gpus[0]) ? textAt(gpus[0], 'name') : undefined;
}

function timesOf({ record, files }: RunState, request: EarlierRequest): MeasuredTimes | undefined {
  if (![files.metrics, files.config, files.host].every(existsSync)) return undefined;
  const text = readText(files.config, LARGEST);
  if (typeof text !== 'string') return undefined;
  const config = parseToml(text, files.config);
  const { name, at } = adapterOf(record);
  const engine = at(record.engine);
  if (engine === undefined || name !== request.engineName) return undefined;
  if (request.planning.modelOf(config) !== request.model) return undefined;
  const sizes = request.planning.sizes?.(engine, config);
  const { stepSeconds, startSeconds, save } = measuredIn(files, record);
  // A run of a cluster was planned on a host without its GPUs.
  const gpu = record.where?.executor === 'slurm' ? readJobFile(files).gpu : gpuName(files.host);
  if (stepSeconds === undefined || startSeconds === undefined || gpu === undefined || sizes === undefined)
    return undefined;
  return {
    name: `run ${record.id}`,
    preset: request.preset,
    parameters: request.parameters,
    gpu,
    gpus: sizes.gpus,
    lora: sizes.lora !== undefined,
    checkpointing: sizes.checkpointing,
    batch: sizes.batch,
    miniBatch: sizes.miniBatch,
    stepSeconds,
    startSeconds,
    ...(save === undefined ? {} : { bytesPerSecond: save.bytes / save.seconds }),
  };
}

/** Runs of the same preset and model that trained, the newest first; a record that cannot be read tells nothing. */
export function earlierTimes(folder: string, request: EarlierRequest): readonly MeasuredTimes[] {
  const runs = listRuns(folder, () => {}).filter(({ record }) => record.preset === request.preset);
  return runs
    .slice(-MOST)
    .reverse()
    .flatMap((run) => {
      try {
        return timesOf(run, request) ?? [];
      } catch {
        return [];
      }
    });
}
