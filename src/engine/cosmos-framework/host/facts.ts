/** What is asked of a host for cosmos-framework alone, beside what every engine asks. */
import { checksOver } from '../../../host/check.ts';
import type { Fact, HostFacts } from '../../../host/facts.ts';
import type { EngineFacts } from '../../../host/python.ts';

/** Everything that a check of cosmos-framework may read. */
export interface FrameworkFacts extends HostFacts {
  /** Why `python` on PATH cannot convert start weights; empty where it can. */
  readonly conversionPython: Fact<string>;
}

/** Declares a check of cosmos-framework. */
export const defineCheck = checksOver<FrameworkFacts>();

/** The scripts take `override` from typing, which Python has since 3.12 (inference/common/args.py, 5eee9ed). */
const LEAST = 12;

/** Judges the `python` that the launch would call by that name. */
export function conversionPython({
  pathPython,
  pathVersion,
}: EngineFacts): FrameworkFacts['conversionPython'] {
  if (!pathPython.ok) return { ok: true, value: pathPython.reason };
  const { path, engineVersion } = pathPython.value;
  if (engineVersion === undefined) return { ok: true, value: `${path} has no module cosmos_framework` };
  const minor = Number(/^3\.(\d+)/.exec(pathVersion ?? '')?.[1] ?? Number.NaN);
  if (Number.isNaN(minor)) return { ok: false, reason: `the version of ${path} is not known` };
  return {
    ok: true,
    value: minor < LEAST ? `${path} is Python ${pathVersion}, and it needs 3.${LEAST}` : '',
  };
}
