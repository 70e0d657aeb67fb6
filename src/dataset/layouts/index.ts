/** Every layout that is read here; the order is that of the recipes. */
import type { Layout } from '../../recipe/recipe.ts';
import type { LayoutDefinition } from '../layout.ts';
import { av3d } from './av3d.ts';
import { avha } from './avha.ts';
import { blendedAv } from './blended-av.ts';
import { hfConversations } from './hf-conversations.ts';
import { llava } from './llava.ts';
import { mediaAndText } from './media-text.ts';
import { mimicgen } from './mimicgen.ts';
import { reason1Sft } from './reason1-sft.ts';
import { streamed } from './streamed.ts';
import { videophy2 } from './videophy2.ts';
import { waferMap } from './wafer-map.ts';
import { warehouse } from './warehouse.ts';
import { wts } from './wts.ts';

export const LAYOUTS: Readonly<Record<Layout, LayoutDefinition>> = {
  avha,
  'blended-av': blendedAv,
  llava,
  wts,
  warehouse,
  'wafer-map': waferMap,
  'hf-conversations': hfConversations,
  mimicgen,
  videophy2,
  av3d,
  'reason1-sft': reason1Sft,
  'media-text': mediaAndText,
  streamed,
};
