/** --help: every verb has a group and examples that parse; `explain` has a page for every code and topic. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { describe, expect, test } from 'vitest';
import { kindOf } from '../../src/catalogue.ts';
import { TOPICS } from '../../src/commands/explain/topics.ts';
import { EXIT_CODES } from '../../src/findings/exit-code.ts';
import { OUTCOMES } from '../../src/findings/outcome.ts';
import type { Io } from '../../src/io.ts';
import { program } from '../../src/program.ts';
import { commandProblem, commandsIn, wordsOf } from '../typed-command.ts';
import { json, ROOT, rig } from './rig.ts';

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

describe.concurrent('explain', () => {
  test.concurrent.each(EXIT_CODES)('%i', async (code, meaning) => {
    const ended = await rig().run(['explain', String(code)]);
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    expect(ended.stdout).toContain(`exit code ${code}: ${meaning}`);
    for (const argv of commandsIn(ended.stdout)) expect(commandProblem(argv), argv.join(' ')).toBeUndefined();
  });

  test.concurrent('81 names its outcome and findings that end with it', async () => {
    const told = json((await rig().run(['explain', '81', '--json'])).stdout);
    expect(told).toMatchObject({ schemaVersion: 1, code: OUTCOMES.stalled, outcomes: ['stalled'] });
    expect(told.findings).toContain('collective-timeout');
    const config = json((await rig().run(['explain', '78', '--json'])).stdout);
    expect(config.findings).toEqual(expect.arrayContaining(['unknown-key', 'target-not-trained']));
  });

  test.concurrent('a number that is no code of ours, and a word that is near a topic', async () => {
    expect((await rig().run(['explain', '79'])).code).toBe(2);
    const near = await rig().run(['explain', 'straight-pat']);
    expect(near).toMatchObject({ code: 2, stdout: '' });
    expect(near.stderr).toContain('`straight-path`');
  });

  test.concurrent('straight-path: the cheap checks, the order of the stages, and what to type', async () => {
    const { stdout } = await rig().run(['explain', 'straight-path']);
    expect(stdout).toMatch(/egomotion[\s\S]*stage 1[\s\S]*stage 2[\s\S]*cookbook-run feasibility/);
    expect((await rig().run(['explain', 'Alpamayo'])).stdout).toBe(stdout);
  });

  test.each(TOPICS.map((topic) => [topic.name, topic] as const))(
    '%s: all that it names is there',
    (_, topic) => {
      for (const id of topic.findings) expect(kindOf(id), id).toBeDefined();
      for (const line of topic.type) expect(commandProblem(wordsOf(line)), line).toBeUndefined();
      expect(existsSync(join(ROOT, 'docs', topic.page)), topic.page).toBe(true);
      for (const text of topic.text)
        for (const argv of commandsIn(text)) expect(commandProblem(argv), argv.join(' ')).toBeUndefined();
    },
  );

  test('no word means two topics, a topic and a finding, or a code', () => {
    const words = TOPICS.flatMap(({ name, words: more }) => [name, ...more]);
    expect(words.filter((word, index) => words.indexOf(word) !== index)).toEqual([]);
    expect(words.filter((word) => kindOf(word) !== undefined || /^\d+$/.test(word))).toEqual([]);
  });
});
