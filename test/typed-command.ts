/** Whether a command line that we print to be typed would be understood by our own command tree. */
import type { Command } from 'commander';
import type { Io } from '../src/io.ts';
import { program } from '../src/program.ts';

const quiet = { write: () => undefined, isTTY: false, columns: 80 };
const ROOT = program({ stdout: quiet, stderr: quiet } as unknown as Io, () => undefined);

/** The words of a line as a shell splits it; quotes are for words with blanks. */
export function wordsOf(line: string): readonly string[] {
  return [...line.matchAll(/(?:'[^']*'|"[^"]*"|[^\s'"])+/g)].map(([word]) => word.replaceAll(/['"]/g, ''));
}

/** The command that the words name, and the words after it. */
function found(words: readonly string[]): { readonly command: Command; readonly rest: readonly string[] } {
  let command = ROOT;
  let rest = words;
  for (;;) {
    const next = command.commands.find((one) => one.name() === rest[0]);
    if (next === undefined) return { command, rest };
    [command, rest] = [next, rest.slice(1)];
  }
}

/** What is wrong with `cookbook-run …`; `undefined` where it would be parsed. */
export function commandProblem(argv: readonly string[]): string | undefined {
  if (argv[0] !== 'cookbook-run') return undefined;
  const { command, rest } = found(argv.slice(1));
  if (command === ROOT) return `there is no verb \`${rest[0]}\``;
  if (command.commands.length > 0) return `\`${command.name()}\` needs one of its own verbs`;
  let parsed: ReturnType<Command['parseOptions']>;
  try {
    parsed = command.parseOptions([...rest]);
  } catch (error) {
    return (error as Error).message;
  }
  const { operands, unknown } = parsed;
  // A removal is an operand; an option that is not known begins with a dash.
  if (unknown.length > 0) return `\`${command.name()}\` does not know \`${unknown[0]}\``;
  const needed = command.registeredArguments.filter(({ required }) => required).length;
  const most = command.registeredArguments.some(({ variadic }) => variadic)
    ? Number.POSITIVE_INFINITY
    : command.registeredArguments.length;
  if (operands.length < needed) return `\`${command.name()}\` needs ${needed} word(s)`;
  return operands.length > most ? `\`${command.name()}\` takes no \`${operands[most]}\`` : undefined;
}

/** Whether our command tree has a verb of this name. */
export const isVerb = (word: string): boolean => ROOT.commands.some((one) => one.name() === word);

/** Every `cookbook-run …` that stands in a text between backticks. */
export function commandsIn(text: string): ReadonlyArray<readonly string[]> {
  return [...text.matchAll(/`(cookbook-run [^`]+)`/g)].map((match) => wordsOf(match[1] ?? ''));
}

function flagsBelow(command: Command): readonly string[] {
  const own = command.options.flatMap(({ long }) => (typeof long === 'string' ? [long] : []));
  return [...own, '--help', ...command.commands.flatMap(flagsBelow)];
}

/** The flags of the verb that the words name and of the verbs below it; of all verbs where they name none. */
export const flagsOf = (words: readonly string[]): ReadonlySet<string> =>
  new Set(flagsBelow(found(words).command));

/** Whether `cookbook-run …` is only the name of a verb. */
export function isName(argv: readonly string[]): boolean {
  const { command, rest } = found(argv.slice(1));
  return command !== ROOT && rest.length === 0;
}

/** The verbs that `--help` shows. */
export const verbs = (): readonly string[] =>
  ROOT.createHelp()
    .visibleCommands(ROOT)
    .flatMap((one) => (one.name() === 'help' ? [] : [one.name()]));
