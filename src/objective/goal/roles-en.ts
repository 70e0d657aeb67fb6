/** The role of a mention in an English clause: asked for, left out, left to others, or only spoken about. */
import type { Clause } from './clauses.ts';
import type { Mention, Role } from './concept.ts';

/** Verbs that ask for a change; what a text describes is no longer described behind one. */
const CHANGE =
  /(?<!\bhow )\b(?:train|re-?train|fine-?tun|post-?train|improv|fix|reduc|lower|decreas|increas|rais|boost|optimi[sz]|adapt|correct|updat|cur|remov|eliminat|mak|mend|repair|solv|stop|prevent|tun|minimi[sz]|maximi[sz]|adjust|enhanc|rectif|debias|unlearn|refin|smooth|supervis|shorten|shrink|cut)(?:e|es|ed|ing|s|ning|ping|t|y|ies)?\b/gi;

const SPEAKING =
  /^(?:describ(?:e|es|ing)|compar(?:e|es|ing)|caption(?:ing)|explain(?:s|ing)?|narrat(?:e|es|ing)|summari[sz](?:e|es|ing)|label(?:s|l?ing)?|auto-?label\w*|classif(?:y|ies|ying)|annotat(?:e|es|ing)|report(?:s|ing)?|transcrib(?:e|es|ing)|locali[sz](?:e|es|ing)|scor(?:e|es|ing)|rat(?:e|es|ing)|judg(?:e|es|ing)|critiqu(?:e|es|ing)|detect(?:s|ing)?|recogni[sz](?:e|es|ing)|count(?:s|ing)?|understand(?:s|ing)?|identif(?:y|ies|ying)|mention(?:s|ing)?|answer(?:s|ing)?|verif(?:y|ies|ying)|triag(?:e|es|ing)|filter(?:s|ing)?|flag(?:s|ging)?|evaluat(?:e|es|ing)|assess(?:es|ing)?|benchmark(?:s|ing)?|distinguish(?:es|ing)?|discriminat(?:e|es|ing)|interpret(?:s|ing)?|comment(?:s|ing)?|retriev(?:e|es|ing)|search(?:es|ing)?|spot|read|reads|tag(?:s|ging)?|(?:differences?|distinctions?) (?:between|of|in)|(?:tell|say)(?:s|ing)? (?:whether|if|which|why|what|how|where|when|apart|us)|perceiv(?:e|es|ing)|translat(?:e|es|ing)|verbali[sz](?:e|es|ing))$/i;

