/** The answer that can be forwarded: yes, no or only in part, to what, and why. */
import type { Checkpoint } from '../../checkpoint/checkpoint.ts';
import { primaryFamily } from '../../checkpoint/family/family.ts';
import type { Finding } from '../../findings/finding.ts';
import type { Target } from '../../findings/target.ts';
import { CHANGES } from '../request/target.ts';
import { type Answer, whyOf } from './answers.ts';
import type { Judgement, KindOf } from './kind-of.ts';
import { nameOf, reasonFor } from './reason.ts';
import { type Situation, trainsText } from './situation.ts';

/** The first lines of the answer. */
export interface Headline {
  readonly says: 'yes' | 'no' | 'only in part' | 'not verified';
  /** One clause: who can or cannot do what. */
  readonly text: string;
  readonly why: string;
  /** What was not looked at; an answer without it is about everything that was given. */
  readonly unseen: readonly string[];
}

/** What of a model was not seen. */
function unseenOf(model: Checkpoint | undefined): readonly string[] {
  if (model === undefined) return ['a model'];
  if (model.where.kind === 'name') return ['the files of the model'];
  if (model.where.kind === 'missing') return ['the model, which is not here'];
  const shut = model.problems.some(({ kind }) => kind !== 'json' && kind !== 'index');
  return shut ? ['all of its weights'] : [];
}

/** What could not be looked at, in words. */
function unseen({ model, content }: Situation): readonly string[] {
  const labels =
    content === undefined
      ? ['a dataset']
      : content.columns.length === 0
        ? [`the labels of ${content.path}`]
        : content.unread.length > 0
          ? [`a part of ${content.path}`]
          : [];
  return [...unseenOf(model), ...labels];
}

function saysOf(verdict: Judgement, findings: readonly Finding[], kindOf: KindOf): Headline['says'] {
  if (verdict !== 'warn') return verdict === 'allow' ? 'yes' : 'no';
  const harmful = findings.filter(({ severity }) => severity !== 'info');
  const open = harmful.every((finding) => {
    const kind = kindOf(finding);
    return kind?.unverified === true || kind?.decides === false;
  });
  return open ? 'not verified' : 'only in part';
}

/** What of a model a target changes, as an object of a sentence. */
function objectOf(target: Target, { family }: Situation): string {
  const name = nameOf(family);
  if (family === undefined) return CHANGES[target];
  if (target === 'vlm-text') return `what ${name} says`;
  if (target === 'video-diffusion' && ['diffusion', 'world-model', 'omni'].includes(family.kind))
    return 'its video';
  if (target === 'trajectory-decoder' && family.kind === 'alpamayo') return `the path of ${name}`;
  if (target === 'trajectory-decoder' && family.kind === 'action') return `the actions of ${name}`;
  return CHANGES[target];
}

/** Whether the consumer cannot take what the run makes. */
function concernsConsumer(finding: Finding, kindOf: KindOf): boolean {
  return finding.severity === 'error' && kindOf(finding)?.leaves?.(finding.data) === 'of-consumer';
}

function textOf(one: Situation, says: Headline['says'], findings: readonly Finding[]): string {
  if (one.run.settles?.text !== undefined) return one.run.settles.text;
  const { optimize, title, family, consumer } = one;
  const run = title.replace(/^This/, 'this');
  if (
    says === 'no' &&
    consumer !== undefined &&
    findings.some((finding) => concernsConsumer(finding, one.kindOf))
  )
    return `what ${run} makes cannot go into ${nameOf(primaryFamily(consumer.families))}`;
  if (optimize === undefined) {
    if (one.goal !== undefined && says !== 'no')
      return `the goal does not say which part of ${nameOf(family)} ${run} shall change`;
    const what = nameOf(family);
    return {
      yes: `${run} trains ${what} as it is set up`,
      no: `${run} cannot train ${what} as it is set up`,
      'only in part': `${run} goes, but not everything in it has the effect it seems to have`,
      'not verified': `whether ${run} can train ${what}`,
    }[says];
  }
  const object = objectOf(optimize, one);
  return {
    yes: `${run} trains ${object}`,
    no: `${run} cannot change ${object}`,
    'only in part': `${run} trains ${object}`,
    'not verified': `whether ${run} can change ${object}`,
  }[says];
}

/** Why, where nothing in particular is asked. */
function whyWithout(one: Situation, findings: readonly Finding[], verdict: Judgement): string {
  const wanted = verdict === 'block' ? 'error' : 'warning';
  const first =
    findings.find(({ severity }) => severity === wanted) ??
    findings.find(({ severity }) => severity === 'error');
  if (verdict !== 'allow' && first !== undefined) return first.message;
  return one.family?.kind === 'token' || (one.run.onText && trainsText(one))
    ? reasonFor(one, 'vlm-text')
    : `${one.run.optimises}.`;
}

const WORD: Readonly<Record<Judgement, string>> = { allow: 'yes', warn: 'in part', block: 'no' };

/** The four answers in one line, for a goal that words leave open. */
function ofAll(answers: readonly Answer[]): string {
  return `It would change ${answers.map(({ optimize, verdict }) => `${CHANGES[optimize]}: ${WORD[verdict]}`).join('; ')}.`;
}

/** The headline of a verdict. */
export function headlineOf(
  one: Situation,
  findings: readonly Finding[],
  verdict: Judgement,
  answers: readonly Answer[] = [],
): Headline {
  const says = saysOf(verdict, findings, one.kindOf);
  const open = one.goal !== undefined && one.optimize === undefined && answers.length > 0;
  if (open && verdict !== 'block')
    return { says, text: textOf(one, says, findings), why: ofAll(answers), unseen: unseen(one) };
  const why =
    one.optimize === undefined
      ? whyWithout(one, findings, verdict)
      : whyOf(one, one.optimize, findings, verdict);
  return { says, text: textOf(one, says, findings), why, unseen: unseen(one) };
}
