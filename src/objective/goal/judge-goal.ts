/** From the mentions of a goal to the best judgement, and what would settle it. */
import type { Concept, RoledMention } from './concept.ts';
import { having, rolesOf } from './read-goal.ts';

/** What a goal asks for, as far as words can tell. */
export type Asked =
  | 'decoder'
  | 'graft'
  | 'foreign-model'
  | 'video'
  | 'tokens'
  | 'brain'
  | 'unclear'
  | 'text'
  | 'right-tool';

/** The judgement of a goal: what it asks for, and the words that say so. */
export interface GoalJudgement {
  readonly verdict: 'allow' | 'warn' | 'block';
  readonly asked: Asked;
  readonly words: readonly string[];
  readonly mentions: readonly RoledMention[];
}

const VERDICTS: Readonly<Record<Asked, GoalJudgement['verdict']>> = {
  decoder: 'block',
  graft: 'block',
  'foreign-model': 'block',
  video: 'block',
  tokens: 'warn',
  brain: 'warn',
  unclear: 'warn',
  text: 'allow',
  'right-tool': 'allow',
};

/** Judges a goal for a run of the Reason SFT recipe. */
export function judgeGoal(goal: string): GoalJudgement {
  const mentions = rolesOf(goal);
  const of = (concept: Concept) => having(mentions, concept);
  const has = (concept: Concept) => of(concept).length > 0;
  const done = (asked: Asked, ...from: readonly Concept[]): GoalJudgement => ({
    verdict: VERDICTS[asked],
    asked,
    words: [...new Set(from.flatMap((concept) => of(concept).map((one) => one.text)))],
    mentions,
  });
  const driver = has('planner') || has('policy');
  const text = has('text') || has('reason') || having(mentions, 'text', 'means').length > 0;
  const tool = has('decoder-tool') || having(mentions, 'decoder-tool', 'delegated').length > 0;
  const place = has('trajectory') || has('path');
  const spoken = [...having(mentions, 'trajectory', 'described'), ...having(mentions, 'path', 'described')];
  const numbers = of('numeric-text').some((one) => METRIC.test(one.text)) && GIVES.test(goal);

  const driverNamed = driver || mentions.some(({ concept }) => concept === 'planner');
  if (has('graft') && driverNamed && (driver || has('vlm')) && !(tool && !has('reason')))
    return done('graft', 'graft', 'planner', 'policy');
  if (has('vlm-tool') && has('decoder') && !has('decoder-tool'))
    return done('decoder', 'decoder', 'vlm-tool');
  if (tool && !usesReasonFor(mentions)) return done('right-tool', 'decoder-tool');
  if (has('decoder')) return done('decoder', 'decoder');
  if (has('generator')) return done('video', 'generator');
  if (has('pixels') && !has('path')) return done('text', 'pixels', 'text');
  if (has('tokens')) return done('tokens', 'tokens');
  if (numbers && (place || spoken.length > 0) && !pathFails(mentions))
    return done('tokens', 'trajectory', 'path', 'numeric-text');
  if (has('path')) return done('decoder', 'path');
  if (has('trajectory'))
    return driver ? done('decoder', 'trajectory', 'planner', 'policy') : done('tokens', 'trajectory');
  if (has('vlm-tool') && !has('reason')) return done('right-tool', 'vlm-tool');
  if (has('policy')) return done('foreign-model', 'policy');
  if (has('planner')) {
    if (has('text') || has('vlm')) return done('brain', 'planner', 'vlm', 'text');
    if (has('drive')) return done('decoder', 'drive', 'planner');
    return having(mentions, 'text', 'means').length > 0
      ? done('brain', 'planner')
      : done('foreign-model', 'planner');
  }
  if (has('drive')) return has('text') ? done('unclear', 'drive') : done('decoder', 'drive');
  if (text) return done('text', 'text', 'reason');
  return done('unclear');
}

const METRIC = /json|met(?:re|er)|number|coordinate|list|csv|table|digit|数値|メートル|座標|テキスト|文字列/i;

const GIVES =
  /\b(?:answer|output|respond|reply|print|return|emit|write|predict|produce|give|generate|regress|train|teach)\w*\b|答え|出力|回答|予測|出さ|出す|書/i;

/** A complaint about the driven path is no wish for numbers. */
function pathFails(mentions: readonly RoledMention[]): boolean {
  return having(mentions, 'path').some((one) => !/trajector|path|plan|軌|経路/i.test(one.text));
}

/** Whether the Reason recipe is named as the means although a tool that fits is named too. */
function usesReasonFor(mentions: readonly RoledMention[]): boolean {
  const tool = mentions.find((one) => one.concept === 'decoder-tool' && one.role === 'excluded');
  return tool !== undefined;
}
