/** Makes the scene of a task, and types lines into it. */
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Rig, ROOT, rig } from '../cli/rig.ts';
import type { Task, Typed } from './checker.ts';

/** All tasks. */
export const TASKS = JSON.parse(
  readFileSync(join(ROOT, 'test/agent-tasks/tasks.json'), 'utf8'),
) as readonly Task[];

/** What an agent typed and answered. */
export interface Attempted {
  readonly task: string;
  readonly lines: readonly string[];
  readonly answer: Readonly<Record<string, unknown>>;
}

/** The agent that was measured. */
export const ATTEMPTS = JSON.parse(readFileSync(join(ROOT, 'test/agent-tasks/attempts.json'), 'utf8')) as {
  readonly after: object;
  readonly attempts: readonly Attempted[];
};

/** A scene, and `{small}` of a line filled in: the flags of a small run. */
export interface Scene {
  readonly folder: string;
  /** Types a line; what it prints is kept, standard error too. */
  type(line: string): Promise<Typed & { readonly stderr: string }>;
}

function place(one: Rig, task: Task): void {
  if (!existsSync(join(one.folder, 'avha')))
    cpSync(join(ROOT, 'examples/avha'), join(one.folder, 'avha'), { recursive: true });
  for (const [name, file] of Object.entries(task.files ?? {})) {
    const path = join(one.folder, name);
    mkdirSync(dirname(path), { recursive: true });
    if (typeof file === 'string') writeFileSync(path, file);
    else {
      const own = join(one.folder, file.copy);
      const bytes = readFileSync(existsSync(own) ? own : join(ROOT, file.copy));
      const text = (file.replace ?? []).reduce((all, [from, to]) => {
        if (!all.includes(from)) throw new Error(`${task.id}: ${file.copy} has no ${from}`);
        return all.replace(from, () => to);
      }, bytes.toString('latin1'));
      writeFileSync(path, text, 'latin1');
    }
  }
  for (const program of task.without ?? []) one.without(program);
}

/** The scene of a task, as an agent finds it. */
export async function sceneOf(task: Task): Promise<Scene> {
  const one = rig('agent');
  const small = one
    .sft()
    .slice(1)
    .map((word) => `'${word}'`)
    .join(' ');
  place(one, task);
  const type = async (line: string) => {
    const { code, stdout, stderr } = await one.shell(line.replaceAll('{small}', small));
    return { line, code, stdout, stderr };
  };
  for (const line of task.before ?? []) await type(line);
  return { folder: one.folder, type };
}
