/** A check of a job against its cluster: pure; one file each, in checks/. */
import type { Finding, FindingDraft, FindingKind, Report, Skipped } from '../../findings/finding.ts';
import { stamp } from '../../findings/finding.ts';
import type { ClusterFacts, ClusterNeed } from './facts.ts';

/** A check; where what it reads is not known it says why, and never passes. */
export interface ClusterCheck extends FindingKind {
  evaluate(facts: ClusterFacts, need: ClusterNeed): readonly FindingDraft[] | { readonly skipped: string };
}

/** Declares a check of a cluster. */
export function defineClusterCheck(check: ClusterCheck): ClusterCheck {
  return check;
}

/** Runs every check; Slurm's own no is told only where no check says what it is about. */
export function runClusterChecks(
  checks: readonly ClusterCheck[],
  facts: ClusterFacts,
  need: ClusterNeed,
): Report {
  const findings: Finding[] = [];
  const skipped: Skipped[] = [];
  for (const check of checks) {
    const result = check.evaluate(facts, need);
    if ('skipped' in result) skipped.push({ id: check.id, reason: result.skipped });
    else findings.push(...result.map((draft) => stamp(check, draft)));
  }
  const follows = new Set(checks.filter(({ consequence }) => consequence === true).map(({ id }) => id));
  const known = findings.some(({ id, severity }) => severity === 'error' && !follows.has(id));
  return { findings: findings.filter(({ id }) => !known || !follows.has(id)), skipped };
}
