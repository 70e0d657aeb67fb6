/** What `import ... from 'cookbook-run'` gives: the types of presets, and the function that declares one. */

export type { KnownVersion } from './engine/cosmos-rl/known-versions.ts';
export type { EngineConfig } from './engine/cosmos-rl/schema/generated.ts';
export { definePreset, type Preset } from './recipe/preset.ts';
export type { CustomConfig, Layout, PresetConfig } from './recipe/recipe.ts';
