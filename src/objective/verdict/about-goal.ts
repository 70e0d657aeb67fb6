/** Judges a goal in words; the structured answer, where there is one, outweighs it. */

import { found } from '../../checkpoint/finding-kind.ts';
import type { Finding } from '../../findings/finding.ts';
import { type Asked, type GoalJudgement, judgeGoal } from '../goal/judge-goal.ts';
import { TARGETS, type Target } from '../request/target.ts';
import { goalAsks } from './kinds.ts';

/** What settles a goal in words. */
export interface Question {
  readonly text: string;
  /** Answers to give, the likeliest first. */
  readonly answers: readonly string[];
}

const ASKS: Readonly<Record<Asked, string>> = {
  decoder: 'asks for the driven path or the part that makes it',
  graft: 'asks to put these weights into another model',
  'foreign-model': 'asks to train a model that this recipe does not train',
  video: 'asks for the making of video',
  tokens: 'asks for trajectories as text or tokens',
  brain: "asks for the text of Alpamayo's VLM; its decoder then needs stage 2",
  unclear: 'does not say which part of a model shall change',
  text: 'asks for text',
  'right-tool': 'names the tool that trains it; this program does not run it',
};

const LIKELY: Readonly<Record<Asked, readonly Target[]>> = {
  decoder: ['trajectory-decoder', 'vlm-text'],
  graft: ['trajectory-decoder', 'vlm-text'],
  'foreign-model': ['trajectory-decoder', 'vlm-text'],
  video: ['video-diffusion', 'vlm-text'],
  tokens: ['discrete-traj-tokens', 'trajectory-decoder', 'vlm-text'],
  brain: ['vlm-text', 'trajectory-decoder'],
  unclear: ['vlm-text', 'trajectory-decoder'],
  text: ['vlm-text'],
  'right-tool': ['trajectory-decoder'],
};

/** Answers that a goal does not contradict. */
const AGREES: Readonly<Record<Asked, readonly Target[]>> = {
  ...LIKELY,
  decoder: ['trajectory-decoder'],
  'foreign-model': ['trajectory-decoder'],
  video: ['video-diffusion'],
  tokens: ['discrete-traj-tokens', 'vlm-text'],
  brain: ['vlm-text', 'discrete-traj-tokens'],
  unclear: TARGETS,
  'right-tool': TARGETS,
};

/** The question that a goal raises. */
export function questionOf({ asked }: GoalJudgement): Question {
  const answers = LIKELY[asked].map((target) => `--optimize ${target}`);
  const consumer =
    asked === 'graft' || asked === 'brain' ? ' and, for the model that will use it, --consumer NAME' : '';
  return { text: `What shall this run optimise? Answer with ${answers.join(' or ')}${consumer}.`, answers };
}

/** What a goal says, or `undefined` without one; `strength` says how much words may weigh. */
export function aboutGoal(
  goal: string | undefined,
  optimize: Target | undefined,
): {
  readonly findings: readonly Finding[];
  readonly judgement?: GoalJudgement;
  readonly question?: Question;
} {
  if (goal === undefined) return { findings: [] };
  const judgement = judgeGoal(goal);
  const question = questionOf(judgement);
  const { asked, words, verdict } = judgement;
  const answered = optimize !== undefined;
  const agrees = answered && AGREES[asked].includes(optimize);
  if (answered && agrees) return { findings: [], judgement };
  const finding = found(goalAsks, '--goal', {
    asks: ASKS[asked],
    words,
    // An answer that the words contradict is the person's own; it is said, not refused.
    verdict: answered && verdict === 'block' ? 'warn' : verdict,
    question: answered ? `you answered --optimize ${optimize}; correct one of them` : question.text,
  });
  return { findings: [finding], judgement, ...(answered ? {} : { question }) };
}
