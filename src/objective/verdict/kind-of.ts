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
export function objectiveKindOf({ id }: Finding): ObjectiveFinding<object> | undefined {
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

/** Leaves out what only follows from an error that is told. */
export function withoutConsequences(findings: readonly Finding[]): readonly Finding[] {
  const follows = (finding: Finding) => objectiveKindOf(finding)?.consequence === true;
  const cause = findings.some((finding) => finding.severity === 'error' && !follows(finding));
  return cause ? findings.filter((finding) => !follows(finding)) : findings;
}
