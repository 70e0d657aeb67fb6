/** Every command that a page of ours names is one that our command tree parses: verb, own verb, flags, number of words. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { commandProblem, flagsOf, isName, isVerb, verbs, wordsOf } from './typed-command.ts';

const ROOT = resolve(import.meta.dirname, '..');

const pagesIn = (folder: string): readonly string[] =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(folder, name))
    .sort();

const PAGES = [
  'README.md',
  'CONTRIBUTING.md',
  'llms.txt',
  ...['docs', 'skills', 'examples'].flatMap(pagesIn),
];

/** A block of code, or a span of it; a span may go on in the next line. */
const CODE = /^```\w*\n([\s\S]*?)^```|(?<!`)(`+)(?!`)([^\n]*?(?:\n[^\n]+?)?)(?<!`)\2(?!`)/gm;

/** Lines of code of a page, each as one would type it. */
function codeOf(page: string): readonly string[] {
  const text = readFileSync(join(ROOT, page), 'utf8');
  return [...text.matchAll(CODE)].flatMap(([, block, , span]) =>
    block === undefined
      ? [(span ?? '').replaceAll(/\s*\n\s*/g, ' ')]
      : block.replaceAll(/\\\n/g, ' ').split('\n'),
  );
}

/** What stands between the name of the program and what a shell takes for itself. */
function commandsIn(line: string): readonly string[] {
  return [...line.matchAll(/(?:^|[|;(`] *|&& |\bthen |\$ )(cookbook-run [^|;&<>`#)]*)/g)].map(
    ([, one]) => one ?? '',
  );
}

/** A verb that is only spoken of: the flags named with it must be its own. */
function mentionProblem(line: string): string | undefined {
  const words = wordsOf(line.replaceAll(/[|,]/g, ' '));
  const flags = words.flatMap((word) => /^--[a-z][a-z-]*/.exec(word) ?? []);
  const own = flagsOf(words);
  const strange = flags.find((flag) => !own.has(flag));
  return strange === undefined ? undefined : `\`${words[0]}\` does not know \`${strange}\``;
}

/** Flags of other programs that a page names alone: cosmos-rl, cosmos-framework, Slurm, docker, and our own scripts. */
const OF_OTHERS: readonly string[] = [
  '--log-dir',
  '--vlm-model-name',
  '--test-only',
  '--dependency',
  '--begin',
  ...['--container-image', '--container-mounts', '--container-workdir', '--container-env'],
  ...['--network', '--shm-size', '--ipc'],
  ...['--limit', '--group', '--only'],
];

describe('commands of pages', () => {
  test.each(PAGES)('%s', (page) => {
    const wrong = codeOf(page).flatMap((line) => {
      const typed = commandsIn(line).map(wordsOf);
      const [flag] = /^--[a-z][a-z-]*/.exec(line) ?? [];
      const unknown = flag !== undefined && !OF_OTHERS.includes(flag) && !flagsOf([]).has(flag);
      const problems = [
        ...typed.map((words) => (isName(words) ? undefined : commandProblem(words))),
        isVerb(line.split(' ')[0] ?? '') ? mentionProblem(line) : undefined,
        unknown ? `no verb knows \`${flag}\`` : undefined,
      ];
      return problems.flatMap((why) => (why === undefined ? [] : [`${line}: ${why}`]));
    });
    expect(wrong).toEqual([]);
  });

  test('the test can see: a verb, a flag and a number of words that do not exist', () => {
    expect(commandsIn('cd x && cookbook-run chekc y | cat')).toEqual(['cookbook-run chekc y ']);
    expect(commandProblem(wordsOf('cookbook-run chekc y'))).toContain('chekc');
    expect(isName(wordsOf('cookbook-run check --gpsu 8'))).toBe(false);
    expect(mentionProblem('init --eval')).toContain('--eval');
    expect(mentionProblem('sft … --on slurm --nodes 2')).toBeUndefined();
  });

  test('README names every verb', () => {
    const named = (page: string) =>
      new Set(codeOf(page).flatMap((line) => wordsOf(line.replace(/^cookbook-run /, ''))[0] ?? []));
    for (const verb of verbs()) expect([...named('README.md')], verb).toContain(verb);
  });
});
