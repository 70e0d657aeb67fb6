/** A check is a pure statement about the plan and the host; one file each, or those of one theme in one. */
import type { TomlValue } from '../config/value.ts';
import type { Finding, FindingDraft, FindingKind, Report, Skipped } from '../findings/finding.ts';
import { advised, stamp } from '../findings/finding.ts';
import type { Form, Remedy } from '../findings/remedy.ts';
import { type Fact, factNamed, type HostFacts } from './facts.ts';

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

/** The keys of a config that remedies of a host set, in the engine's spelling; a key that it does not have is absent. */
interface HostKeys {
  /** Where the run writes. */
  readonly output: string;
  /** How many checkpoints are kept. */
  readonly keep?: string;
  /** How many processes read data. */
  readonly loaders?: string;
  /** What makes a run of `needed` GPUs one of the `visible`, or nothing; `holds` tells what is in force. */
  fewerGpus?(
    visible: number,
    needed: number,
    holds: (key: string) => unknown,
  ): Readonly<Record<string, TomlValue>> | undefined;
}

/** The ports of a run. */
interface PortNeed {
  readonly numbers: Readonly<Record<string, number>>;
  /** Those that the user named himself, by the key that says so: another free port is no answer for them. */
  readonly named?: Readonly<Record<string, string>>;
}

/** What a check may know about the launch; `undefined` where `doctor` runs without a preset. */
export interface Need {
  readonly gpus?: number;
  readonly ports?: PortNeed;
  readonly outputDir?: string;
  /** Bytes the run will write at most, where it can be estimated. */
  readonly diskBytes?: number;
  /** Bytes of one save: with less than that, not even the first checkpoint can be written. */
  readonly saveBytes?: number;
  /** The entry script, whose path an engine may put unquoted into a shell command. */
  readonly script?: string;
  /** The engine's version that the config was made for. */
  readonly engine?: string;
  /** Model family as in config.json `model_type`, e.g. `qwen3_vl`. */
  readonly family?: string;
  /** Absent where it cannot be told. */
  readonly memory?: MemoryNeed;
  /** What the launch makes first: the programs that do it. */
  readonly makes?: readonly string[];
  /** The value that is in force for a key of the config; absent where no config is at hand. */
  readonly holds?: (key: string) => unknown;
  /** How remedies are written: with the flags that the user typed. */
  readonly form?: Form;
}

/** What the engine says of every launch, beside what this one needs. */
export interface EngineSide {
  readonly keys?: HostKeys;
  /** True where it takes the next free port for one that is taken, and false where it ends. */
  readonly portsMove: boolean;
}

type Values<All, Reads extends keyof All> = {
  readonly [Key in Reads]: All[Key] extends Fact<infer T> ? T : never;
};

/** A check with the facts it reads: if one of them is not known, the check is skipped, never passed. */
interface Check<All, Reads extends keyof All> extends FindingKind {
  readonly reads: readonly Reads[];
  evaluate(facts: Values<All, Reads>, need: Need, side: EngineSide): readonly FindingDraft[];
}

/** A check whose reads are no longer in its type, so that lists can hold all of them. */
export interface AnyCheck extends FindingKind {
  readonly reads: readonly string[];
  evaluate(facts: never, need: Need, side: EngineSide): readonly FindingDraft[];
}

/** Declares checks over a table of facts; a fact that is used but not listed in `reads` does not compile. */
export function checksOver<All>() {
  return <const Reads extends keyof All & string>(check: Check<All, Reads>): Check<All, Reads> => check;
}

/** Declares a check over what is asked of every host. */
export const defineHostCheck = checksOver<HostFacts>();

/** Runs every check over the facts. */
export function runChecks(
  checks: readonly AnyCheck[],
  facts: HostFacts,
  need: Need,
  side: EngineSide,
): Report {
  const findings: Finding[] = [];
  const skipped: Skipped[] = [];
  for (const check of checks) {
    const read = check.reads.map((key) => [key, factNamed(facts, key)] as const);
    const unknown = read.find(([, fact]) => !fact.ok)?.[1];
    if (unknown !== undefined && !unknown.ok) {
      skipped.push({ id: check.id, reason: unknown.reason });
      continue;
    }
    const values = Object.fromEntries(read.map(([key, fact]) => [key, fact.ok ? fact.value : undefined]));
    findings.push(
      ...check.evaluate(values as never, need, side).map((draft) => advised(stamp(check, draft), need)),
    );
  }
  return { findings, skipped };
}
