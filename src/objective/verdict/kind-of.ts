/** The kind behind a finding of the verdict: what it decides, leaves and needs is a field of the kind. */
import type { ObjectiveFinding } from '../../checkpoint/finding-kind.ts';
import { CHECKPOINT_FINDINGS } from '../../checkpoint/findings.ts';
import type { Finding } from '../../findings/finding.ts';
import { MODEL_FINDINGS } from '../findings/index.ts';
import { VERDICT_KINDS } from './kinds.ts';

const BY_ID: ReadonlyMap<string, ObjectiveFinding<object>> = new Map(
  [...CHECKPOINT_FINDINGS, ...MODEL_FINDINGS, ...VERDICT_KINDS].map((kind) => [kind.id, kind]),
);

/** The kind; every finding of the verdict has one. */
export function objectiveKindOf({ id }: Pick<Finding, 'id'>): ObjectiveFinding<object> | undefined {
  return BY_ID.get(id);
}

export type Judgement = 'allow' | 'warn' | 'block';

/** What findings make of a verdict: what only could not be read refuses nothing, and is no plain allow. */
export function judgementOf(findings: readonly Finding[]): Judgement {
  const harmful = findings.filter(({ severity }) => severity !== 'info');
  const refuses = harmful.some(
    (finding) => finding.severity === 'error' && objectiveKindOf(finding)?.decides !== false,
  );
  return refuses ? 'block' : harmful.length > 0 ? 'warn' : 'allow';
}
