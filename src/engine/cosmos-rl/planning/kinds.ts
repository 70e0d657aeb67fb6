/** What cosmos-rl's side finds in a config: whose file it is, and what is wrong with its settings. */
import type { FindingKind } from '../../../findings/finding.ts';
import { FOREIGN_FINDINGS } from '../foreign/findings.ts';
import { RULES } from '../rules/index.ts';

export const SETTINGS_KINDS: readonly FindingKind[] = [...FOREIGN_FINDINGS, ...RULES];
