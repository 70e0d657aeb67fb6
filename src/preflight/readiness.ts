/** Whether a host is ready: not only without errors, but looked at. */
import type { Report } from '../findings/finding.ts';
import type { AnyCheck, Need } from '../host/check.ts';
import { runChecks } from '../host/check.ts';
import { type HostFacts, NOT_ASKED } from '../host/facts.ts';
import type { HostRequirements } from '../host/requirements.ts';
import { HOST_CHECKS } from './checks/index.ts';

/** The checks of a launch: those of its engine first, then those of any host. */
export function checksFor({ checks }: Pick<HostRequirements, 'checks'>): readonly AnyCheck[] {
  return [...checks, ...HOST_CHECKS];
}

/** Runs every check; where no engine version was asked for, the installed one is what counts. */
export function checkHost(host: HostRequirements, facts: HostFacts, need: Need): Report {
  const installed = facts.engine.ok ? facts.engine.value.version : undefined;
  const engine = need.engine ?? installed;
  return runChecks(checksFor(host), facts, engine === undefined ? need : { ...need, engine }, host);
}

/** True without an error and without a check that should have looked but could not. */
export function isReady(report: Report): boolean {
  return (
    report.findings.every((finding) => finding.severity !== 'error') &&
    report.skipped.every((skipped) => skipped.reason === NOT_ASKED)
  );
}
