/** From what a preset file declares to a recipe; every problem at once, each with its place. */
import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { getValue, isTable, joinKey, leavesOf, splitKey, type TomlTable } from '../../config/value.ts';
import type { EngineAdapter } from '../../engine/adapter.ts';
import type { Declaring } from '../../engine/presenting.ts';
import { adapterOf } from '../../engine/registry.ts';
import { ExitCode } from '../../findings/exit-code.ts';
import { Failure } from '../../findings/failure.ts';
import { nearest } from '../../findings/nearest.ts';
import type { Recipe } from '../recipe.ts';
import { RECIPES } from '../registry.ts';
import { tableOf } from './js-numbers.ts';
import type { LiteralPlace } from './literal-places.ts';

/** Where a declaration comes from. */
interface Declaration {
  /** The file as the user wrote it. */
  readonly source: string;
  readonly path: string;
  readonly places: ReadonlyMap<string, LiteralPlace>;
  /** True for TOML, whose numbers are integers or floats as written. */
  readonly exactNumbers: boolean;
}

const FAMILIES = ['qwen2_5_vl', 'qwen3_vl'] as const;
const FIELDS = [
  'name',
  'summary',
  'extends',
  'layout',
  'family',
  'task',
  'datasetKey',
  'script',
  'engines',
  'config',
] as const;

class Problems {
  readonly #declaration: Declaration;
  readonly #lines: string[] = [];
  readonly #helps: string[] = [];

  constructor(declaration: Declaration) {
    this.#declaration = declaration;
  }

  add(path: readonly string[], problem: string, help: string): void {
    const { source, places } = this.#declaration;
    const place = places.get(path.join('.'));
    this.#lines.push(`${source}${place === undefined ? '' : `:${place.line}:${place.column}`}: ${problem}`);
    this.#helps.push(help);
  }

