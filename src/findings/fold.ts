/** Causes first: what follows from another finding about the same subject is that one told again. */
import type { Finding, FindingKind } from './finding.ts';

/** The findings without those whose kind says that it follows from one that is there. */
export function causesOnly(
  findings: readonly Finding[],
  kindOf: (id: string) => FindingKind | undefined,
): readonly Finding[] {
  const there = new Set(findings.map(({ id, subject }) => `${id} ${subject}`));
  return findings.filter(
    ({ id, subject }) => kindOf(id)?.follows?.some((cause) => there.has(`${cause} ${subject}`)) !== true,
  );
}
