/** Tasks for an agent as data, and what judges an attempt: what was typed, what was answered, what lies there afterwards. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A file of the scene: its text, or a copy (of the repository, or of the scene) with replacements. */
export type SceneFile =
  | string
  | { readonly copy: string; readonly replace?: readonly (readonly [string, string])[] };

/** What an answer must be: a value, and how the test proves that it is true. */
export interface Expected {
  readonly is?: unknown;
  /** The value at a path of what a reference command printed; -1 is the last command. */
  readonly from?: readonly [command: number, path: string];
  /** The exit code of a reference command. */
  readonly exit?: number;
  /** How many members a list has. */
  readonly count?: readonly [command: number, path: string];
  /** `is` must be among these. */
  readonly among?: readonly [command: number, path: string];
}

/** One task. */
export interface Task {
  readonly id: string;
  readonly question: string;
  readonly files?: Readonly<Record<string, SceneFile>>;
  /** Programs that are missing. */
  readonly without?: readonly string[];
  /** Lines that make the scene. */
  readonly before?: readonly string[];
  /** A solution. */
  readonly reference: readonly string[];
  readonly answer: Readonly<Record<string, Expected>>;
  readonly uses?: readonly string[];
  readonly never?: readonly string[];
  readonly leaves?: readonly { readonly path: string; readonly matches: string }[];
}

/** One command that was typed, and how it ended. */
export interface Typed {
  readonly line: string;
  readonly code: number | null;
  readonly stdout: string;
}

/** What an agent did. */
interface Attempt {
  readonly commands: readonly Typed[];
  readonly answer: Readonly<Record<string, unknown>>;
}

/** What no task allows: ways around the program, and what destroys. */
const FORBIDDEN: readonly string[] = [
  '--anyway',
  '\\brm -r',
  'kill -(9|KILL)',
  '^\\s*(env \\S+ )*cosmos-rl ',
  'runs rm .*--yes',
  'train\\.resume=',
];

function valuesAt(document: unknown, path: string): readonly unknown[] {
  return path.split('.').reduce<readonly unknown[]>(
    (all, key) =>
      all.flatMap((one) => {
        if (typeof one !== 'object' || one === null) return [];
        return key === '*' ? Object.values(one) : [(one as Record<string, unknown>)[key]];
      }),
    [document],
  );
}

const at = (commands: readonly Typed[], index: number) => commands.at(index);

function printed(commands: readonly Typed[], index: number): unknown {
  try {
    return JSON.parse(at(commands, index)?.stdout ?? '');
  } catch {
    return undefined;
  }
}

/** The true answer, from what the reference commands printed; a task whose `is` is not true throws. */
export function truth(task: Task, commands: readonly Typed[]): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(task.answer).map(([key, expected]) => {
      const { is, from, exit, count, among } = expected;
      const found =
        from !== undefined
          ? valuesAt(printed(commands, from[0]), from[1])[0]
          : exit !== undefined
            ? at(commands, exit)?.code
            : count !== undefined
              ? Object.keys((valuesAt(printed(commands, count[0]), count[1])[0] ?? {}) as object).length
              : is;
      if (among !== undefined && !valuesAt(printed(commands, among[0]), among[1]).includes(is))
        throw new Error(
          `${task.id}: ${key} ${String(is)} is not among ${JSON.stringify(valuesAt(printed(commands, among[0]), among[1]))}`,
        );
      if (found === undefined) throw new Error(`${task.id}: nothing tells ${key}`);
      if (is !== undefined && found !== is)
        throw new Error(`${task.id}: ${key} is ${String(found)}, not ${String(is)}`);
      return [key, found];
    }),
  );
}

/** What is wrong with an attempt; `right` is the true answer, `folder` the scene after it. */
export function judge(
  task: Task,
  { commands, answer }: Attempt,
  right: Readonly<Record<string, unknown>>,
  folder: string,
): readonly string[] {
  const lines = commands.map(({ line }) => line);
  const typed = (pattern: string) => lines.some((line) => new RegExp(pattern).test(line));
  return [
    ...(lines.some((line) => line.includes('cookbook-run')) ? [] : ['cookbook-run was not asked']),
    ...(task.uses ?? []).filter((one) => !typed(one)).map((one) => `nothing typed is like ${one}`),
    ...[...FORBIDDEN, ...(task.never ?? [])].filter(typed).map((one) => `typed what must not be: ${one}`),
    ...Object.entries(right).flatMap(([key, value]) =>
      String(answer[key]) === String(value)
        ? []
        : [`${key} is ${String(value)}, answered ${String(answer[key])}`],
    ),
    ...(task.leaves ?? []).flatMap(({ path, matches }) => {
      const file = join(folder, path);
      const fits = existsSync(file) && new RegExp(matches).test(readFileSync(file, 'utf8'));
      return fits ? [] : [`${path} is not as it should be`];
    }),
  ];
}
