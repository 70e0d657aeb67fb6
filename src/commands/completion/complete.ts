/** The hidden verb `complete`: what may stand next on a command line, from the command tree itself. */
import type { Command, Option } from 'commander';
import { ExitCode } from '../../findings/exit-code.ts';
import type { Io } from '../../io.ts';
import { plain } from '../../plain.ts';
import { type Offer, valuesOf } from './values.ts';

/** What a shell offers itself. */
type Directive = ':files' | ':folders' | ':nospace';

interface Place {
  readonly command: Command;
  /** How many words stand where arguments do. */
  readonly operands: number;
  /** The option that waits for its value. */
  readonly option?: Option;
  /** A flag's value of `--runs-dir`, where runs are looked for. */
  readonly runsDir?: string;
}

function optionNamed(command: Command, word: string): Option | undefined {
  return command.options.find(({ long, short }) => long === word || short === word);
}

/** Where the words before the last one lead to. */
function placeOf(root: Command, words: readonly string[]): Place {
  let place: Place = { command: root, operands: 0 };
  for (const word of words) {
    const { command, option } = place;
    if (option !== undefined) {
      const { option: _, ...rest } = place;
      place = option.long === '--runs-dir' ? { ...rest, runsDir: word } : rest;
      continue;
    }
    const named = word.startsWith('-') ? optionNamed(command, word) : undefined;
    if (named?.required === true || named?.optional === true) place = { ...place, option: named };
    else if (!word.startsWith('-')) {
      const next = place.operands === 0 ? command.commands.find((one) => one.name() === word) : undefined;
      place = next === undefined ? { ...place, operands: place.operands + 1 } : { ...place, command: next };
    }
  }
  return place;
}

function verbs(command: Command): readonly Offer[] {
  return command
    .createHelp()
    .visibleCommands(command)
    .map((one) => ({ text: one.name(), about: one.description() }));
}

function flags(command: Command): readonly Offer[] {
  return [
    ...command.options
      .filter((one) => !one.hidden)
      .map((one) => ({ text: one.long ?? one.flags, about: one.description })),
    { text: '--help', about: 'help of this verb' },
  ];
}

/** The name that says what a value is: of an option its placeholder, of an argument its own. */
function nameOf(option: Option): string {
  return /[<[]([^>\].]+)/.exec(option.flags)?.[1] ?? '';
}

interface Answer {
  readonly offers: readonly Offer[];
  readonly directives: readonly Directive[];
}

async function answerOf(root: Command, words: readonly string[], io: Io): Promise<Answer> {
  const last = words.at(-1) ?? '';
  const place = placeOf(root, words.slice(0, -1));
  const { command, option, operands } = place;
  const joined = /^(--[\w-]+)=(.*)$/s.exec(last);
  const waiting = option ?? (joined === null ? undefined : optionNamed(command, joined[1] ?? ''));
  const about = { io, runsDir: place.runsDir, typed: option === undefined ? (joined?.[2] ?? last) : last };
  if (waiting !== undefined) {
    const choices = waiting.argChoices?.map((text) => ({ text }));
    const { offers, directives } =
      choices === undefined
        ? await valuesOf(nameOf(waiting), waiting.long, about)
        : { offers: choices, directives: [] };
    const before = option === undefined && joined !== null ? `${joined[1]}=` : '';
    return { offers: offers.map((one) => ({ ...one, text: `${before}${one.text}` })), directives };
  }
  if (last.startsWith('-')) return { offers: flags(command), directives: [] };
  if (command.commands.length > 0 && operands === 0) return { offers: verbs(command), directives: [] };
  const declared = command.registeredArguments;
  const argument = declared[Math.min(operands, declared.length - 1)];
  if (argument === undefined || (operands >= declared.length && !argument.variadic))
    return { offers: [], directives: [] };
  if (argument.argChoices !== undefined)
    return { offers: argument.argChoices.map((text) => ({ text })), directives: [] };
  return valuesOf(argument.name(), undefined, about);
}

/** What a shell inserts unquoted: names of others' files and runs may hold anything. */
const HARMLESS = /^[\w.,+=:/@~#-]+$/;

/** Prints one offer a line, `text<TAB>about`, and directives that begin with a colon. */
export async function complete(root: Command, words: readonly string[], io: Io): Promise<ExitCode> {
  const { offers, directives } = await answerOf(root, words, io);
  const last = words.at(-1) ?? '';
  const fitting = offers.filter(({ text }) => text.startsWith(last) && HARMLESS.test(text));
  const lines = fitting.map(({ text, about }) =>
    about === undefined || about === '' ? text : `${text}\t${plain(about).slice(0, 100)}`,
  );
  io.stdout.write([...lines, ...directives].map((line) => `${line}\n`).join(''));
  return ExitCode.ok;
}
