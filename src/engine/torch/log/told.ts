/** Symptoms that a library's own words tell: one row of a table each, so that a new one is a row. */
import type { Category } from '../../../findings/finding.ts';
import type { Outcome } from '../../../findings/outcome.ts';
import { brief, failed, type MatchedLine, restingOn, sighted } from './evidence.ts';
import type { AnyState } from './state.ts';
import type { Symptom } from './symptom.ts';
import type { Raised } from './traceback.ts';
import { remediesIn } from './typed.ts';

/** One form in which a library tells the fault, and what mends it. */
interface Wording {
  /** The library's text: of an exception with its continuation lines, or of a line where the row is `printed`. */
  readonly text: RegExp;
  /** The sentence; `{}` stands for the first group of `text` that matched, or all of it, in the library's own words. */
  readonly says: string;
  /** What is to be typed or changed; what is typed stands between backticks, alternatives after `, or` and `; or`. */
  readonly help: string;
  /** The same text must hold this as well, or must not. */
  readonly needs?: RegExp;
  readonly unless?: RegExp;
  /** The exception must have been raised here: the innermost frame. */
  readonly where?: RegExp;
  /** Only if this holds of the run. */
  readonly when?: (state: AnyState) => boolean;
  /** The text itself proves that the run is over: nothing else in the log need say so. */
  readonly ends?: true;
}

/** One row: a permanent id, what it means, and the forms in which it is told; the first that matches is taken. */
interface SymptomRow {
  readonly id: string;
  readonly summary: string;
  readonly outcome: Outcome;
  /** Where the outcome does not say it: a token. */
  readonly category?: Category;
  readonly subject?: string;
  readonly because: string;
  /** Where the texts were read: library, version, file. */
  readonly source: string;
  readonly forms: readonly [Wording, ...Wording[]];
  /** The text counts also outside an exception, as a line of a C++ library, of the shell or of the kernel. */
  readonly printed?: true;
  readonly lasting?: true;
  /** The docs, where the first form does not say it in general. */
  readonly what?: string;
  readonly fix?: string;
}

const CATEGORIES: Readonly<Partial<Record<Outcome, Category>>> = {
  config: 'config',
  data: 'data',
  'missing-input': 'input',
  host: 'host',
  disk: 'disk',
  retryable: 'busy',
};

const RETRIED = /\bRetrying load_/;

const quote = (match: RegExpExecArray) =>
  brief(match.slice(1).find((group) => group !== undefined) ?? match[0]).replace(/[.,;:]+$/, '');

/** What a text names, as data of the finding: groups with a name. */
const named = ({ groups = {} }: RegExpExecArray) =>
  Object.fromEntries(Object.entries(groups).filter(([, text]) => text !== undefined));

function find(state: AnyState, row: SymptomRow, form: Wording): (MatchedLine & Partial<Raised>) | undefined {
  if (form.when !== undefined && !form.when(state)) return undefined;
  const { text, needs, unless } = form;
  const found = sighted(state, row.id, {
    exec: (told) => (needs?.test(told) === false || unless?.test(told) === true ? null : text.exec(told)),
  });
  if (found === undefined || form.where === undefined) return found;
  return form.where.test(found.where ?? '') ? found : undefined;
}

const sentence = (text: string) => (/[.?)]$/.test(text) ? text : `${text}.`);

/** The symptom of a row. */
export function told(row: SymptomRow): Symptom {
  const { id, summary, outcome, because, source, forms, printed, lasting } = row;
  const [first] = forms;
  return {
    id,
    summary,
    severity: 'error',
    category: row.category ?? CATEGORIES[outcome] ?? 'run',
    outcome,
    helps: forms.map(({ help }) => help),
    docs: {
      what: sentence(row.what ?? summary),
      why: sentence(`${because} (${source})`),
      fix: sentence(row.fix ?? first.help),
    },
    ...(printed
      ? { clue: new RegExp(forms.map(({ text, needs = text }) => `(?:${unnamed(needs)})`).join('|')) }
      : {}),
    ...(lasting ? { lasting } : {}),
    matches(state) {
      for (const form of forms) {
        const found = find(state, row, form);
        // A load that is retried has not failed yet, and then hangs.
        if (found === undefined || !(form.ends || failed(state) || RETRIED.test(found.text))) continue;
        return restingOn(
          found,
          {
            ...(row.subject === undefined ? {} : { subject: row.subject }),
            message: form.says.replace('{}', () => quote(found.match)),
            because,
            remedy: remediesIn(form.help),
          },
          named(found.match),
        );
      }
      return undefined;
    },
  };
}

const unnamed = (pattern: RegExp) => pattern.source.replace(/\(\?<\w+>/g, '(?:');

/** The symptoms of a table. */
export const symptomsOf = (rows: readonly SymptomRow[]): readonly Symptom[] => rows.map(told);
