/** Every kind of finding of cosmos-framework that it alone has. */
import type { EngineKinds } from '../adapter.ts';
import { FRAMEWORK_ENDINGS } from './ending/kinds.ts';
import { TRAINER_CHECKS } from './host/checks.ts';
import { FRAMEWORK_OWN_SYMPTOMS } from './log/symptoms/index.ts';
import { OBJECTIVE_KINDS } from './objective/kinds.ts';
import { PAGES } from './pages.ts';
import { RULES } from './rules/index.ts';

export const KINDS: EngineKinds = {
  settings: RULES,
  objective: OBJECTIVE_KINDS,
  others: [...TRAINER_CHECKS, ...FRAMEWORK_OWN_SYMPTOMS, ...FRAMEWORK_ENDINGS],
  pages: PAGES,
};
