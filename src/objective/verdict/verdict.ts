/** The verdict: is what is asked inside what this run optimises, and what can do it instead. */

import type { Checkpoint } from '../../checkpoint/checkpoint.ts';
import { type Family, primaryFamily } from '../../checkpoint/family/family.ts';
import { found } from '../../checkpoint/finding-kind.ts';
import { bySeverity, type Finding, type Origin, type Skipped } from '../../findings/finding.ts';
import type { Asked } from '../goal/judge-goal.ts';
import type { GraftRow } from '../graft/compare.ts';
import type { Module } from '../modules/modules.ts';
import { CHEAP_CHECKS, concernsDriving, STAGES } from '../remedies/advice.ts';
import { remedyFor, remedyOfRole } from '../remedies/choose.ts';
import type { Remedy } from '../remedies/remedy.ts';
import { otherLauncherOf } from '../request/launcher.ts';
import type { Target } from '../request/target.ts';
import { aboutContent } from './about-content.ts';
import { aboutGoal, type Question } from './about-goal.ts';
import { aboutKeys } from './about-keys.ts';
import { type About, aboutModel } from './about-model.ts';
import { aboutDelivery, aboutTarget } from './about-target.ts';
import { otherLauncher } from './kinds.ts';
import { type Given, type Situation, situationOf } from './situation.ts';

export type Judgement = 'allow' | 'warn' | 'block';

/** One row of the table: a module, and what can train it where this run does not. */
export interface JudgedModule extends Module {
  readonly remedy?: Remedy;
}

/** The verdict with everything it rests on. */
export interface Verdict {
  readonly verdict: Judgement;
  readonly findings: readonly Finding[];
  readonly modules: readonly JudgedModule[];
  readonly question?: Question;
  /** What to do instead of a run that is refused, or after one that is warned about. */
  readonly remedies: readonly Remedy[];
  readonly stages: readonly string[];
  readonly cheapChecks: readonly string[];
  /** The family of the model, and what says so. */
  readonly model?: Family;
  /** Backbone and consumer side by side, where --consumer names one. */
  readonly graft?: readonly GraftRow[];
  /** What could not be looked at, and why. */
  readonly skipped: readonly Skipped[];
}

const SEVERITY_VERDICT = { error: 'block', warning: 'warn', info: 'allow' } as const;

/** Files that could not be read are no evidence: they are said, and do not decide. */
function decides({ id }: Finding): boolean {
  return !id.startsWith('checkpoint-');
}

function judgementOf(findings: readonly Finding[]): Judgement {
  const verdicts = findings.filter(decides).map(({ severity }) => SEVERITY_VERDICT[severity]);
  return verdicts.includes('block') ? 'block' : verdicts.includes('warn') ? 'warn' : 'allow';
}

const WANTS: Readonly<Partial<Record<Asked, Target>>> = {
  decoder: 'trajectory-decoder',
  graft: 'trajectory-decoder',
  'foreign-model': 'trajectory-decoder',
  video: 'video-diffusion',
  tokens: 'discrete-traj-tokens',
  brain: 'trajectory-decoder',
};

const WANTS_BY_ID: Readonly<Record<string, Target>> = {
  'brain-only-checkpoint': 'trajectory-decoder',
  'graft-shifts-decoder': 'trajectory-decoder',
  'product-not-whole': 'trajectory-decoder',
  'graft-incompatible': 'trajectory-decoder',
  'graft-vocabulary-mismatch': 'trajectory-decoder',
  'graft-tensors-differ': 'trajectory-decoder',
  'graft-fits-nothing-known': 'trajectory-decoder',
  'trajectory-tokens-in-vocabulary': 'discrete-traj-tokens',
  'expert-export-disguised': 'trajectory-decoder',
  'decoder-key-ignored': 'trajectory-decoder',
  'entry-unverifiable': 'trajectory-decoder',
  'tokens-not-decoder': 'trajectory-decoder',
  'tokens-not-in-vocabulary': 'discrete-traj-tokens',
  'numeric-columns-dropped': 'trajectory-decoder',
};

/** Findings about names that meet nothing. */
const PATTERNS: ReadonlySet<string> = new Set([
  'pattern-matches-nothing',
  'pattern-matches-partly',
  'trainable-map-unknown',
  'learning-rate-module-unknown',
]);

const DECODER_NAME = /expert|action_|diffusion|decoder|traj/i;

/** Findings that say that model and trainer do not belong together. */
const MISFITS: ReadonlySet<string> = new Set([
  'model-not-loadable',
  'trainer-model-mismatch',
  'trainer-evaluates-only',
  'weights-prefix-mismatch',
  'expert-export-disguised',
  'graft-incompatible',
  'graft-vocabulary-mismatch',
  'graft-fits-nothing-known',
]);

