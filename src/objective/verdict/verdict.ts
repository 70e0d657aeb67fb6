/** The verdict: is what is asked inside what this run optimises, and what can do it instead. */
import type { Family } from '../../checkpoint/family/family.ts';
import type { Module, OtherConfig } from '../../engine/objective.ts';
import { bySeverity, type Finding, type Skipped } from '../../findings/finding.ts';
import { causesOnly } from '../../findings/fold.ts';
import { found } from '../../findings/objective-kind.ts';
import type { GraftRow } from '../graft/compare.ts';
import { CHEAP_CHECKS, concernsDriving, STAGES } from '../remedies/advice.ts';
import type { Way } from '../remedies/way.ts';
import { ROLES_OF } from '../request/target.ts';
import { aboutContent } from './about-content.ts';
import { aboutKeys } from './about-keys.ts';
import { type About, aboutModel } from './about-model.ts';
import { aboutDelivery, aboutTarget } from './about-target.ts';
import { type Answer, answersOf } from './answers.ts';
import { type Headline, headlineOf } from './headline.ts';
import { familiesFor, unserved, wayForRole, waysFor, withCommand } from './instead.ts';
import { type Judgement, judgementOf } from './kind-of.ts';
import { goalAsks } from './kinds.ts';
import { type Given, type Situation, situationOf } from './situation.ts';

/** One row of the table: a module, and what can train it where this run does not. */
export interface JudgedModule extends Module {
  readonly remedy?: Way;
}

/** The verdict with everything it rests on. */
export interface Verdict {
  readonly verdict: Judgement;
  readonly headline: Headline;
  readonly findings: readonly Finding[];
  readonly modules: readonly JudgedModule[];
  /** The run against each of the four targets, where none is asked for. */
  readonly answers?: readonly Answer[];
  /** The goal as it was given: kept, and never judged. */
  readonly goal?: string;
  /** What to do instead of a run that is refused, or after one that is warned about. */
  readonly remedies: readonly Way[];
  readonly stages: readonly string[];
  readonly cheapChecks: readonly string[];
  /** The family of the model, and what says so. */
  readonly model?: Family;
  /** Backbone and consumer side by side, where --consumer names one. */
  readonly graft?: readonly GraftRow[];
  /** What could not be looked at, and why. */
  readonly skipped: readonly Skipped[];
}

/** A finding about a key or about the model gets the place where that was set. */
function placed(finding: Finding, { origins, model, objective }: Situation): Finding {
  const key = finding.subject === model?.name ? objective.keys.model : finding.subject;
  const near = [...origins].find(([one]) => one === key || one.startsWith(`${key}.`))?.[1];
  const origin = finding.origin ?? near;
  return origin === undefined ? finding : { ...finding, origin };
}

/** The table: what is absent is a row only for whoever asked for it. */
function tableOf(one: Situation): readonly JudgedModule[] {
  const roles = one.optimize === undefined ? [] : ROLES_OF[one.optimize];
  return (one.trained?.modules ?? [])
    .filter(({ state, role }) => state !== 'absent' || roles.includes(role))
    .map((module) => {
      const remedy = module.state === 'trained' ? undefined : wayForRole(one, module.role);
      return remedy === undefined ? module : { ...module, remedy };
    });
}

/** A config of another engine: there is nothing to judge but whose it is. */
function ofOther(given: Given, { finding, text, why }: OtherConfig): Verdict {
  return {
    verdict: 'block',
    headline: { says: 'no', text, why, unseen: [] },
    findings: [finding],
    modules: [],
    remedies: [],
    stages: [],
    cheapChecks: [],
    skipped: [],
    ...(given.goal === undefined ? {} : { goal: given.goal }),
  };
}

/** Judges everything that is given. */
export function verdictOf(given: Given): Verdict {
  const other = given.objective.otherOf?.(given.config);
  if (typeof other === 'object') return ofOther(given, other);
  const one = situationOf(given);
  const judged = other === undefined;
  const model: About = judged ? aboutModel(one) : { findings: [], skipped: [] };
  const shared = judged
    ? causesOnly([...model.findings, ...aboutDelivery(one), ...aboutKeys(one), ...aboutContent(one)], (id) =>
        one.kindOf({ id }),
      )
    : [];
  const open = given.optimize === undefined && given.goal !== undefined;
  const asks = open ? [found(goalAsks, '--goal', { goal: given.goal ?? '' })] : [];
  const all = [...(judged ? aboutTarget(one) : []), ...shared, ...asks];
  const targets = unserved(one, all);
  const remedies = waysFor(one, targets);
  const findings = bySeverity(
    all.map((finding) => withCommand(placed(finding, one), remedies[0], one.kindOf)),
  );
  const verdict = judgementOf(findings, one.kindOf);
  const answers = given.optimize === undefined && judged ? answersOf(one, shared) : undefined;
  const driving =
    targets.some((target) => concernsDriving(target, false)) &&
    familiesFor(one).every((family) => family === undefined || !['action', 'omni'].includes(family.kind));
  return {
    verdict,
    headline: headlineOf(one, findings, verdict, answers),
    findings,
    modules: tableOf(one),
    ...(answers === undefined ? {} : { answers }),
    ...(given.goal === undefined ? {} : { goal: given.goal }),
    remedies,
    stages: driving ? STAGES : [],
    cheapChecks: driving ? CHEAP_CHECKS : [],
    skipped: model.skipped,
    ...(model.graft === undefined ? {} : { graft: model.graft }),
    ...(one.family === undefined ? {} : { model: one.family }),
  };
}
