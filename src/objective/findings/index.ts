/** Every kind of finding about models: families and grafts. */
import type { ObjectiveFinding } from '../../findings/objective-kind.ts';
import * as grafts from './graft.ts';
import * as models from './model.ts';

export const MODEL_FINDINGS: ReadonlyArray<ObjectiveFinding<object>> = [
  ...Object.values(models),
  ...Object.values(grafts),
];
