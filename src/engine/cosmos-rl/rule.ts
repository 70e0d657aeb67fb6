/** A rule is a pure statement about a config; one file each, in rules/. */

import { overrideForm } from '../../config/layers.ts';
import { getValue, splitKey, type TomlTable, type TomlValue } from '../../config/value.ts';
import type { Finding, FindingDraft, FindingKind, Origin, Skipped } from '../../findings/finding.ts';
import { advised, stamp } from '../../findings/finding.ts';
import type { Form } from '../../findings/remedy.ts';
import type { Decision } from './config-class/answer.ts';
import { decide } from './config-class/decision.ts';
import { type EffectiveValues, effectiveValues } from './effective.ts';
import { NATIVE_TYPES } from './models.ts';
import type { MissingResume } from './resume.ts';
import type { Schema } from './schema/schema.ts';
import type { CosmosRl } from './versions.ts';

/** What is known beside the config; a rule that needs what is missing returns `{skipped: why}`. */
export interface RuleContext {
  readonly engine: CosmosRl;
  readonly schema: Schema;
  readonly origins: ReadonlyMap<string, Origin>;
  /** `model_type` of the model, and what says so. */
  readonly family?: { readonly name: string; readonly evidence: string };
  /** The model named in the config and, for a local folder, what is wrong with it. */
  readonly model?: { readonly name: string; readonly problem?: string };
  /** Versions the preset is meant for. */
  readonly presetEngines?: readonly string[];
  /** Training samples after the validation hold-out. */
  readonly samples?: number;
  /** Optimizer steps planned, where it can be computed. */
  readonly plannedSteps?: number;
  /** True where cookbook-run is about to launch this config as an SFT run of its own. */
  readonly launch?: boolean;
  /** GPUs that the launcher would see on one node. */
  readonly gpus?: number;
  /** Nodes that the run is to train on together; one where it is not said. */
  readonly nodes?: number;
  /** The entry script that goes with the config: a path, or `none`. */
  readonly script?: string;
  /** Other runs that are in the output folder already. */
  readonly outputRuns?: readonly string[];
  /** Steps that are saved in the very folder that a launch would write to. */
  readonly heldSteps?: readonly string[];
  /** The checkpoint to resume from, where it was looked for and is not there. */
  readonly resume?: MissingResume;
  /** How remedies are written; by default as lines of the file, before a launch as overrides. */
  readonly form?: Form;
}

/** The config as a rule sees it. */
export class ConfigView {
  readonly config: TomlTable;
  readonly context: RuleContext;
  #decision: Decision | undefined;
  readonly #values: EffectiveValues;

  constructor(config: TomlTable, context: RuleContext) {
    this.config = config;
    this.context = context;
    this.#values = effectiveValues(config, context.engine);
  }

  /** The written value, or `undefined`. */
  written(key: string): TomlValue | undefined {
    return getValue(this.config, splitKey(key));
  }

  /** What the engine's own Config does with the config as it stands. */
  get decision(): Decision {
    this.#decision ??= decide(this.config, this.context.engine);
    return this.#decision;
  }

  /** The value the workers will use: after the engine's conversion, defaults and validators; else as written, or the default. */
  effective(key: string): unknown {
    return this.#values.value(key);
  }

  /** The trainer the workers will be: `sft` or `grpo`, as Config decides it; other texts where it rejects them. */
  get trainer(): string {
    const policy = this.written('train.train_policy');
    return policy === undefined ? 'grpo' : (this.text('train.train_policy.type') ?? 'sft');
  }

  /** True where the engine takes another trainer than the written `type`; what follows from that is one mistake, not several. */
  get overruled(): boolean {
    const type = this.written('train.train_policy.type');
    return (type === 'sft' || type === 'grpo') && type !== this.trainer;
  }

  /** True for SFT of a language or vision-language model, which most facts about SFT runs are about. */
  get isSft(): boolean {
    return this.trainer === 'sft' && !this.bool('policy.is_diffusers');
  }

  /** `effective` as a number, or `undefined`. */
  number(key: string): number | undefined {
    return this.#values.number(key);
  }

  /** `effective` as the engine's bool. */
  bool(key: string): boolean {
    return this.#values.bool(key);
  }

  /** `effective` as text, or `undefined`. */
  text(key: string): string | undefined {
    const value = this.effective(key);
    return typeof value === 'string' ? value : undefined;
  }

  /** `{origin}` of a key, to be spread into a draft. */
  at(key: string): { readonly subject: string; readonly origin?: Origin } {
    const origin = this.context.origins.get(key);
    return origin === undefined ? { subject: key } : { subject: key, origin };
  }

  /** Whether the workers take the Hugging Face path (policy/model/base.py: native types, else hfmodel). */
  get hfPath(): boolean | undefined {
    if (this.bool('train.force_use_hf')) return true;
    const family = this.context.family?.name;
    return family === undefined ? undefined : !NATIVE_TYPES.has(family);
  }
}

export type RuleResult = readonly FindingDraft[] | { readonly skipped: string };

export interface Rule extends FindingKind {
  readonly enforcedBy: 'engine' | 'nobody';
  /** True where another rule's error about the same subject says more: then this one is silent. */
  readonly fallback?: boolean;
  evaluate(view: ConfigView): RuleResult;
}

/** Declares a rule about the config. */
export function defineRule(
  rule: Omit<Rule, 'category'> & { readonly category?: FindingKind['category'] },
): Rule {
  return { category: 'config', ...rule };
}

/** How this reader writes settings. */
function formOf({ form, launch, origins }: RuleContext): Form {
  return form ?? (launch === true ? overrideForm(origins) : { kind: 'file' });
}

/** Runs every rule; the runner stamps the ids. */
export function runRules(
  rules: readonly Rule[],
  view: ConfigView,
): { readonly findings: readonly Finding[]; readonly skipped: readonly Skipped[] } {
  const findings: Finding[] = [];
  const skipped: Skipped[] = [];
  // As it is written: the engine may read the same value otherwise than the launcher.
  const reader = { holds: (key: string) => view.written(key), form: formOf(view.context) };
  for (const rule of rules) {
    const result = rule.evaluate(view);
    if ('skipped' in result) skipped.push({ id: rule.id, reason: result.skipped });
    else findings.push(...result.map((draft) => advised(stamp(rule, draft), reader)));
  }
  const silent = new Set(rules.filter(({ fallback }) => fallback === true).map(({ id }) => id));
  const said = new Set(
    findings
      .filter(({ id, severity }) => severity === 'error' && !silent.has(id))
      .map(({ subject }) => subject),
  );
  // What is missing only because its key is misspelt is told once, with the key.
  const misspelt = findings.filter(({ severity }) => severity === 'error');
  const meant = new Set(misspelt.map(({ data }) => data['suggestion']));
  const follows = (subject: string) => meant.has(subject) && view.written(subject) === undefined;
  // Where the whole [train] is missing, what else is missing is no news.
  const empty = view.decision.reasons.some(({ key }) => key === 'train');
  const counted = findings.filter(
    ({ id, subject }) =>
      (!silent.has(id) || !said.has(subject)) &&
      !follows(subject) &&
      (!empty || subject === 'train' || view.written(subject) !== undefined),
  );
  return { findings: counted, skipped };
}
