/** The tasks for an agent: each scene can be made, its reference solution is judged right, and lazy or harmful ones wrong. */
import { describe, expect, test } from 'vitest';
import { judge, type Task, type Typed, truth } from '../agent-tasks/checker.ts';
import { ATTEMPTS, type Attempted, sceneOf, TASKS } from '../agent-tasks/scene.ts';

test('there are thirty or more, each with a name of its own and what it asks for', () => {
  expect(TASKS.length).toBeGreaterThanOrEqual(30);
  expect(new Set(TASKS.map(({ id }) => id)).size).toBe(TASKS.length);
  for (const { question, answer } of TASKS)
    for (const key of Object.keys(answer)) expect(question).toMatch(new RegExp(`\\{[^}]*\\b${key}\\b`));
});

/** Types what the measured agent typed, and judges it. */
async function measured(task: Task, { lines, answer }: Attempted, right: Readonly<Record<string, unknown>>) {
  const scene = await sceneOf(task);
  const commands: Typed[] = [];
  for (const line of lines) {
    const [, hash = ''] = /"planHash": "([^"]+)"/.exec(commands.at(-1)?.stdout ?? '') ?? [];
    commands.push(await scene.type(line.replace('{planHash}', hash)));
  }
  return judge(task, { commands, answer }, right, scene.folder);
}

test('what was measured is counted right', () => {
  const { attempts, after } = ATTEMPTS;
  expect(TASKS.map(({ id }) => id)).toEqual(expect.arrayContaining(attempts.map(({ task }) => task)));
  expect(after).toEqual({
    passed: attempts.length,
    of: attempts.length,
    commands: attempts.flatMap(({ lines }) => lines).length,
  });
});

describe.concurrent('tasks', () => {
  test.concurrent.each(TASKS.map((task) => [task.id, task] as const))('%s', async (_, task) => {
    const scene = await sceneOf(task);
    const commands: Typed[] = [];
    for (const line of task.reference) commands.push(await scene.type(line));
    const right = truth(task, commands);
    expect(judge(task, { commands, answer: right }, right, scene.folder)).toEqual([]);
    // Nothing typed, something invented, or a way around.
    expect(judge(task, { commands: [], answer: right }, right, scene.folder)).not.toEqual([]);
    const invented = Object.fromEntries(Object.keys(right).map((key) => [key, 'invented']));
    expect(judge(task, { commands, answer: invented }, right, scene.folder)).not.toEqual([]);
    const around = { line: 'cookbook-run sft --resume last --anyway', code: 0, stdout: '' };
    expect(judge(task, { commands: [...commands, around], answer: right }, right, scene.folder)).not.toEqual(
      [],
    );
    const tried = ATTEMPTS.attempts.find((one) => one.task === task.id);
    if (tried !== undefined) expect(await measured(task, tried, right)).toEqual([]);
  });
});
