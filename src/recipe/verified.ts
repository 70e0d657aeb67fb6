/** Real runs of presets on a GPU; the rows stand in docs/gpu-runs.json, and a test compares. */
import type { Recipe } from './recipe.ts';

const FAMILIES = { qwen2_5_vl: 'Qwen2.5-VL', qwen3_vl: 'Qwen3-VL' } as const;

/** The preset's entry script on the data of its layout, from start to verified end, with a model of a few million parameters. */
export function smallRun(family: keyof typeof FAMILIES, on = '2026-11-28'): NonNullable<Recipe['verified']> {
  return {
    engine: '0.4.7',
    hardware: 'one NVIDIA H200',
    on,
    model: `a small randomly initialised ${FAMILIES[family]}, 14 to 33 steps with validation, checkpoint and export; full size not yet run`,
  };
}
