/** Every verb has a group, examples that parse, and a published document: none is without --json. */
import type { Command } from 'commander';
import { expect, test } from 'vitest';
import { DOCUMENTS } from '../src/commands/documents/documents.ts';
import type { Io } from '../src/io.ts';
import { program } from '../src/program.ts';
import { commandProblem, wordsOf } from './typed-command.ts';

const silent = { write: () => undefined, isTTY: false, columns: 80 };
const TREE = program({ stdout: silent, stderr: silent } as unknown as Io, () => undefined);

/** Verbs that can be typed, with the words that name them. */
function leaves(command: Command, words: readonly string[] = []): ReadonlyArray<readonly [string, Command]> {
  return command
    .createHelp()
    .visibleCommands(command)
    .filter((one) => one.name() !== 'help')
    .flatMap((one) => {
      const path = [...words, one.name()];
      return one.commands.length > 0 ? leaves(one, path) : [[path.join(' '), one] as const];
    });
}

function helpOf(command: Command): string {
  const lines: string[] = [];
  command.configureOutput({ writeOut: (text) => void lines.push(text) });
  command.outputHelp();
  return lines.join('');
}

test.each(leaves(TREE))('%s --help ends with two examples or more, and they parse', (path, command) => {
  const [, examples = ''] = helpOf(command).split('\nExamples:\n');
  const lines = examples.split('\n').flatMap((line) => (line.trim() === '' ? [] : [line.trim()]));
  expect(lines.length).toBeGreaterThanOrEqual(2);
  for (const line of lines) {
    expect(line.startsWith(`cookbook-run ${path}`), line).toBe(true);
    expect(commandProblem(wordsOf(line)), line).toBeUndefined();
  }
});

test('every verb stands in a group of its own kind', () => {
  const shown = TREE.createHelp()
    .visibleCommands(TREE)
    .filter((one) => one.name() !== 'help');
  const groups = new Set(shown.map((one) => one.helpGroup()));
  expect([...groups].sort()).toEqual(['After it:', 'At any time:', 'Before the launch:', 'The run:']);
});

test.each(leaves(TREE))(
  '%s takes --json, and its document is published (src/commands/documents)',
  (path, one) => {
    expect(one.options.map(({ long }) => long)).toContain('--json');
    expect(Object.keys(DOCUMENTS)).toContain(path.replace(' ', '-'));
  },
);

test('no document is published for a verb that does not exist', () => {
  expect(Object.keys(DOCUMENTS).sort()).toEqual(
    leaves(TREE)
      .map(([path]) => path.replace(' ', '-'))
      .sort(),
  );
});

test.each(leaves(TREE))('%s alone is declared as among all verbs', (path, command) => {
  const alone = program(
    { stdout: silent, stderr: silent } as unknown as Io,
    () => undefined,
    path.split(' '),
  );
  const [own, ...others] = leaves(alone);
  expect([own?.[0], others]).toEqual([path, []]);
  expect(own && helpOf(own[1])).toBe(helpOf(command));
});

test.each(['', 'constructor', '--help', 'sftt'])('`%s` names no verb: all are declared', (word) => {
  const all = program({ stdout: silent, stderr: silent } as unknown as Io, () => undefined, [word, 'ls']);
  expect(helpOf(all)).toBe(helpOf(TREE));
});
