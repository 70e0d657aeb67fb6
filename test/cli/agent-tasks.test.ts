/** The tasks for an agent: each scene can be made, its reference solution is judged right, and lazy or harmful ones wrong. */
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { judge, type Task, type Typed, truth } from '../agent-tasks/checker.ts';
import { type Rig, ROOT, rig } from './rig.ts';

const TASKS = JSON.parse(readFileSync(join(ROOT, 'test/agent-tasks/tasks.json'), 'utf8')) as readonly Task[];

function scene(task: Task): { readonly place: Rig; readonly small: string } {
  const place = rig('agent');
  const small = place
    .sft()
    .slice(1)
    .map((word) => `'${word}'`)
    .join(' ');
  if (!existsSync(join(place.folder, 'avha')))
    cpSync(join(ROOT, 'examples/avha'), join(place.folder, 'avha'), { recursive: true });
  for (const [name, file] of Object.entries(task.files ?? {})) {
    const path = join(place.folder, name);
    mkdirSync(dirname(path), { recursive: true });
    if (typeof file === 'string') writeFileSync(path, file);
    else {
      const own = join(place.folder, file.copy);
      const bytes = readFileSync(existsSync(own) ? own : join(ROOT, file.copy));
      const text = (file.replace ?? []).reduce((all, [from, to]) => {
        expect(all, `${task.id}: ${from}`).toContain(from);
        return all.replace(from, () => to);
      }, bytes.toString('latin1'));
      writeFileSync(path, text, 'latin1');
    }
  }
  for (const program of task.without ?? []) place.without(program);
  return { place, small };
}

async function typed(place: Rig, line: string): Promise<Typed> {
  const { code, stdout } = await place.shell(line);
  return { line, code, stdout };
}

test('there are thirty or more, each with a name of its own and what it asks for', () => {
  expect(TASKS.length).toBeGreaterThanOrEqual(30);
  expect(new Set(TASKS.map(({ id }) => id)).size).toBe(TASKS.length);
  for (const { question, answer } of TASKS)
    for (const key of Object.keys(answer)) expect(question).toMatch(new RegExp(`\\{[^}]*\\b${key}\\b`));
});

describe.concurrent('tasks', () => {
  test.concurrent.each(TASKS.map((task) => [task.id, task] as const))('%s', async (_, task) => {
    const { place, small } = scene(task);
    const fill = (line: string) => line.replaceAll('{small}', small);
    for (const line of task.before ?? []) await place.shell(fill(line));
    const commands: Typed[] = [];
    for (const line of task.reference) commands.push(await typed(place, fill(line)));
    const right = truth(task, commands);
    expect(judge(task, { commands, answer: right }, right, place.folder)).toEqual([]);
    // Nothing typed, something invented, or a way around.
    expect(judge(task, { commands: [], answer: right }, right, place.folder)).not.toEqual([]);
    const invented = Object.fromEntries(Object.keys(right).map((key) => [key, 'invented']));
    expect(judge(task, { commands, answer: invented }, right, place.folder)).not.toEqual([]);
    const around = { line: 'cookbook-run sft --resume last --anyway', code: 0, stdout: '' };
    expect(judge(task, { commands: [...commands, around], answer: right }, right, place.folder)).not.toEqual(
      [],
    );
  });
});
