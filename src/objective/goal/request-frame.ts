/** Whether text is the thing asked for where a goal speaks of machines: the object of a wish, not its cause, its measure or a fact. */
import type { Concept, RoledMention } from './concept.ts';
import { isSpeaking } from './roles-en.ts';

/** What a text can speak of and a decoder can do. */
const RISKY: ReadonlySet<Concept> = new Set([
  'path',
  'trajectory',
  'drive',
  'motion',
  'planner',
  'policy',
  'generator',
  'decoder',
  'made-video',
]);

const JAPANESE = /[\u3040-\u30ff\u3400-\u9fff]/;

const SENTENCE = /(?<=[.!?;])\s+|\n+|(?<=[。！？；])/;

/** Before a verb that is asked for. */
const BEFORE_VERB =
  /(?:^|[,;:(]|\b(?:to|and|or|but|then|only|just|simply|rather|please|should|must|can|could|may|shall|that|it|them|us|model|reason ?-?[12]\S*|vlm|network|system|assistant|llm|captioner|also|always|never|not|better|help|let|[a-z]+ly))\W*$/i;

/** What we ourselves do with the result is not asked of the model. */
const OURSELVES =
  /\b(?:we|i|you|they|people|humans|engineers|reviewers)(?:['’]ll| will| would| shall| can| then| always)?(?: then| always)?\s*$/i;

/** What text brings about. */
const CAUSES =
  /^\W*(?:[\w-]+ ){0,6}?(?:should |must |will |can |could |would |might |shall )(?:\w+ )?(?:make|get|let|cause|help|enable|cure|fix|improve|correct|change|lead|translate|teach|bring|influence|affect)\b/i;

/** A sentence that wishes for something and names nothing. */
const BARE_WISH =
  /\b(?:fix|change|correct|improve|retrain|re-?tune|tune|train|help|cure|solve|repair|set (?:that|this|it) up|the latter|make (?:it|that|this) happen)\b|そのため|その目的|お願い|直し|学習|なんとか|対応/i;

function isAskedFor(text: string, start: number, mention: RoledMention): boolean {
  const lead = text.slice(0, mention.start - start);
  const rest = text.slice(mention.end - start);
  if (CAUSES.test(rest)) return false;
  if (JAPANESE.test(text)) return true;
  if (
    isSpeaking(mention.text) &&
    !/^(?:captioning|label|labels|report|reports|answers|tag|reasons)$/i.test(mention.text)
  )
    return (BEFORE_VERB.test(lead) || /\b(?:an?|the|our|as) $/i.test(lead)) && !OURSELVES.test(lead);
  return !/^hallucinat/i.test(mention.text);
}

/** Whether every sentence that speaks of a machine asks for text about it, and none asks for something unnamed. */
export function isTextAskedFor(goal: string, mentions: readonly RoledMention[]): boolean {
  const risky = mentions.filter((one) => RISKY.has(one.concept) && one.role === 'described');
  if (risky.length === 0) return true;
  let start = 0;
  for (const sentence of goal.split(SENTENCE)) {
    const at = goal.indexOf(sentence, start);
    start = at + sentence.length;
    const inside = mentions.filter((one) => one.start >= at && one.start < start);
    const texts = inside.filter((one) => one.concept === 'text' && one.role === 'wanted');
    // Which of the paths shown is safer? is what the model shall be asked.
    if (/^\s*(?:which|what|who|where)\b.*\?$/i.test(sentence)) continue;
    if (inside.some((one) => risky.includes(one)) && !texts.some((one) => isAskedFor(sentence, at, one)))
      return false;
    if (inside.length === 0 && BARE_WISH.test(sentence)) return false;
  }
  return true;
}
