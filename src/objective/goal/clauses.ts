/** Cuts a goal into clauses, since a negation or a governing verb reaches no further than its own. */

/** A piece of the text; `start` counts UTF-16 units of the whole. */
export interface Clause {
  readonly text: string;
  readonly start: number;
  readonly japanese: boolean;
  /** True where only a comma parts it from the clause before. */
  readonly afterComma: boolean;
  /** Number of the sentence it stands in. */
  readonly sentence: number;
}

const KANA_OR_KANJI = /[\u3040-\u30ff\u3400-\u9fff\uff66-\uff9f]/;

/** Full stops of version numbers and file names end nothing. */
const SENTENCE_END = /(?<=[.!?;])\s+|\n+|(?<=[。！？；])/;

const VERB =
  '(?:train|re-?train|fine-?tune|post-?train|fix|swap|graft|put|make|keep|leave|improve|use|run|load|drop|plug|insert|merge|do|don|reduce|teach|freeze|ignore|skip|then|afterwards|later|let|want|need|have|copy|replace|never)';

const ENGLISH_BREAK = new RegExp(
  [
    String.raw`[,:]\s+`,
    String.raw`\s+[–—-]\s+`,
    String.raw`\s*[()]\s*`,
    String.raw`\s+(?=(?:but|while|whereas|because|since|although|though|yet|however|unless|so that|so (?:it|the|that|alpamayo|our)|such that|in order that|then|until|and (?:then|also|not)\b|which will)\b)`,
    String.raw`\s+(?=and ${VERB}\b)`,
  ].join('|'),
  'i',
);

const JAPANESE_BREAK =
  /(?<=(?:が|けど|けれど|けれども|ので|から|し|て|で|ず|ずに|つつ|ば|せ|たら|ため|ために|く|り|い)、)|(?<=ずに?)(?=[^、に])|(?<=(?:凍結|固定|維持|除外)し(?:て|たまま))(?=[^い])|(?<=ために)(?=[^は])|[（）()「」『』]/;

function pieces(
  text: string,
  at: number,
  by: RegExp,
): readonly { text: string; start: number; comma: boolean }[] {
  const global = new RegExp(by.source, by.flags.includes('g') ? by.flags : `${by.flags}g`);
  const found: { text: string; start: number; comma: boolean }[] = [];
  let start = 0;
  let comma = false;
  for (const match of text.matchAll(global)) {
    const end = match.index;
    if (end > start) found.push({ text: text.slice(start, end), start: at + start, comma });
    start = end + match[0].length;
    comma = /^[,:]/.test(match[0]);
  }
  if (start < text.length) found.push({ text: text.slice(start), start: at + start, comma });
  return found;
}

/** Every clause of the text, in order. */
export function clausesOf(text: string): readonly Clause[] {
  return pieces(text, 0, SENTENCE_END).flatMap((sentence, number) => {
    const japanese = KANA_OR_KANJI.test(sentence.text);
    return pieces(sentence.text, sentence.start, japanese ? JAPANESE_BREAK : ENGLISH_BREAK).map((piece) => ({
      text: piece.text,
      start: piece.start,
      japanese,
      afterComma: piece.comma,
      sentence: number,
    }));
  });
}

/** 「直進」「右折」を分類: names of classes. */
const CLASSES =
  /(?:[「『][^」』]{1,40}[」』](?:\s*(?:、|,|か|と|や|・|\/|または|もしくは)\s*)?)+(?=(?:など)?(?:の(?:いずれか|どれか|\S{0,3}択))?(?:を|に|のどれかを|で|かを)\s?(?:分類|判定|識別|判別|区別|答|ラベル|タグ))/g;

/** terms: waypoint, apex, understeer */
const TERMS =
  /\b((?:terms?|words?|vocabulary|terminology|class(?:es)?|categories|tags|labels|keywords)\s*(?::|such as|like|\(e\.g\.|e\.g\.)\s*)([\w-]+(?:\s*,\s*(?:and |or )?[\w-]+(?=\s*(?:[,.;)]|-|$|and\b|or\b)))+)/gi;

/** meta-action labels (turn left, stop): examples of what the model shall say. */
const EXAMPLES =
  /\b((?:terms?|words?|phrases?|class(?:es)?|categories|taxonomy|tags?|labels?|meta-?actions?|manoeuvres?|maneuvers?|events?|intents?|answers?|captions?)\s*)(\((?:e\.g\.,? )?[\w-]+(?: [\w-]+){0,2}(?:\s*[,/]\s*(?:and |or )?[\w-]+(?: [\w-]+){0,2})+\))/gi;

/** メタアクション(直進・左折)を分類 */
const JAPANESE_EXAMPLES =
  /[（(][^（()）、。]{1,12}(?:[・、,/][^（()）。]{1,24})+[）)](?=[^。]{0,14}?(?:分類|ラベル|タグ|テキスト|判定|識別|区別|答))/g;

/** Words that a model shall say are no request: `answer "trajectory decoder"`. They become spaces, so places stay. */
export function withoutQuotedAnswers(text: string): string {
  const blank = (part: string) => ' '.repeat(part.length);
  const said =
    /((?:answer|answers|say|says|saying|reply|respond|label|labels|labell?ed|tag|tags|tagged|called|named|titled|class(?:es)?|categor(?:y|ies)|word|words|phrase|phrases|term|terms|prompt|question|project|experiment|folder|file|directory|column|run name|dataset|repo)\s*(?:is|are|as|with|of|like|such as|:)?\s*(?:the (?:word|term|phrase)s?\s*)?)((?:["“'‘`][^"”'’`]{1,120}["”'’`](?:\s*(?:,|or|and|\/)\s*)?)+)/gi;
  const japanese =
    /([「『"“][^」』"”]{1,120}[」』"”])(?=\s*(?:と(?:答|回答|言|いう(?:語|言葉|用語|質問|ラベル|タグ)|出力|記述|書)|の(?:ラベル|タグ|語|表現)|などの(?:ラベル|タグ)|フォルダ|プロジェクト|というプロジェクト|という名))/g;
  return text
    .replace(said, (_, lead: string, quoted: string) => `${lead}${blank(quoted)}`)
    .replace(japanese, (quoted: string) => blank(quoted))
    .replace(JAPANESE_EXAMPLES, (list: string) => blank(list))
    .replace(EXAMPLES, (_, lead: string, list: string) => `${lead}${blank(list)}`)
    .replace(CLASSES, (list: string) => blank(list))
    .replace(TERMS, (_, lead: string, list: string) => `${lead}${blank(list)}`)
    .replace(/(?:^|(?<=[\s"'=(]))(?:~|\.{0,2})\/[\w./~-]+/g, blank);
}
