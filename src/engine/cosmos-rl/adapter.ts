/** cosmos-rl behind the seam; light to load: its parts come when they are asked for. */
import type { EngineAdapter } from '../adapter.ts';
import { KEYS, LAYOUT } from './layout.ts';
import { moduleNames } from './models.ts';
import { gpusNeeded } from './placement.ts';
import { WEIGHTS } from './resume.ts';
import { STATED } from './stated.ts';
import { asCosmosRl, engineOf, KNOWN_VERSIONS } from './versions.ts';

/** The engine of NVIDIA's Cosmos Cookbook. */
export const COSMOS_RL: EngineAdapter = {
  name: 'cosmos-rl',
  versions: KNOWN_VERSIONS,
  at: engineOf,
  stated: STATED,
  layout: LAYOUT,
  keys: KEYS,
  weights: WEIGHTS,
  gpus: gpusNeeded,
  // It takes any table, and other programs have some of its names: a file is its own where no other engine's is surer.
  owns: () => false,
  moduleNames,
  installed: async (io) => (await import('./installed.ts')).installedEngine(io),
  presenting: async () => (await import('./presenting.ts')).PRESENTING,
  host: async () => (await import('./host/requirements.ts')).HOST,
  planning: async () => (await import('./planning/index.ts')).PLANNING,
  objective: async () => (await import('./objective/index.ts')).OBJECTIVE,
  runtime: async () => (await import('./runtime/index.ts')).RUNTIME,
  setup: async (version) => (await import('./setup.ts')).setupOf(version),
  editorSchema: async (engine) =>
    (await import('./editor/json-schema.ts')).editorSchema(asCosmosRl(engine).known),
};
