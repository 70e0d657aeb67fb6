/** What a row of a table says to type, as data: its words stand between backticks. */
import type { Remedy } from '../../../findings/remedy.ts';

const OVERRIDE = /^[a-z]\w*(?:\.\w+)+=/;
const REMOVAL = /^~[a-z]\w*(?:\.\w+)+$/;
// What a shell joins is more than one command line: it stays as it is written.
const JOINED = /&&|[|;](?![^"']*["'])/;

/** The words of a command line, as a shell would part them. */
export function wordsIn(command: string): readonly string[] {
  return [...command.matchAll(/(?:[^\s"']|"[^"]*"|'[^']*')+/g)].map(([word]) =>
    word.replace(/"([^"]*)"|'([^']*)'/g, (_, double?: string, single?: string) => double ?? single ?? ''),
  );
}

function valueIn(text: string): unknown {
  if (/^-?\d+$/.test(text)) return BigInt(text);
  if (text === 'true' || text === 'false') return text === 'true';
  return /^["[]/.test(text) ? (JSON.parse(text) as unknown) : text;
}

/** One alternative: a setting, a command line, or advice that names several of them. */
function remedyOf(alternative: string): Remedy {
  const [before = '', typed, ...rest] = alternative.split('`');
  const note: Remedy = { kind: 'note', text: alternative };
  if (typed === undefined || rest.length > 1 || JOINED.test(typed)) return note;
  const text = `${before}{}${rest[0] ?? ''}`;
  if (REMOVAL.test(typed)) return { kind: 'override', remove: [typed.slice(1)], text };
  if (OVERRIDE.test(typed)) {
    const at = typed.indexOf('=');
    return { kind: 'override', set: { [typed.slice(0, at)]: valueIn(typed.slice(at + 1)) }, text };
  }
  return { kind: 'command', argv: wordsIn(typed), text };
}

/** The remedies of a help, the best first. */
export function remediesIn(help: string): readonly Remedy[] {
  return help.split(/[,;] or (?=(?:[^`]*`[^`]*`)*[^`]*$)/).map(remedyOf);
}

/** Everything that a help says to type. */
export const typedIn = (help: string): readonly string[] =>
  [...help.matchAll(/`([^`]+)`/g)].map((match) => match[1] ?? '');
