/** cosmos-framework behind the seam; light to load: its parts come when they are asked for. */
import type { EngineAdapter } from '../adapter.ts';
import { KEYS, owns } from './keys.ts';
import { LAYOUT } from './layout.ts';
import { gpusOf } from './planning/placement.ts';
import { WEIGHTS } from './proof/weights.ts';
import { engineAt, VERSIONS } from './versions.ts';

/** The engine that trains the reasoners of Cosmos 3. */
export const COSMOS_FRAMEWORK: EngineAdapter = {
  name: 'cosmos-framework',
  versions: VERSIONS,
  at: engineAt,
  layout: LAYOUT,
  keys: KEYS,
  weights: WEIGHTS,
  gpus: gpusOf,
  sign: 'job',
  owns,
  presenting: async () => (await import('./presenting.ts')).PRESENTING,
  host: async () => (await import('./host/requirements.ts')).HOST,
  planning: async () => (await import('./planning/index.ts')).PLANNING,
  editorSchema: async (engine) => (await import('./editor-schema.ts')).editorSchema(engine),
  objective: async () => (await import('./objective/index.ts')).OBJECTIVE,
  runtime: async () => (await import('./runtime/index.ts')).RUNTIME,
};
