/** Every kind of finding of cosmos-rl. */
import type { EngineKinds } from '../adapter.ts';
import { OWN_ENDINGS } from './ending/kinds.ts';
import { ENGINE_CHECKS } from './host/checks/index.ts';
import { SYMPTOMS } from './log/symptoms/index.ts';
import { OBJECTIVE_KINDS } from './objective/kinds.ts';
import { PACKING_KINDS } from './packing/packing.ts';
import { PAGES } from './pages.ts';
import { SETTINGS_KINDS } from './planning/kinds.ts';

export const KINDS: EngineKinds = {
  settings: SETTINGS_KINDS,
  objective: OBJECTIVE_KINDS,
  others: [...ENGINE_CHECKS, ...SYMPTOMS, ...PACKING_KINDS, ...OWN_ENDINGS],
  pages: PAGES,
};
