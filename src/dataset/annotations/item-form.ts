/** What an item is that has no conversation, and how to give it one. */
import type { JsonObject } from '../../json/object.ts';

/** A form by its name; `filter` makes items with a conversation of a whole list, with jq. */
interface ItemForm {
  readonly what: string;
  readonly filter?: string;
  readonly fix?: string;
}

const QUESTIONS = ['question', 'query', 'instruction', 'prompt', 'Q', 'problem', 'user'];
const ANSWERS = ['answer', 'response', 'output', 'completion', 'A', 'solution', 'assistant', 'label'];
const CAPTIONS = ['caption', 'captions', 'description', 'text', 'summary'];
const KNOWN: Readonly<Record<string, string>> = {
  query: ' (ms-swift)',
  instruction: ' (Alpaca)',
};

/** The lists that end in a text are joined; the rest stays as it is. */
function pair(question: string, answer: string, drop: readonly string[]): string {
  return `map(del(${drop.map((key) => `.${key}`).join(', ')}) + {conversations: [{from: "human", value: ${question}}, {from: "gpt", value: ${answer}}]})`;
}

/** The form of an item without conversations; `undefined` where it has none that is known. */
export function itemForm(item: JsonObject): ItemForm | undefined {
  const texts = (keys: readonly string[]) =>
    keys.find((key) => typeof item[key] === 'string' && item[key] !== '');
  if ('bbox' in item && ('category_id' in item || 'image_id' in item)) {
    return {
      what: 'it is a box of COCO, not a conversation',
      fix: 'Write a question and an answer for each picture first.',
    };
  }
  if ('chosen' in item && 'rejected' in item) {
    return {
      what: 'it is a pair of preferences (chosen, rejected), which this training does not take',
      fix: 'Keep the chosen answer, as the last message of gpt.',
    };
  }
  if ('data' in item && 'annotations' in item) {
    return {
      what: 'it is a task of Label Studio',
      fix: 'Export it, and write a question and an answer for each task.',
    };
  }
  const [question, answer] = [texts(QUESTIONS), texts(ANSWERS)];
  if (question !== undefined && answer !== undefined) {
    const input = typeof item['input'] === 'string';
    const asked = input
      ? `([.${question}, .input] | map(select(. != null and . != "")) | join("\\n"))`
      : `.${question}`;
    const drop = [question, ...(input ? ['input'] : []), answer];
    return {
      what: `it has a question under ${question} and an answer under ${answer}${KNOWN[question] ?? ''}`,
      filter: pair(asked, `.${answer}`, drop),
    };
  }
  const caption = texts(CAPTIONS);
  if (caption === undefined) return undefined;
  return {
    what: `it has a text under ${caption} and no question`,
    filter: pair('"Describe what you see."', `.${caption}`, [caption]),
  };
}

/** Parts of a message, as OpenAI and Qwen write them. */
const PARTS_FILTER =
  'map((.conversations // .messages) as $m | del(.messages, .conversations) + {images: ((.images // []) + [$m[] | (.content // .value) | arrays[] | (.image_url.url? // .image_url? // .image? // empty) | strings]), videos: ((.videos // []) + [$m[] | (.content // .value) | arrays[] | (.video_url.url? // .video? // empty) | strings]), messages: ($m | map({role: (.role // .from), content: ((.content // .value) | if type == "array" then [.[] | .text? // empty] | join("\\n") else . end)}))})';

/** An item whose messages hold lists of parts. */
export function partsForm(item: JsonObject): ItemForm | undefined {
  const messages = item['conversations'] ?? item['messages'];
  const first: unknown = Array.isArray(messages)
    ? messages.find((one) => Array.isArray(one?.content ?? one?.value))
    : undefined;
  if (first === undefined) return undefined;
  return {
    what: 'its messages hold lists of parts, as those of OpenAI do; this layout reads text, and media under image, images, video or videos',
    filter: PARTS_FILTER,
  };
}
