/** What to type or change, as data: `help` is rendered from it, and tests apply it. */
import { shellWord } from './shell-word.ts';

/** One safe change of a config file; comments and order stay. `value` is a TOML value. */
export interface Edit {
  readonly op: 'set' | 'remove' | 'rename';
  /** Dotted key as it stands in the file. */
  readonly key: string;
  /** The new dotted key of a rename. */
  readonly to?: string;
  readonly value?: unknown;
}

/** `text` is the prose around what is typed, which stands where it says `{}`; without one it stands alone. */
interface Prose {
  readonly text?: string;
}

/** Settings to give and keys to take away; values are TOML values, so that 1 and 1.0 stay apart. */
export interface OverrideRemedy extends Prose {
  readonly kind: 'override';
  readonly set?: Readonly<Record<string, unknown>>;
  readonly remove?: readonly string[];
}

/** A command line, word by word. Words in capitals stand for what only the reader knows. */
interface CommandRemedy extends Prose {
  readonly kind: 'command';
  readonly argv: readonly string[];
}

/** Changes of the file that was checked. */
interface EditRemedy extends Prose {
  readonly kind: 'edit';
  readonly edits: readonly Edit[];
}

/** Advice that nothing can be typed for. */
interface NoteRemedy {
  readonly kind: 'note';
  readonly text: string;
}

export type Remedy = OverrideRemedy | CommandRemedy | EditRemedy | NoteRemedy;

/** How settings are written for this reader: as overrides to type (in the flags that he typed), or as lines of his file. */
export type Form =
  | { readonly kind: 'file' }
  | {
      readonly kind: 'override';
      /** The flag that the reader typed for a key, for example `--gpus`. */
      readonly flagOf?: (key: string) => string | undefined;
    };

const OVERRIDE: Form = { kind: 'override' };

/** A value in TOML syntax, on one line. */
export function tomlText(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value).replaceAll('\u007f', '\\u007f');
  if (typeof value === 'number') {
    if (Number.isNaN(value)) return 'nan';
    if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
    // As people write rates: 1e-6, not 0.000001.
    if (value !== 0 && Math.abs(value) < 1e-3) return value.toExponential();
    return Number.isInteger(value) && !/e/.test(String(value)) ? value.toFixed(1) : String(value);
  }
  if (Array.isArray(value)) return `[${value.map(tomlText).join(', ')}]`;
  if (typeof value === 'object' && value !== null && !(value instanceof Date))
    return `{ ${Object.entries(value)
      .map(([key, item]) => `${/^[\w-]+$/.test(key) ? key : JSON.stringify(key)} = ${tomlText(item)}`)
      .join(', ')} }`;
  return value instanceof Date ? value.toISOString() : String(value);
}

/** What a text must look like to be typed without quotes: the reader of overrides takes what is no TOML as a text. */
const BARE = /^(?!true$|false$|inf$|nan$)[A-Za-z_/][\w./@-]*$/;

function overrideWord(key: string, value: unknown, flag: string | undefined): string {
  const text = typeof value === 'string' && BARE.test(value) ? value : tomlText(value);
  return flag === undefined ? shellWord(`${key}=${text}`) : `${flag} ${shellWord(text)}`;
}

function placeOf(key: string): { readonly table: string; readonly name: string } {
  const last = /^(?:(.*)\.)?("(?:[^"\\]|\\.)*"|[\w-]+)$/.exec(key);
  return { table: last?.[1] ?? '', name: last?.[2] ?? key };
}

function grouped(keys: readonly string[], write: (key: string, name: string) => string): string {
  const tables = new Map<string, string[]>();
  for (const key of keys) {
    const { table, name } = placeOf(key);
    tables.set(table, [...(tables.get(table) ?? []), `\`${write(key, name)}\``]);
  }
  return [...tables]
    .map(([table, lines]) => `${lines.join(' and ')}${table === '' ? '' : ` in [${table}]`}`)
    .join(' and ');
}

function inFile(set: Readonly<Record<string, unknown>>, remove: readonly string[]): string {
  const keys = Object.keys(set);
  return [
    ...(keys.length === 0
      ? []
      : [`write ${grouped(keys, (key, name) => `${name} = ${tomlText(set[key])}`)}`]),
    ...(remove.length === 0
      ? []
      : [`remove ${grouped(remove, (_, name) => name).replaceAll(' in [', ' from [')}`]),
  ].join(' and ');
}

function editText({ op, key, to, value }: Edit): string {
  if (op === 'rename') return `rename \`${key}\` to \`${to}\``;
  return op === 'remove' ? inFile({}, [key]) : inFile({ [key]: value }, []);
}

/** Words of a command line that the shell itself reads. */
const OPERATORS: ReadonlySet<string> = new Set(['>', '|', '&&']);

function typed(remedy: Remedy, form: Form, alone: boolean): string {
  const quote = (text: string) => (alone ? text : `\`${text}\``);
  switch (remedy.kind) {
    case 'note':
      return remedy.text;
    case 'command':
      return quote(remedy.argv.map((word) => (OPERATORS.has(word) ? word : shellWord(word))).join(' '));
    case 'edit':
      return remedy.edits.map(editText).join(', ');
    case 'override': {
      const { set = {}, remove = [] } = remedy;
      if (form.kind === 'file') return inFile(set, remove);
      const words = [
        ...Object.entries(set).map(([key, value]) => overrideWord(key, value, form.flagOf?.(key))),
        ...remove.map((key) => `~${key}`),
      ];
      return quote(words.join(' '));
    }
  }
}

/** The help that a reader sees: the best remedy first, then the others. */
export function helpOf(remedies: readonly Remedy[], form: Form = OVERRIDE): string | undefined {
  if (remedies.length === 0) return undefined;
  const texts = remedies.map((remedy) => {
    const text = remedy.kind === 'note' ? undefined : remedy.text;
    const what = typed(remedy, form, remedies.length === 1 && text === undefined);
    return text === undefined ? what : text.replace('{}', () => what);
  });
  // A sentence stands alone; other remedies are choices of one.
  return texts.reduce((all, text) => `${all}${/[.?]$/.test(all) ? ' ' : ', or '}${text}`);
}

function same(a: unknown, b: unknown): boolean {
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((item, index) => same(item, b[index]));
  return Object.is(a, b);
}

/** Whether a remedy would change anything, given the values that hold (`undefined` for none). */
export function changes(remedy: Remedy, holds: (key: string) => unknown): boolean {
  if (remedy.kind !== 'override') return true;
  const { set = {}, remove = [] } = remedy;
  return (
    Object.entries(set).some(([key, value]) => !same(value, holds(key))) ||
    remove.some((key) => holds(key) !== undefined)
  );
}

/** To set these keys. */
export function toSet(set: Readonly<Record<string, unknown>>, text?: string): OverrideRemedy {
  return { kind: 'override', set, ...(text === undefined ? {} : { text }) };
}

/** To take these keys away. */
export function toRemove(...remove: readonly string[]): OverrideRemedy {
  return { kind: 'override', remove };
}

/** To type this command. */
export function toType(argv: readonly string[], text?: string): CommandRemedy {
  return { kind: 'command', argv, ...(text === undefined ? {} : { text }) };
}

/** Advice without anything to type. */
export function note(text: string): NoteRemedy {
  return { kind: 'note', text };
}
