/** A check is a pure statement about the plan and the host; one file each, in checks/. */
import type { Finding, FindingDraft, FindingKind, Report, Skipped } from '../findings/finding.ts';
import { advised, stamp } from '../findings/finding.ts';
import type { Form, Remedy } from '../findings/remedy.ts';
import type { Fact, HostFacts } from './facts.ts';

interface Interval {
  readonly low: number;
  readonly expected: number;
  readonly high: number;
}

/** What the run is estimated to take of each GPU at its peak. */
export interface MemoryNeed {
  readonly allocatedGiB: Interval;
  readonly reservedGiB: Interval;
  readonly phase: string;
  readonly term: string;
  /** What tells the longest sample. */
  readonly from: string;
  readonly remedies: ReadonlyArray<{
    readonly remedy: Remedy;
    readonly reservedGiB: number;
    readonly highGiB: number;
    readonly costs: string;
  }>;
}

/** What a check may know about the launch; `undefined` where `doctor` runs without a preset. */
export interface Need {
  readonly gpus?: number;
  /** `fixed`: the user named them, so that another free port is not an answer. */
  readonly ports?: { readonly numbers: Readonly<Record<string, number>>; readonly fixed?: boolean };
  readonly outputDir?: string;
  /** Bytes the run will write at most, where it can be estimated. */
  readonly diskBytes?: number;
  /** Bytes of one save: with less than that, not even the first checkpoint can be written. */
  readonly saveBytes?: number;
  /** The entry script, whose path the engine puts unquoted into a shell command. */
  readonly script?: string;
  readonly engine?: string;
  /** Model family as in config.json `model_type`, e.g. `qwen3_vl`. */
  readonly family?: string;
  readonly forceUseHf?: boolean;
  /** Absent where it cannot be told. */
  readonly memory?: MemoryNeed;
  /** The value that is in force for a key of the config. */
  readonly holds?: (key: string) => unknown;
  /** How remedies are written: with the flags that the user typed. */
  readonly form?: Form;
  /** Ids of the engine's own checks that are about this launch; all of the first engine's where it is not said. */
  readonly checks?: ReadonlySet<string>;
  /** Whether wandb is asked for in `logging.logger`. */
  readonly wandb?: boolean;
}

type Values<Reads extends keyof HostFacts> = {
  readonly [Key in Reads]: HostFacts[Key] extends Fact<infer T> ? T : never;
};

/** A check with the facts it reads: if one of them is not known, the check is skipped, never passed. */
interface Check<Reads extends keyof HostFacts = keyof HostFacts> extends FindingKind {
  readonly reads: readonly Reads[];
  evaluate(facts: Values<Reads>, need: Need): readonly FindingDraft[];
}

/** A check whose reads are no longer in its type, so that lists can hold all of them. */
export interface AnyCheck extends FindingKind {
  readonly reads: ReadonlyArray<keyof HostFacts>;
  evaluate(facts: never, need: Need): readonly FindingDraft[];
}

/** Declares a check; a fact that is used but not listed in `reads` does not compile. */
export function defineCheck<const Reads extends keyof HostFacts>(check: Check<Reads>): Check<Reads> {
  return check;
}

/** Runs every check over the facts. */
export function runChecks(checks: readonly AnyCheck[], facts: HostFacts, need: Need): Report {
  const findings: Finding[] = [];
  const skipped: Skipped[] = [];
  for (const check of checks) {
    const unknown = check.reads.map((key) => facts[key]).find((fact) => !fact.ok);
    if (unknown !== undefined && !unknown.ok) {
      skipped.push({ id: check.id, reason: unknown.reason });
      continue;
    }
    const values = Object.fromEntries(
      check.reads.map((key) => {
        const fact = facts[key];
        return [key, fact.ok ? fact.value : undefined];
      }),
    );
    findings.push(
      ...check.evaluate(values as never, need).map((draft) => advised(stamp(check, draft), need)),
    );
  }
  return { findings, skipped };
}
