/** The run judged against each of the four targets: what it says to a goal that words leave open. */
import type { Finding } from '../../findings/finding.ts';
import { TARGETS, type Target } from '../../findings/target.ts';
import type { Way } from '../remedies/way.ts';
import { aboutTarget } from './about-target.ts';
import { wayInstead } from './instead.ts';
import { type Judgement, judgementOf, type KindOf } from './kind-of.ts';
import { reasonFor } from './reason.ts';
import type { Situation } from './situation.ts';

/** One answer; `remedy` is there where this run does not serve the target. */
export interface Answer {
  readonly optimize: Target;
  readonly verdict: Judgement;
  readonly why: string;
  readonly remedy?: Way;
}

/** The finding that a verdict rests on, where it is no matter of loss and gradient: that has a sentence of its own. */
function decisive(findings: readonly Finding[], verdict: Judgement, kindOf: KindOf): Finding | undefined {
  const wanted = verdict === 'block' ? 'error' : 'warning';
  const matters = findings.filter((finding) => {
    const kind = kindOf(finding);
    return finding.severity === wanted || (verdict === 'warn' && finding.severity === 'error')
      ? kind?.byLoss !== true
      : false;
  });
  const byLoss = findings.some((finding) => finding.severity === wanted && kindOf(finding)?.byLoss === true);
  return byLoss ? undefined : matters[0];
}

/** Why a target gets this verdict: loss and gradient, or else what the findings say first. */
export function whyOf(
  one: Situation,
  target: Target,
  findings: readonly Finding[],
  verdict: Judgement,
): string {
  const finding = verdict === 'allow' ? undefined : decisive(findings, verdict, one.kindOf);
  return finding?.message ?? reasonFor(one, target);
}

/** The verdict of one target; `shared` is what is said of the run whatever is asked of it. */
export function answerAbout(one: Situation, shared: readonly Finding[], target: Target): Answer {
  const asked = { ...one, optimize: target };
  const findings = [...aboutTarget(asked), ...shared];
  const verdict = judgementOf(findings, one.kindOf);
  const remedy = verdict === 'allow' ? undefined : wayInstead(asked, target);
  const why = whyOf(asked, target, findings, verdict);
  return { optimize: target, verdict, why, ...(remedy === undefined ? {} : { remedy }) };
}

/** All four, in the order of `--optimize`. */
export function answersOf(one: Situation, shared: readonly Finding[]): readonly Answer[] {
  return TARGETS.map((target) => answerAbout(one, shared, target));
}
