/** Every layout that is read here; the order is that of the recipes. */
import type { Layout } from '../../recipe/recipe.ts';
import type { LayoutDefinition } from '../layout.ts';
import { av3d } from './av3d.ts';
import { avha } from './avha.ts';
import { blendedAv } from './blended-av.ts';
import { reason1Sft } from './reason1-sft.ts';

export const LAYOUTS: Readonly<Record<Layout, LayoutDefinition>> = {
  avha,
  'blended-av': blendedAv,
  av3d,
  'reason1-sft': reason1Sft,
};
