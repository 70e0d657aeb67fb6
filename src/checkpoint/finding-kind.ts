/** The old name of `defineFinding` for findings about models; goes with its last use. */
import { defineFinding } from '../findings/finding.ts';

export type { SayingKind as ObjectiveFinding, Words } from '../findings/finding.ts';
export { found } from '../findings/finding.ts';
export const defineObjectiveFinding = defineFinding;
