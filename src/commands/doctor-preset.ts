/** `doctor`: the host part alone, for what a preset needs. */
import { surroundingsOf } from '../checkpoint/facts.ts';
import { readCheckpoint } from '../checkpoint/read.ts';
import { overrideForm, resolve } from '../config/layers.ts';
import { getValue, splitKey, type TomlTable } from '../config/value.ts';
import type { EngineAdapter } from '../engine/adapter.ts';
import { adapterOf } from '../engine/registry.ts';
import type { MemoryEstimate } from '../estimate/memory/estimate.ts';
import { ExitCode } from '../findings/exit-code.ts';
import { Failure } from '../findings/failure.ts';
import type { Need } from '../host/check.ts';
import type { HostRequirements } from '../host/requirements.ts';
import type { Io } from '../io.ts';
import { chosenEngine } from '../plan/chosen-engine.ts';
import { findPreset } from '../plan/chosen-preset.ts';
import { settingRequest } from '../plan/flags.ts';
import { memoryNeed, memoryOf, type PlannedMemory } from '../plan/memory.ts';
import { allSettings, type SettingRequest } from '../plan/settings.ts';
import type { Recipe } from '../recipe/recipe.ts';
import { doctor } from './doctor.ts';
import type { JobFlags } from './job-options.ts';

/** What the command line gives. */
interface DoctorOptions extends JobFlags {
  readonly preset?: string;
  readonly json?: boolean;
  readonly on?: 'local' | 'slurm';
  readonly nodes?: string;
  readonly gpus?: string;
  readonly fix?: boolean;
  /** What a doctor of several nodes tells each of them. */
  readonly asNode?: string;
}

/** As a plan of `sft` says it before any data is looked at. */
async function presetMemory(
  config: TomlTable,
  recipe: Recipe,
  adapter: EngineAdapter,
  io: Io,
): Promise<PlannedMemory> {
  const planning = await adapter.planning();
  const found = await adapter.installed?.(io);
  const installed = adapter.at(found ?? '')?.version;
  const { engine } = chosenEngine(undefined, { recipe, ...(installed === undefined ? {} : { installed }) });
  const model = readCheckpoint(planning.modelOf(config), surroundingsOf(io.cwd, io.env));
  return memoryOf(config, { engine, planning }, model);
}

/** Checks the host; with a preset also its number of GPUs, their memory and its model family. */
export async function doctorPreset(options: DoctorOptions, io: Io): Promise<ExitCode> {
  const { preset, json } = options;
  if (options.asNode !== undefined) {
    const { doctorOfNode } = await import('./doctor-slurm.ts');
    return doctorOfNode(options.asNode, io);
  }
  const shared = json === undefined ? {} : { json };
  if (options.fix === true) return withFix(options, io);
  if (options.on === 'slurm') return onCluster(options, io);
  const forCluster = (['nodes', 'partition', 'gpus', 'site'] as const).find(
    (name) => options[name] !== undefined,
  );
  if (forCluster !== undefined)
    throw new Failure(ExitCode.usage, `--${forCluster} is for a cluster`, 'add --on slurm, or leave it out');
  if (preset === undefined) return doctor(shared, io);
  const asked = await needOfPreset(preset, {}, io);
  return doctor({ ...shared, preset, ...asked }, io);
}

/** `--fix`: the report goes to stderr and the script of `setup` to stdout; the code stays that of the host, which nothing has mended. */
async function withFix({ fix: _, ...options }: DoctorOptions, io: Io): Promise<ExitCode> {
  if (options.json === true || options.on === 'slurm')
    throw new Failure(
      ExitCode.usage,
      '--fix prints a script for this host',
      'give it without --json and --on slurm',
    );
  const code = await doctorPreset(options, { ...io, stdout: io.stderr });
  if (code === ExitCode.ok) {
    io.stderr.write('nothing to mend\n');
    return code;
  }
  const { setup } = await import('./setup.ts');
  await setup({}, io);
  io.stderr.write(
    'the script makes an environment for the engine; GPUs, drivers and disks it does not mend\n',
  );
  return code;
}

/** `--on slurm`: what each node must have for its share of the preset's run. */
async function onCluster(options: DoctorOptions, io: Io): Promise<ExitCode> {
  const { doctorOnSlurm } = await import('./doctor-slurm.ts');
  if (options.preset === undefined) return doctorOnSlurm(options, io);
  const { nodes = 1, gpus } = settingRequest({ nodes: '2', ...options });
  const { host, need } = await needOfPreset(options.preset, gpus === undefined ? {} : { gpus, nodes }, io);
  return doctorOnSlurm(
    { ...options, host, need: { ...need, gpus: Math.ceil((need.gpus ?? 1) / nodes) } },
    io,
  );
}

/** What a preset's engine and its run need of a host, and of each GPU's memory. */
async function needOfPreset(
  preset: string,
  asked: SettingRequest,
  io: Io,
): Promise<{ readonly host: HostRequirements; readonly need: Need; readonly memory: MemoryEstimate }> {
  const recipe = await findPreset(preset, io);
  const { config, origins } = resolve(allSettings(recipe, asked, io.cwd));
  const adapter = adapterOf(recipe);
  const planning = await adapter.planning();
  const planned = await presetMemory(config, recipe, adapter, io);
  const memory = memoryNeed(planned);
  const makes = (planning.stages?.(config, io.cwd) ?? []).flatMap(({ argv }) => argv[0] ?? []);
  const need: Need = {
    gpus: adapter.gpus(config),
    family: recipe.family,
    holds: (key) => getValue(config, splitKey(key)),
    form: overrideForm(origins),
    ...(makes.length === 0 ? {} : { makes }),
    ...(memory === undefined ? {} : { memory }),
  };
  return { host: await adapter.host(), need, memory: planned.estimate };
}
