/** What is printed to be typed can be typed, over the whole catalogue and the whole source. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { CATALOGUE } from '../src/catalogue.ts';
import { commandProblem, commandsIn, isVerb, wordsOf } from './typed-command.ts';

const ROOT = resolve(import.meta.dirname, '..');

const SOURCES = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => [join('src', name), readFileSync(join(ROOT, 'src', name), 'utf8')] as const);

describe('commands of our own', () => {
  test('the judge can say no', () => {
    expect(commandProblem(wordsOf('cookbook-run chekc x.toml'))).toContain('no verb');
    expect(commandProblem(wordsOf('cookbook-run check x.toml --presett y'))).toContain('--presett');
    expect(commandProblem(wordsOf('cookbook-run cp PRESET'))).toContain('2 word');
    expect(commandProblem(wordsOf('cookbook-run explain a b'))).toContain('takes no');
    expect(commandProblem(wordsOf('cookbook-run sft --preset x train.epoch=3 ~train.seed'))).toBeUndefined();
  });

  test.each(CATALOGUE.map((kind) => [kind.id, kind] as const))(
    '%s: its docs name commands that parse',
    (_, kind) => {
      for (const text of Object.values(kind.docs))
        for (const argv of commandsIn(text)) expect(commandProblem(argv), argv.join(' ')).toBeUndefined();
    },
  );

  test('whatever a source file shows between backticks parses', () => {
    const shown = (text: string) => [
      // In a template a backtick is escaped; what is filled in stands for one word.
      ...[...text.matchAll(/\\`(cookbook-run (?:[^`\\])+)\\`/g)].map((match) =>
        (match[1] ?? '').replace(/\$\{[^}]*\}/g, 'WORD'),
      ),
      ...[...text.matchAll(/(?<!\\)`(cookbook-run [^`$\\]+)`/g)].map((match) => match[1] ?? ''),
    ];
    const problems = SOURCES.flatMap(([name, text]) =>
      shown(text).flatMap((line) => {
        const problem = commandProblem(wordsOf(line));
        return problem === undefined ? [] : [`${name}: ${line}: ${problem}`];
      }),
    );
    expect(problems).toEqual([]);
  });

  test('whatever a source file says without backticks is a verb of ours that parses, or a sentence', () => {
    // What cookbook-run does or is, in sentences; any other word after its name is to be typed.
    const sentence =
      /^(?:is|was|has|had|does|did|do|can|and|or|to|that|then|itself|knows|keeps|reads|writes|wrote|write|made|makes|ended|stopped|began|got|chose|starts|plans|speaks|draws|returns|into|gives|takes|sets|quotes|trains|neither|inside|end)$/;
    const bare = (text: string) =>
      [...text.replace(/^\s*(?:\/\*\*|\*|\/\/).*$/gm, '').matchAll(/(?<!`)cookbook-run ([a-z][^\n]*)/g)]
        .map(([, rest = '']) => rest.replace(/(\w?)\$\{[^}]*\}/g, '$1 WORD'))
        .map((rest) => (rest.split(/[`'"\\;)]|[,.:](?: |$)| > /)[0] ?? '').trim().replace(/\.$/, ''));
    expect(bare("help: 'type cookbook-run merge ID --out X.'")).toEqual(['merge ID --out X']);
    const problems = SOURCES.flatMap(([name, text]) =>
      bare(text).flatMap((line) => {
        const verb = line.split(' ')[0] ?? '';
        if (!isVerb(verb)) return sentence.test(verb) ? [] : [`${name}: there is no verb: ${line}`];
        const problem = commandProblem(['cookbook-run', ...wordsOf(line)]);
        return problem === undefined ? [] : [`${name}: ${line}: ${problem}`];
      }),
    );
    expect(problems).toEqual([]);
  });

  test('no placeholder is a redirection of the shell', () => {
    // Tags of answers and pages, and the names of pictures in the docs of a layout, are meant as they stand.
    const placeholders = SOURCES.flatMap(([name, text]) =>
      [
        ...text.matchAll(
          /(?:help|text|remedy|fix)[:(][^\n]*(?<![A-Za-z?])(<(?!answer>|start>|end>|name>|id>|video>|image>|code>)[a-z][a-z -]*>)/g,
        ),
        // A value to be typed, wherever its sentence begins.
        ...text.matchAll(/=\\?["']?(<[a-z][a-z -]*>)\//g),
      ].map((match) => `${name}: ${match[1]}`),
    );
    expect(placeholders).toEqual([]);
  });
});

test('a help of a finding that holds something to be typed is data', () => {
  const typed =
    /help:\s*(?:[^,\n]*\n?){0,3}?[^,\n]*(?:`[^`\n]*(?:cookbook-run|pip |apt|hf |=)|\b(?:train|policy|custom|validation|logging)\.[a-z_.]+=|~[a-z]+\.)/g;
  const found = SOURCES.filter(([, text]) =>
    /\b(?:FindingKind|define\w*Finding|Symptom|stamp\()/.test(text),
  ).flatMap(([name, text]) => {
    // The rows of a table are data: `told.ts` reads what stands between their backticks.
    const prose = text.replace(/forms: \[[\s\S]*?\n {2,4}\],/g, '').replace(/\$\{[^}]*\}/g, '');
    const count = (prose.match(typed) ?? []).length;
    return count > 0 ? [`${name}: ${count}`] : [];
  });
  expect(found).toEqual([]);
});
