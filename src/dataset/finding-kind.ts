/** The old name of `defineFinding` for findings about data; goes with its last use. */
import { defineFinding } from '../findings/finding.ts';

export type { SayingKind as DatasetFinding, Words } from '../findings/finding.ts';
export const defineDatasetFinding = defineFinding;
