/** A hash of what would be started, so that only what a dry run has shown is started: `sft --plan-hash`. */
import { createHash } from 'node:crypto';
import { joinKey, leavesOf, toJson } from '../config/value.ts';
import { fileBytes } from '../file-bytes.ts';
import { ExitCode } from '../findings/exit-code.ts';
import { Failure } from '../findings/failure.ts';
import { VERSION } from '../version.ts';
import type { Prepared } from './prepare.ts';

/** What a hash stands for, part by part; what each start chooses anew (id, folder, ports) is named by a word. */
export interface Shown {
  readonly config: Readonly<Record<string, unknown>>;
  readonly command: Readonly<Record<string, unknown>>;
  readonly data: Readonly<Record<string, unknown>>;
  readonly place: Readonly<Record<string, unknown>>;
}

const PARTS = ['config', 'command', 'data', 'place'] as const;

/** The text without what each start chooses anew. */
type Steady = (text: string) => string;

function steadyIn({ plan, safeFolder, outputRoot }: Prepared, folder: string): Steady {
  const inFolder = outputRoot.startsWith(folder) ? [] : [[outputRoot, outputRoot] as const];
  const words = [...inFolder, [safeFolder, 'RUN'], [folder, 'RUN'], [plan.id, 'ID']] as const;
  const ports = new Map(Object.entries(plan.ports).map(([name, port]) => [String(port), `PORT_${name}`]));
  return (text) => ports.get(text) ?? words.reduce((all, [from, to]) => all.replaceAll(from, () => to), text);
}

/** `value` with every text and number in it made steady. */
function steadied(value: unknown, steady: Steady): unknown {
  if (typeof value === 'string') return steady(value);
  if (typeof value === 'number') {
    const text = steady(String(value));
    return text === String(value) ? value : text;
  }
  if (Array.isArray(value)) return value.map((item) => steadied(item, steady));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, steadied(item, steady)]));
}

const LARGEST_SCRIPT = 16 * 2 ** 20;

/** SHA-256 of an entry script of the user's own, since its name says nothing of what it does; ours are of this version. */
function digestOf(script: string | undefined, own: (path: string) => boolean): string | undefined {
  if (script === undefined || !own(script)) return VERSION;
  const bytes = fileBytes(script, LARGEST_SCRIPT);
  return bytes === undefined ? undefined : createHash('sha256').update(bytes).digest('hex');
}

/** What would be started, as it is hashed. `folder` is that of the run's record. */
export function shownOf(prepared: Prepared, folder: string): Shown {
  const { plan, dataset, config } = prepared;
  const steady = steadyIn(prepared, folder);
  const own = (path: string) => !path.startsWith(`${prepared.safeFolder}/`);
  const { engine, engineName, argv, cwd, env, withheld, script, stop, roles, nodes, gpus, plannedSteps } =
    plan;
  const parts: Shown = {
    config: Object.fromEntries(leavesOf(config).map(([path, value]) => [joinKey(path), toJson(value)])),
    command: { engine, engineName, argv, roles, cwd, env, withheld, script: digestOf(script, own), stop },
    data: { ...dataset?.counts, steps: plannedSteps },
    place: { gpus, nodes },
  };
  // Through JSON, as a dry run keeps it: what is undefined is absent.
  return JSON.parse(JSON.stringify(steadied(parts, steady))) as Shown;
}

function canonical(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${canonical(item)}`).join()}}`;
}

/** The hash: one word with eight digits for each part, so that another hash says in which part they differ. */
export function planHash(shown: Shown): string {
  const digits = PARTS.map((part) =>
    createHash('sha256').update(canonical(shown[part])).digest('hex').slice(0, 8),
  );
  return `p1-${digits.join('-')}`;
}

/** One line for each value that differs; `before` is what was shown. */
function lines(
  part: string,
  before: Readonly<Record<string, unknown>>,
  now: Readonly<Record<string, unknown>>,
) {
  const keys = [...new Set([...Object.keys(before), ...Object.keys(now)])];
  const text = (value: unknown) => (value === undefined ? 'absent' : canonical(value));
  return keys.flatMap((key) =>
    canonical(before[key] ?? null) === canonical(now[key] ?? null)
      ? []
      : [`${part === 'config' ? '' : `${part} `}${key}: shown ${text(before[key])}, now ${text(now[key])}`],
  );
}

/** The most lines of differences that a refusal holds. */
const MOST = 8;

/** Throws Failure 78 where `wanted` is not the hash of what would be started, 2 where it is none; `kept` is what the dry run wrote down, if it is still there. */
export function assertShown(wanted: string, now: Shown, kept: Shown | undefined): void {
  const hash = planHash(now);
  if (wanted === hash) return;
  if (!/^p1(-[0-9a-f]{8}){4}$/.test(wanted))
    throw new Failure(
      ExitCode.usage,
      `--plan-hash takes what \`sft --dry-run\` prints, not \`${wanted}\``,
      'the same command with --dry-run prints it',
    );
  const [, ...old] = wanted.split('-');
  const [, ...here] = hash.split('-');
  const parts = PARTS.filter((_, index) => old[index] !== here[index]);
  const what =
    kept === undefined ? [] : parts.flatMap((part) => lines(part, kept[part], now[part])).slice(0, MOST);
  throw new Failure(
    ExitCode.config,
    `this is not the plan that was shown: ${parts.join(', ')} ${parts.length === 1 ? 'differs' : 'differ'}${what.length === 0 ? '' : ` (${what.join('; ')})`}; nothing was started`,
    `look at it with --dry-run again; its hash is now ${hash}`,
  );
}