/** The targets that the findings leave unserved, the asked one first. */
function unserved(one: Situation, findings: readonly Finding[], asked: Asked | undefined): readonly Target[] {
  const harmful = findings.filter(({ severity }) => severity !== 'info');
  const targets = new Set<Target>();
  if (one.optimize !== undefined && harmful.length > 0) targets.add(one.optimize);
  // Whoever grafts wants another VLM in a model: where that model's VLM can be trained itself, that is the way.
  const itself = ['token', 'alpamayo'].includes(familyOf(one.consumer)?.kind ?? '');
  for (const { id, data } of harmful) {
    const grafts = id.startsWith('graft-') && id !== 'graft-shifts-decoder';
    const target = grafts && itself ? 'vlm-text' : WANTS_BY_ID[id];
    if (target !== undefined) targets.add(target);
    if (PATTERNS.has(id) && DECODER_NAME.test(JSON.stringify(data))) targets.add('trajectory-decoder');
    if (id === 'no-text-to-train')
      targets.add(/latents/.test(String(data['holds'])) ? 'video-diffusion' : 'trajectory-decoder');
    if (id === 'goal-asks' && asked !== undefined) targets.add(WANTS[asked] ?? 'vlm-text');
    if (MISFITS.has(id)) targets.add(ofFamily(one.family) ?? 'vlm-text');
  }
  return [...targets];
}

function ofFamily(family: Family | undefined): Target | undefined {
  switch (family?.kind) {
    case 'alpamayo':
    case 'expert-export':
    case 'action':
      return 'trajectory-decoder';
    case 'diffusion':
    case 'world-model':
      return 'video-diffusion';
    default:
      return undefined;
  }
}

function familyOf(checkpoint: Checkpoint | undefined): Family | undefined {
  return checkpoint === undefined ? undefined : primaryFamily(checkpoint.families);
}

/** A finding about a key or about the model gets the place where that was set. */
function placed(finding: Finding, { origins, model }: Situation): Finding {
  const key = finding.subject === model?.name ? 'policy.model_name_or_path' : finding.subject;
  const near = [...origins].find(([one]) => one === key || one.startsWith(`${key}.`))?.[1];
  const origin: Origin | undefined = finding.origin ?? near;
  return origin === undefined ? finding : { ...finding, origin };
}

/** A finding that refuses ends with the command that does it. */
function withCommand(finding: Finding, remedy: Remedy | undefined): Finding {
  const pointed = /what can train it/.test(finding.help ?? '');
  if (finding.severity !== 'error' || remedy === undefined) return finding;
  if (!pointed && !MISFITS.has(finding.id)) return finding;
  const command = remedy.commands.find((line) => /torchrun|cosmos-rl|python|cookbook-run/.test(line));
  const instead = `${remedy.title}: ${command ?? remedy.commands[0]}`;
  return { ...finding, help: pointed ? instead : `${finding.help ?? ''} ${instead}`.trim() };
}

/** Judges everything that is given. */
export function verdictOf(given: Given): Verdict {
  const other = otherLauncherOf(given.config);
  if (other !== undefined && !other.wfm) {
    const findings = [found(otherLauncher, 'job', other)];
    return {
      verdict: 'block',
      findings,
      modules: [],
      remedies: [],
      stages: [],
      cheapChecks: [],
      skipped: [],
    };
  }
  const one = situationOf(given);
  const goal = aboutGoal(given.goal, given.optimize);
  const model: About = other === undefined ? aboutModel(one) : { findings: [], skipped: [] };
  const structured =
    other === undefined
      ? [
          ...aboutTarget(one),
          ...model.findings,
          ...aboutDelivery(one),
          ...aboutKeys(one),
          ...aboutContent(one),
        ]
      : [];
  const families = [familyOf(given.consumer), one.family];
  const all = [...structured, ...goal.findings];
  const targets = unserved(one, all, goal.judgement?.asked);
  const remedies = [
    ...new Map(
      targets.map((target) => remedyFor(target, families)).map((remedy) => [remedy.id, remedy]),
    ).values(),
  ];
  const findings = bySeverity(all.map((finding) => withCommand(placed(finding, one), remedies[0])));
  const driving =
    targets.some((target) => concernsDriving(target, false)) &&
    families.every((family) => family === undefined || family.kind !== 'action');
  return {
    verdict: judgementOf(findings),
    findings,
    modules: (one.trained?.modules ?? []).map((module) => {
      const remedy = module.state === 'trained' ? undefined : remedyOfRole(module.role, families);
      return remedy === undefined ? module : { ...module, remedy };
    }),
    ...(goal.question === undefined ? {} : { question: goal.question }),
    remedies,
    stages: driving ? STAGES : [],
    cheapChecks: driving ? CHEAP_CHECKS : [],
    skipped: model.skipped,
    ...(model.graft === undefined ? {} : { graft: model.graft }),
    ...(one.family === undefined ? {} : { model: one.family }),
  };
}