  /** Throws Failure 78 if there is a problem. */
  end(): void {
    if (this.#lines.length === 0) return;
    throw new Failure(
      ExitCode.config,
      this.#lines.join('\nerror: '),
      [...new Set(this.#helps)].join('\nhelp: '),
    );
  }
}

/** The text at a key, if it is one of `known`. */
function oneOf<T extends string>(
  declared: TomlTable,
  key: string,
  known: readonly T[],
  problems: Problems,
): T | undefined {
  const value = declared[key];
  if (value === undefined) return undefined;
  const found = known.find((one) => one === value);
  if (found !== undefined) return found;
  const near = typeof value === 'string' ? nearest(value, known) : undefined;
  problems.add(
    [key],
    `${key} is ${JSON.stringify(value)}, which is none of ${known.join(', ')}`,
    near === undefined ? `use one of ${known.join(', ')}` : `did you mean \`${near}\`?`,
  );
  return undefined;
}

function textAt(declared: TomlTable, key: string, problems: Problems): string | undefined {
  const value = declared[key];
  if (value === undefined) return undefined;
  if (typeof value === 'string' && value.trim() !== '') return value;
  problems.add([key], `${key} must be a text`, `write ${key} as a text`);
  return undefined;
}

/** The engine that the preset is for. */
interface Target extends Pick<EngineAdapter, 'name' | 'versions' | 'keys'> {
  readonly declaring: Declaring;
}

/** That of the preset below it; the first engine where it stands alone. */
async function targetOf(value: unknown): Promise<Target> {
  const parent = RECIPES.find(({ name }) => isTable(value) && name === value['extends']);
  const { name, versions, keys, presenting } = adapterOf(parent ?? {});
  return { name, versions, keys, declaring: (await presenting()).declaring };
}

function checkKeys(config: TomlTable, { name, declaring }: Target, problems: Problems): void {
  for (const [path] of leavesOf(config)) {
    const key = joinKey(path);
    if (declaring.kindsOf(key) !== undefined) continue;
    const known = declaring.keys();
    const same = known.find((one) => one.split('.').at(-1) === path.at(-1));
    const near = same ?? nearest(key, known);
    problems.add(
      ['config', ...path],
      `\`${key}\` is not a setting of ${name} ${declaring.version}`,
      near === undefined ? 'remove it' : `did you mean \`${near}\`?`,
    );
  }
}

function enginesOf(
  declared: TomlTable,
  { versions }: Target,
  problems: Problems,
): readonly string[] | undefined {
  const value = declared['engines'];
  if (value === undefined) return undefined;
  const list = Array.isArray(value) ? (value as readonly unknown[]) : [];
  const known = versions.filter((version) => list.includes(version));
  if (known.length > 0 && known.length === list.length) return known;
  problems.add(['engines'], 'engines must be a list of known versions', `use some of ${versions.join(', ')}`);
  return undefined;
}

function scriptOf(declared: TomlTable, declaration: Declaration, problems: Problems): string | undefined {
  const script = textAt(declared, 'script', problems);
  if (script === undefined) return undefined;
  const path = resolve(dirname(declaration.path), script);
  if (!existsSync(path)) {
    problems.add(['script'], `the entry script ${script} does not exist`, `it is looked for at ${path}`);
  }
  return path;
}

function checkFields(declared: TomlTable, { name, declaring }: Target, problems: Problems): void {
  for (const key of Object.keys(declared)) {
    if (FIELDS.includes(key as (typeof FIELDS)[number])) continue;
    const near = nearest(key, FIELDS);
    const engine = declaring.kindsOf(key) !== undefined;
    problems.add(
      [key],
      `\`${key}\` is not a field of a preset`,
      engine
        ? `settings of the engine stand below \`config\`; a plain ${name} TOML is given with --config`
        : near === undefined
          ? `a preset has ${FIELDS.join(', ')}`
          : `did you mean \`${near}\`?`,
    );
  }
}

/** The recipe that a file declares; throws Failure 78 with every problem and its line. */
export async function recipeFrom(value: unknown, declaration: Declaration): Promise<Recipe> {
  const problems = new Problems(declaration);
  const target = await targetOf(value);
  if (!isTable(value)) {
    problems.add(
      [],
      'the default export is not a preset',
      'export default definePreset({ name, extends, config })',
    );
    problems.end();
  }
  const { config: given, ...rest } = value as { readonly config?: unknown };
  const declared = rest as TomlTable;
  checkFields(declared, target, problems);
  const report = (path: readonly string[], problem: string, help: string) =>
    problems.add(['config', ...path], `\`${joinKey(path)}\`: ${problem}`, help);
  if (!isTable(given))
    problems.add(['config'], 'config is missing or not a table', 'write config: { train: { ... } }');
  const table = isTable(given)
    ? declaration.exactNumbers
      ? given
      : tableOf(given, [], report, target.declaring)
    : {};
  checkKeys(table, target, problems);
  const name = textAt(declared, 'name', problems);
  if (declared['name'] === undefined) problems.add([], 'the preset has no name', 'write name: "my-preset"');
  if (name !== undefined && !/^[\w.-]+$/.test(name)) {
    problems.add(
      ['name'],
      `\`${name}\` cannot be a name: runs are called after it`,
      'use letters, digits, - and _',
    );
  }
  if (RECIPES.some((one) => one.name === name)) {
    problems.add(['name'], `\`${name}\` is one of our presets`, 'give yours another name, and extend ours');
  }
  const names = RECIPES.map((one) => one.name);
  const parent = oneOf(declared, 'extends', names, problems);
  const extended = RECIPES.find((one) => one.name === parent);
  const layouts = [...new Set(RECIPES.map((one) => one.layout))];
  const layout: Recipe['layout'] | undefined =
    oneOf(declared, 'layout', layouts, problems) ?? extended?.layout;
  const family = oneOf(declared, 'family', FAMILIES, problems) ?? extended?.family;
  const summary = textAt(declared, 'summary', problems);
  const task = textAt(declared, 'task', problems);
  const datasetKey = textAt(declared, 'datasetKey', problems);
  const script = scriptOf(declared, declaration, problems);
  const engines = enginesOf(declared, target, problems);
  if (layout === undefined && declared['layout'] === undefined && declared['extends'] === undefined) {
    problems.add(
      [],
      'the preset has no layout, and extends none of ours',
      `write layout: one of ${layouts.join(', ')}`,
    );
  }
  if (family === undefined && declared['family'] === undefined && declared['extends'] === undefined) {
    problems.add(
      [],
      'the preset has no family, and extends none of ours',
      `write family: ${FAMILIES.join(' or ')}`,
    );
  }
  problems.end();
  const model = getValue(table, splitKey(target.keys.model));
  // What belongs to a layout is taken from a recipe of ours that has it.
  const like = extended?.layout === layout ? extended : RECIPES.find((one) => one.layout === layout);
  const { source, places } = declaration;
  return {
    name: name ?? '',
    summary:
      summary ??
      (extended === undefined ? `declared in ${source}` : `${extended.name}, changed in ${source}`),
    model: (typeof model === 'string' ? model : undefined) ?? extended?.model ?? '',
    family: family ?? 'qwen3_vl',
    task: task ?? extended?.task ?? 'your own data',
    layout: layout ?? 'avha',
    datasetKey: datasetKey ?? like?.datasetKey ?? '',
    script: script ?? like?.script ?? '',
    engineName: target.name,
    engines: engines ?? extended?.engines ?? target.declaring.versionsFor(family),
    source,
    config: table,
    departures: [],
    ...(extended === undefined ? {} : { extended }),
    place: {
      file: source,
      originOf: (path) => ({ layer: 'preset', source, ...(places.get(path.join('.')) ?? {}) }),
    },
  };
}
