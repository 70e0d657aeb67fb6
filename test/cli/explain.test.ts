/** `explain` has a page for every code and topic. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { kindOf } from '../../src/catalogue.ts';
import { TOPICS } from '../../src/commands/explain/topics.ts';
import { EXIT_CODES } from '../../src/findings/exit-code.ts';
import { OUTCOMES } from '../../src/findings/outcome.ts';
import { commandProblem, commandsIn, wordsOf } from '../typed-command.ts';
import { json, ROOT, rig } from './rig.ts';

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
