/** Whether a host is ready: not only without errors, but looked at. */
import type { Report } from '../findings/finding.ts';
import type { AnyCheck, Need } from '../host/check.ts';
import { runChecks } from '../host/check.ts';
import { type HostFacts, NOT_ASKED } from '../host/facts.ts';
import { CHECKS, HOST_CHECKS } from './checks/index.ts';

/** The checks that are about a launch: those of a host, and of its engine. */
export function checksFor({ checks }: Need): readonly AnyCheck[] {
  return CHECKS.filter((one) => HOST_CHECKS.includes(one) || checks === undefined || checks.has(one.id));
}

/** Runs every check; where no engine version was asked for, the installed one is what counts. */
export function checkHost(facts: HostFacts, need: Need): Report {
  const installed = facts.engine.ok ? facts.engine.value.version : undefined;
  const engine = need.engine ?? installed;
  return runChecks(checksFor(need), facts, engine === undefined ? need : { ...need, engine });
}

/** True without an error and without a check that should have looked but could not. */
export function isReady(report: Report): boolean {
  return (
    report.findings.every((finding) => finding.severity !== 'error') &&
    report.skipped.every((skipped) => skipped.reason === NOT_ASKED)
  );
}
