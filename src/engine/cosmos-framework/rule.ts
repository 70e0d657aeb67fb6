/** A rule is a pure statement about a config of cosmos-framework; those of one theme stand in one file of rules/. */
import { overrideForm } from '../../config/layers.ts';
import { getValue, joinKey, leavesOf, splitKey, type TomlTable, type TomlValue } from '../../config/value.ts';
import {
  advised,
  type Finding,
  type FindingDraft,
  type FindingKind,
  type Origin,
  type Report,
  type Skipped,
  stamp,
} from '../../findings/finding.ts';
import type { Form } from '../../findings/remedy.ts';
import { type Decision, decide } from './config/decide.ts';
import { placeOf, taskOf } from './config/overrides.ts';
import { OVERRIDES_TABLE } from './keys.ts';
import { gpusOf } from './planning/placement.ts';
import type { StartWeights } from './start-weights.ts';

/** What is known beside the config. */
export interface RuleContext {
  readonly origins: ReadonlyMap<string, Origin>;
  /** True where cookbook-run is about to launch this config as a run of its own. */
  readonly launch?: boolean;
  readonly samples?: number;
  /** Tokens of the longest sample, where they were counted. */
  readonly longest?: { readonly tokens: number; readonly exact: boolean };
  /** A folder of start weights that was looked for, and what is wrong with it. */
  readonly weights?: StartWeights;
  /** Nodes of a cluster, where it is not this host that runs it. */
  readonly nodes?: number;
  /** The folder that the config itself names holds checkpoints of another run. */
  readonly goesOnFrom?: string;
  /** How remedies are written; by default as lines of the file, before a launch as overrides. */
  readonly form?: Form;
}

/** The config as a rule sees it. */
export class ConfigView {
  readonly config: TomlTable;
  readonly context: RuleContext;
  readonly decision: Decision;

  constructor(config: TomlTable, context: RuleContext) {
    this.config = config;
    this.context = context;
    this.decision = decide(config);
  }

  get task(): string {
    return taskOf(this.config);
  }

  get gpus(): number {
    return gpusOf(this.config);
  }

  /** The written value of a key of the TOML, or `undefined`. */
  written(key: string): TomlValue | undefined {
    return getValue(this.config, splitKey(key));
  }

  /** The value in force: what an override after `--` says of its place in the trainer's config, else what is written. */
  value(key: string): TomlValue | undefined {
    const place = placeOf(this.config, splitKey(key));
    const after = place === null ? undefined : this.override(place.join('.'));
    return after ?? this.written(key);
  }

  /** What an override says of a place in the trainer's own config. */
  override(place: string): TomlValue | undefined {
    const table = getValue(this.config, OVERRIDES_TABLE);
    if (typeof table !== 'object') return undefined;
    return leavesOf(table as TomlTable).find(
      ([path]) => path.join('.').replace(/^\+{0,2}/, '') === place,
    )?.[1];
  }

  number(key: string): number | undefined {
    const value = this.value(key);
    return typeof value === 'bigint' || typeof value === 'number' ? Number(value) : undefined;
  }

  text(key: string): string | undefined {
    const value = this.value(key);
    return typeof value === 'string' && value !== '???' ? value : undefined;
  }

  /** The numbers of a list, or `undefined` where it is none. */
  numbers(key: string): readonly number[] | undefined {
    const value = this.value(key);
    if (!Array.isArray(value)) return undefined;
    const all = value.map(Number);
    return all.some(Number.isNaN) ? undefined : all;
  }

  /** `{subject, origin}` of a key, to be spread into a draft. */
  at(key: string): { readonly subject: string; readonly origin?: Origin } {
    const origin = this.context.origins.get(joinKey(splitKey(key)));
    return origin === undefined ? { subject: key } : { subject: key, origin };
  }
}

export type RuleResult = readonly FindingDraft[] | { readonly skipped: string };

export interface Rule extends FindingKind {
  readonly enforcedBy: 'engine' | 'nobody';
  evaluate(view: ConfigView): RuleResult;
}

/** Declares a rule about the config. */
export function defineRule(
  rule: Omit<Rule, 'category'> & { readonly category?: FindingKind['category'] },
): Rule {
  return { category: 'config', ...rule };
}

/** Runs every rule; the runner stamps the ids. */
export function runRules(rules: readonly Rule[], view: ConfigView): Report {
  const { form, launch, origins } = view.context;
  const reader = {
    holds: (key: string) => view.written(key),
    form: form ?? (launch === true ? overrideForm(origins) : ({ kind: 'file' } as const)),
  };
  const findings: Finding[] = [];
  const skipped: Skipped[] = [];
  for (const rule of rules) {
    const result = rule.evaluate(view);
    if ('skipped' in result) skipped.push({ id: rule.id, reason: result.skipped });
    else findings.push(...result.map((draft) => advised(stamp(rule, draft), reader)));
  }
  return { findings, skipped };
}