const ABOUT =
  /^s?['’]?\s*(?:\w+\s){0,2}?(?:of|about|on|regarding|concerning|describing|that|which|where|when|whether|mention\w*|from|how|why|what|between|for|explaining|matching|consistent with|in line with|aligned with|(?:to )?match|whose|in which|against|around)\b/i;

const LEFT_OUT =
  /\b(?:unchanged|untouched|frozen|left (?:alone|aside|as|out)|as[- ]is|as (?:it|they) (?:is|are)|the way (?:it|they) (?:is|are)|out of scope|off[- ]limits|not in scope|intact|excluded|not (?:a |the |our |my |in )?(?:goal|target|topic|concern|issue|job|scope|task|focus|interest|business|problem)|none of (?:our|my) business|irrelevant|not relevant|beside the point|off the table)\b|\b(?:stays?|remains?) (?:fixed|alone|aside|the same|stable|out|constant|unmodified)\b/i;

const KEEP = /\b(?:keep|keeps|keeping|leave|leaves|leaving|hold|kept|left)\b/gi;

const KEPT =
  /\b(?:fixed|alone|aside|the same|stable|out|constant|unmodified|be)\b|^\s*(?:$|[.,;!]|for (?:later|now)|to (?:others|them))/i;

const FREEZE =
  /\b(?:freez(?:e|es|ing)|froze|exclud(?:e|es|ing)|ignor(?:e|es|ing)|skip(?:s|ping)?|leav(?:e|ing) out)\b/i;

const NO_CHANGE =
  /\b(?:do(?:es)?n['’]?t|do(?:es)? not|did(?:n['’]t| not)|won['’]t|will not|shall not|should(?:n['’]t| not)|must(?:n['’]t| not)|need(?:n['’]t| not)|(?:am|are|is|we['’]re|i['’]m) (?:certainly |really )?not|not|never|no (?:need|intention|plan|wish) to|without|avoid\w*|nobody \w+ to|isn['’]t|aren['’]t)(?!\s+(?:only|just|merely|forget))\b(?:\s+[\w'’-]+){0,3}?\s+(?:touch|chang|modif|train|re-?train|fine-?tun|updat|alter|edit|optimi|fix|affect|adapt|improv|adjust|want|need|car|plan|intend|ask|aim|request|expect|tun|concern|involv|interest|about|mess|interfer|look)\w*/i;

/** "Do not leave it out" asks for it. */
const TWICE =
  /\b(?:do(?:es)?n['’]?t|do not|does not|never|must not|mustn['’]t|not|cannot|can['’]t) (?:to )?(?:leave|keep|freeze|skip|ignore|forget|exclude|stay|remain)\b|\bun-?freez\w*|\bno longer (?:frozen|fixed)|\bforget\b/i;

const NOUN_LEFT_OUT =
  /\b(?:not|no|neither|nor|rather than|instead of|except(?: for)?|excluding|other than|apart from|as opposed to|without|nothing (?:about|to do with|in|on|of)|never)\s+(?:(?:in|on|the|its|any|a|an|our|about|to|for|with|changing|touching|via|of|at|all|alpamayo(?:['’]s)?|[\w-]+['’]s|new|training|retraining|changes?|modifications?|updates?|tuning|work) ){0,4}$/i;

const OTHERS =
  /\b(?:elsewhere|separately|someone else|somebody else|another (?:team|group|job|run|repo|repository|pipeline|project|company)|other (?:team|group|people)|(?:a|our|the|my) (?:[\w-]+ ){0,2}(?:team|group|colleagues?|partner|supplier|vendor)(?: will| can| does| is| has| handles| trains)|by (?:the|our|another|a different) (?:[\w-]+ ){0,2}(?:team|group|colleagues?)|in a separate|later be|already (?:been )?(?:trained|fixed|handled|done|re-?trained|solved)|hand(?:ed)?[- ]?(?:over|off))\b/i;

/** Said of what is over: no request either. */
const FINISHED =
  /\b(?:is|are|has been|have been|was|were) (?:already |now |all )?(?:done|solved|finished|complete|completed|over|taken care of|dealt with|shipped)\b/i;

/** Said of what is good as it is: praise is no request. */
const SATISFIED =
  /\b(?:is|are|looks?|seems?) (?:already |now |quite |perfectly |just |all )?(?:fine|good|ok(?:ay)?|great|correct|right|accurate|perfect|excellent|sufficient|good enough)\b(?! for\b)|\b(?:describes?|explains?|says?|knows?|names?|sees?|understands?|recogni[sz]es|answers?|reasons?|mentions?|detects?|perceives?|identif\w+) (?:\S+ ){0,6}(?:correctly|right|well|fine|perfectly|properly|accurately)\b(?=\s*$|\s*[,.;])/i;

/** What text shall bring about is no longer what it speaks of. */
const SERVES =
  /\b(?:enough|mak(?:e|es|ing) (?:the|our|it)|suffic\w+|help(?:s|ing|ed)?|so that|in order to|get(?:s|ting)?|until|thereby|hence)\b/i;

/** Labels that a number is fitted to. */
const TARGETS =
  /^\s+(?:as|for) (?:the |a |our )?(?:[\w-]+ ){0,2}(?:targets?|supervision|ground[- ]truth|teachers?)\b/i;

/** Text that something else shall agree with. */
const MEASURE =
  /\b(?:path|paths|waypoints?|trajector\w+|actions?|motion|car|vehicle|it) (?:\w+ ){0,2}(?:follow|match|obey|agree with|fit)(?:e?s|ing)? (?:the |its |what the )?(?:\w+ )?$/i;

/** Lines drawn into a picture. */
const SHOWN =
  /^s?\s+(?:(?:that (?:is|are) )?(?:shown|drawn|visible|seen|overlaid|depicted|painted|displayed)|(?:in|on) (?:the |these |an? |each |our )?(?:overlays?|pictures?|screenshots?|videos?|clips?|footage|recordings?|images?))\b/i;

/** A statement of what the model does today. */
const STATES =
  /^\W*(?:the |our |this |my |its )?(?:[\w-]+ )?(?:model|vlm|(?<!\bso )it|alpamayo\S*|reason ?\d?|network|system|text|reasoning|coc|brain)(?: (?:already|now|always|usually|correctly|often))? (?:describes|says|explains|knows|understands|sees|recogni[sz]es|names|detects|answers|writes|states|mentions|reasons|perceives|tells)\b(?!.*\b(?:wrong\w*|incorrect\w*|badly|poorly|too|should|must|instead)\b)/i;

/** What is made here and used by others is made here. */
const HANDED = /\b(?:team|group|colleagues?|partner|supplier|vendor|someone|later|elsewhere)\b/i;

const MADE_BY =
  /\b(?:generated|produced|made|created|rendered|synthesi[sz]ed|predicted|output|coming|sampled|recorded|drawn|written|proposed)(?: (?:by|from|with|in|using)|-by)\s+(?:[\w-]+[ -]){0,3}$|\b(?:outputs?|videos?|clips?|samples?|rollouts?|results?) (?:of|from)\s+(?:[\w-]+[ -]){0,3}$/i;

const SERVED =
  /\b(?:for|to help|used by|useful (?:to|for)|fed? (?:in)?to|feeds(?: into)?|consumed by|given to|passed to|input (?:to|for)|training (?:data|set) (?:for|of)|dataset (?:for|of)|like|such as|cited in|see|inspired by|compared? (?:to|with)|versus|vs\.?|than|unlike|similar to|style of|from|by|before)\s+(?:the |our |a |an |any |later |future )?(?:[\w-]+ ){0,1}$/i;

/** What is trained on or by, not for. */
const MEANS =
  /\b(?:by|via|using|with|through|on|from)\s+(?:\d[\w.,]*\s+)?(?:(?:video|image|more|our|the|some|sft|training|fine-?tuning|on|of|better|new|good|a|an|caption\w*|text\w*|labels?|[\w-]+ light)\s+)*$/i;

const NAMESAKE =
  /^(?:['’]s)?[- ](?:style|like|inspired|format|paper|report|team|dataset|data|blog|docs?|documentation|labels?|training (?:data|set)|benchmark|logs?|videos?|clips?|folder)\b/i;

const GOVERNED = new Set([
  'path',
  'trajectory',
  'drive',
  'motion',
  'machine',
  'planner',
  'policy',
  'generator',
  'decoder',
  'vlm',
  'tokens',
]);

/** Whether a word is a verb of which the object is spoken about. */
export function isSpeaking(word: string): boolean {
  return SPEAKING.test(word);
}

/** Whether a text can speak of what is mentioned. */
export function isSpokenOf(mention: Mention): boolean {
  return GOVERNED.has(mention.concept);
}

function lastIndex(text: string, words: RegExp): number {
  let last = -1;
  for (const match of text.matchAll(words)) last = match.index + match[0].length;
  return last;
}

function described(mention: Mention, clause: Clause, inClause: readonly Mention[]): boolean {
  const before = clause.text.slice(0, mention.start - clause.start);
  if (MADE_BY.test(before) || SHOWN.test(clause.text.slice(mention.end - clause.start))) return true;
  const texts = inClause.filter(
    (one) => one.concept === 'text' && !TARGETS.test(clause.text.slice(one.end - clause.start)),
  );
  const governor = texts.filter((one) => one.end <= mention.start).at(-1);
  if (governor !== undefined) {
    const between = clause.text.slice(governor.end - clause.start, mention.start - clause.start);
    if (SERVES.test(between)) return false;
    const reset = lastIndex(between, CHANGE) >= 0 && !/^\s*for\s+(?:re-?)?training\b/i.test(between);
    const speaking = texts.some(
      (one) =>
        one.end <= mention.start &&
        (SPEAKING.test(one.text) ||
          (/^caption$/i.test(one.text) && clause.text.slice(0, one.start - clause.start).trim() === '')) &&
        lastIndex(clause.text.slice(one.end - clause.start, mention.start - clause.start), CHANGE) < 0,
    );
    const about =
      ABOUT.test(between) && !(mention.concept === 'planner' && /^\s*(?:\w+\s)?of\b/i.test(between));
    if (!reset && (speaking || about)) return true;
  }
  const next = texts.find((one) => one.start >= mention.end);
  if (next === undefined || mention.concept === 'planner' || mention.concept === 'vlm') return false;
  const gap = clause.text.slice(mention.end - clause.start, next.start - clause.start);
  return (
    /^(?:s?['’]?s?[- ](?:[\w]+[- ]){0,1}|-)$/.test(gap) &&
    !/^\s+(?:the|an?|our|its|this|that|and|or|with|by|via|using|to|on|in|for|from|not|is|are|so|must|should|can|will)\b/i.test(
      gap,
    )
  );
}

/** Whether a clause that has no verb of its own goes on with what the clause before left out. */
export function continuesList(clause: Clause): boolean {
  return (
    clause.afterComma &&
    lastIndex(clause.text, CHANGE) < 0 &&
    !/\b(?:is|are|should|must|will|can|please|only|just|we|i|it|to)\b/i.test(clause.text)
  );
}

/** Whether the clause leaves things out up to its end. */
export function leavesOut(clause: Clause): boolean {
  return !TWICE.test(clause.text) && (NO_CHANGE.test(clause.text) || FREEZE.test(clause.text));
}

/** The role of `mention`; `inherited` is true where a list that was left out goes on. */
export function englishRole(
  mention: Mention,
  clause: Clause,
  inClause: readonly Mention[],
  inherited: boolean,
): Role {
  const before = clause.text.slice(0, mention.start - clause.start);
  const after = clause.text.slice(mention.end - clause.start);
  const twice = TWICE.test(clause.text);
  if (!twice) {
    if (inherited) return 'excluded';
    if (NOUN_LEFT_OUT.test(before)) return 'excluded';
    const negation = NO_CHANGE.exec(before);
    const freed =
      negation === null
        ? -1
        : lastIndex(before.slice(negation.index + negation[0].length), /\b(?:only|just|but)\b/gi);
    if (negation !== null && freed < 0) return 'excluded';
    if (FREEZE.test(before) && !/\bthen\b/i.test(before)) return 'excluded';
    if (lastIndex(before, KEEP) > lastIndex(before, CHANGE) && KEPT.test(after)) return 'excluded';
    if (LEFT_OUT.test(after) || LEFT_OUT.test(`${before}${mention.text}`)) return 'excluded';
    if (
      /^(?:(?:,| and| or| nor) (?:the |our |its )?[\w-]+){0,3}\s+(?:itself |themselves )?(?:is|are|does|do|will|should|must|shall|need|needs) (?:not|n['’]t) (?:\w+ )?(?:be(?:ing)? )?(?:touch|chang|modif|train|re-?train|fine-?tun|updat|need|alter|part of|in scope|involved|affected|required|relevant|the (?:goal|target))/i.test(
        after,
      )
    )
      return 'excluded';
  }
  if (FINISHED.test(clause.text)) return 'excluded';
  if (
    (SATISFIED.test(clause.text) || STATES.test(clause.text)) &&
    (mention.concept === 'text' || mention.concept === 'vlm')
  )
    return 'excluded';
  const others = OTHERS.exec(clause.text);
  const made = mention.concept === 'text' && /\b(?:that|which|for)\b/i.test(after) && HANDED.test(after);
  if (others !== null && !made && mention.concept !== 'graft') return 'delegated';
  if (mention.concept === 'text' && (MEANS.test(before) || TARGETS.test(after) || MEASURE.test(before)))
    return 'means';
  if (mention.concept === 'made-video') return 'described';
  if (!isSpokenOf(mention)) return 'wanted';
  if (described(mention, clause, inClause)) return 'described';
  if (mention.concept === 'planner' || mention.concept === 'policy' || mention.concept === 'generator') {
    if (NAMESAKE.test(after)) return 'served';
    if (SERVED.test(before)) return 'served';
  }
  return 'wanted';
}
