/** Every kind of finding about models: families, settings and grafts. */
import type { ObjectiveFinding } from '../../checkpoint/finding-kind.ts';
import * as grafts from './graft.ts';
import * as models from './model.ts';
import * as settings from './settings.ts';

export const MODEL_FINDINGS: ReadonlyArray<ObjectiveFinding<object>> = [
  ...Object.values(models),
  ...Object.values(settings),
  ...Object.values(grafts),
];
