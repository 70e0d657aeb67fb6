/** Every kind of finding about models: families, settings and grafts. */
import type { FindingKind } from '../../findings/finding.ts';
import * as grafts from './graft.ts';
import * as models from './model.ts';
import * as settings from './settings.ts';

export const MODEL_FINDINGS: readonly FindingKind[] = [
  ...Object.values(models),
  ...Object.values(settings),
  ...Object.values(grafts),
];
