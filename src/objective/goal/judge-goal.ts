/** From the mentions of a goal to the best judgement, and what would settle it. */
import type { Concept, RoledMention } from './concept.ts';
import { having, rolesOf } from './read-goal.ts';
import { isTextAskedFor } from './request-frame.ts';

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

/** A longer text is a document, and what it asks for is not to be told from words. */
const LONGEST = 4000;

/** Judges a goal for a run of the Reason SFT recipe. */
export function judgeGoal(goal: string): GoalJudgement {
  if (goal.length > LONGEST) return { verdict: 'warn', asked: 'unclear', words: [], mentions: [] };
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
  const tool = has('decoder-tool') || having(mentions, 'decoder-tool', 'delegated').length > 0;
  const place = has('trajectory') || has('path');
  const spoken = [...having(mentions, 'trajectory', 'described'), ...having(mentions, 'path', 'described')];
  const numbers = of('numeric-text').some((one) => METRIC.test(one.text)) && GIVES.test(goal);

  const driverNamed = driver || mentions.some(({ concept }) => concept === 'planner');
  if (has('graft') && has('vlm') && has('reason') && !tool) return done('graft', 'graft', 'vlm', 'reason');
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
    return driver || has('motion')
      ? done('decoder', 'trajectory', 'planner', 'policy', 'motion')
      : done('tokens', 'trajectory');
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
  if (has('machine') && has('text')) return done('unclear', 'machine', 'text');
  const weakly = has('judging') || having(mentions, 'judging', 'described').length > 0;
  if (has('motion')) return has('text') || weakly ? done('unclear', 'motion') : done('decoder', 'motion');
  const framed = isTextAskedFor(goal.normalize('NFKC'), mentions);
  if (has('text')) return framed ? done('text', 'text', 'reason') : done('unclear', 'text');
  if (framed && has('judging') && !MACHINE.test(goal)) return done('text', 'judging');
  // A recipe says nothing of what shall change, unless nothing but the run of it is asked for.
  if (has('reason') && !PURPOSE.test(goal)) return done('text', 'reason');
  return done('unclear');
}

/** Names what moves; then a word that text is only often made for is not enough. */
const MACHINE =
  /\b(?:cars?|vehicles?|ego|robots?|driv\w+|brak\w+|steer\w*|turn\w*|paths?|plan\w*|polic\w+|alpamayo|act(?:s|ing|ions?)|km|videos? (?:of|in)|mov\w+)\b|[\u3040-\u30ff\u3400-\u9fff]/i;

/** Says what the run is for, or that something else than training is asked. */
const PURPOSE =
  /\b(?:so|to|for|that|which|let|make|generat\w*|produc\w*|predict\w*|convert\w*|turn\w*|transform\w*|render\w*|simulat\w*)\b|[\u3040-\u30ff\u3400-\u9fff]/i;

const METRIC =
  /json|csv|met(?:re|er)|number|coordinate|\btext\b|list|csv|table|digit|数値|メートル|座標|表|位置|テキスト|文字列/i;

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
