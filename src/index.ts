/** What `import ... from 'cookbook-run'` gives: the types of presets, and the function that declares one. */

export type { PresetConfig } from '../recipes/define.ts';
export { definePreset, type EngineConfig, type KnownVersion, type Preset } from '../recipes/preset.ts';
export type { CustomConfig } from './config/custom-keys.ts';
export type { Layout } from './recipe/recipe.ts';
