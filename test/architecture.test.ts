/** The shape of the source tree: who may import whom, where third-party packages live, and how large a file may be. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { CATALOGUE } from '../src/catalogue.ts';

const ROOT = resolve(import.meta.dirname, '..');

/** Layers from top to bottom; a part imports parts of lower layers only. */
const LAYERS: ReadonlyArray<readonly string[]> = [
  ['src/cli.ts', 'src/index.ts'],
  ['src/program.ts'],
  ['src/commands'],
  ['src/nightly'],
  ['src/diff'],
  ['src/check'],
  ['src/merge', 'src/evaluation', 'src/handover'],
  ['src/report'],
  ['src/run'],
  ['src/plan'],
  ['src/catalogue.ts'],
  ['src/config-kinds.ts'],
  ['src/executors', 'src/preflight', 'src/estimate', 'src/dataset', 'src/objective'],
  ['src/site'],
  ['src/recipe', 'recipes'],
  ['src/checkpoint'],
  ['src/engine/registry.ts'],
  ['src/engine/engines.ts', 'src/engine/kinds.ts'],
  ['src/engine/cosmos-rl', 'src/engine/cosmos-framework'],
  ['src/engine/torch'],
  ['src/engine'],
  ['src/host'],
  ['src/config'],
  ['src/findings', 'src/json', 'src/io.ts', 'src/user-folders.ts', 'src/version.ts'],
  ['src/disk-use.ts', 'src/file-bytes.ts', 'src/path-status.ts', 'src/plain.ts', 'src/terminal.ts'],
];

/** Edges between neighbours or upwards, each with its reason. The target is a part, or one file of it. */
const ALLOWED: ReadonlyArray<readonly [from: string, to: string, why: string]> = [
  ['src/recipe', 'recipes', 'the registry lists the recipes'],
  ['src/executors', 'src/plan/launch-plan.ts', 'runs a launch plan: the type only'],
  ['src/engine/torch', 'src/checkpoint', 'proves an export by the headers that checkpoint/ reads'],
  [
    'src/engine',
    'src/checkpoint/family/table.ts',
    'what can train a model is told by its family: the names only',
  ],
  ['recipes', 'src/recipe', 'a recipe is declared with defineRecipe'],
];

/** The only places for third-party packages. */
const HOMES: Readonly<Record<string, RegExp>> = {
  commander: /^src\/(program\.ts|commands\/)/,
  ora: /^src\/report\/progress\.ts$/,
  zod: /^src\/.*(schema|host-file)/,
  '@huggingface/tokenizers': /^src\/dataset\/tokens\/tokenizer\.ts$/,
  '@uwdata/flechette': /^src\/dataset\/arrow\/rows\.ts$/,
  'image-size': /^src\/dataset\/picture\/read-picture\.ts$/,
  jiti: /^src\/recipe\/load\/module\.ts$/,
  'smol-toml': /^src\/config\/toml\.ts$/,
};

const GENERATED = new Set(['src/engine/cosmos-rl/schema/generated.ts']);

interface Source {
  readonly path: string;
  readonly text: string;
}

function sources(folder: string): readonly Source[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => ({ path: join(folder, name), text: readFileSync(join(ROOT, folder, name), 'utf8') }));
}

interface Import {
  readonly from: string;
  readonly to: string;
  readonly typeOnly: boolean;
}

function importsOf({ path, text }: Source): readonly Import[] {
  const statements = text.matchAll(/^(?:import|export)\s+(type\s+)?(?:[^;'"]*?\sfrom\s+)?'([^'\n]+)'/gm);
  const dynamic = text.matchAll(/\bimport\('([^'\n]+)'\)/g);
  return [
    ...[...statements].map((match) => ({ typeOnly: match[1] !== undefined, target: match[2] ?? '' })),
    ...[...dynamic].map((match) => ({ typeOnly: false, target: match[1] ?? '' })),
  ].map(({ typeOnly, target }) => ({
    from: path,
    to: target.startsWith('.') ? relative(ROOT, resolve(ROOT, dirname(path), target)) : target,
    typeOnly,
  }));
}

const CODE = [...sources('src'), ...sources('recipes')];
const IMPORTS = CODE.flatMap(importsOf);
const PARTS = LAYERS.flat();

const partOf = (path: string) => PARTS.find((part) => path === part || path.startsWith(`${part}/`));
const layerOf = (part: string) => LAYERS.findIndex((layer) => layer.includes(part));

describe('dependencies', () => {
  test('every source file belongs to a part', () => {
    expect(CODE.filter(({ path }) => partOf(path) === undefined).map(({ path }) => path)).toEqual([]);
  });

  test('parts import lower layers only, and neighbours as listed', () => {
    const wrong = IMPORTS.flatMap(({ from, to }) => {
      const source = partOf(from);
      const target = partOf(to);
      if (source === undefined || target === undefined || source === target) return [];
      if (layerOf(source) < layerOf(target)) return [];
      const allowed = ALLOWED.some(([a, b]) => a === source && (to === b || target === b));
      return allowed ? [] : [`${from} -> ${to}`];
    });
    expect(wrong).toEqual([]);
  });

  test('every exception is needed', () => {
    const idle = ALLOWED.filter(
      ([a, b]) => !IMPORTS.some(({ from, to }) => partOf(from) === a && (to === b || partOf(to) === b)),
    );
    expect(idle).toEqual([]);
  });

  test('what the executors know of a run is a type', () => {
    const upward = IMPORTS.filter(
      ({ from, to }) => from.startsWith('src/executors/') && to.startsWith('src/plan/'),
    );
    expect(upward.filter((one) => !one.typeOnly)).toEqual([]);
  });

  test('third-party packages are imported at home only', () => {
    const foreign = IMPORTS.filter(({ to }) => !/^(src|recipes)\/|^(node:|package\.json$)/.test(to));
    const wrong = foreign.filter(({ from, to }) => HOMES[to]?.test(from) !== true);
    expect(wrong).toEqual([]);
    const { dependencies, devDependencies } = JSON.parse(
      readFileSync(join(ROOT, 'package.json'), 'utf8'),
    ) as {
      readonly [kind: string]: Record<string, string>;
    };
    // What the build bundles is not installed by those who use it; what it leaves out is (scripts/build.mjs).
    const used = [...new Set(foreign.map(({ to }) => to))];
    const build = readFileSync(join(ROOT, 'scripts/build.mjs'), 'utf8');
    const outside = used.filter((name) => build.includes(`'${name}'`));
    expect(Object.keys(dependencies ?? {}).sort()).toEqual(outside.sort());
    expect(used.filter((name) => !outside.includes(name) && devDependencies?.[name] === undefined)).toEqual(
      [],
    );
  });

  test('what waits for the end of a program is in one place; what outlives us is started by executors', () => {
    const starting = IMPORTS.filter(({ to }) => to === 'node:child_process').map(({ from }) => from);
    expect(starting.sort()).toEqual([
      // The desktop's own program, which nobody waits for.
      'src/commands/runs-report.ts',
      'src/executors/local.ts',
      // The state of a job is asked for in the middle of a list of runs, without promises.
      'src/executors/slurm/queue.ts',
      'src/executors/slurm/step.ts',
      'src/host/run-to-end.ts',
    ]);
  });

  test('--help and list load neither the programs of others nor the spinner', () => {
    const eager = (path: string, seen: Set<string>): Set<string> => {
      if (seen.has(path)) return seen;
      seen.add(path);
      const source = CODE.find((one) => one.path === path);
      if (source === undefined) return seen;
      const text = source.text.replace(/import\('[^']+'\)/g, '');
      for (const { to, typeOnly } of importsOf({ path, text })) if (!typeOnly) eager(to, seen);
      return seen;
    };
    for (const start of ['src/cli.ts', 'src/commands/list.ts']) {
      const loaded = eager(start, new Set());
      expect(
        [...loaded].filter((name) =>
          ['ora', 'zod', '@huggingface/tokenizers', '@uwdata/flechette'].includes(name),
        ),
        start,
      ).toEqual([]);
    }
  });
});

/** What lists the engines, one line for each. */
const REGISTRIES = ['src/engine/engines.ts', 'src/engine/kinds.ts'];

/** Words that only cosmos-rl's adapter needs: its keys, names of its parts and files, its sources, its versions, its modules. */
const ENGINE_WORDS = new RegExp(
  [
    'engine/cosmos-rl/',
    String.raw`\batLeast\(|compareVersions\(|=== '0\.\d+\.\d+'`,
    'cosmos[-_]rl|COSMOS_|LEPTON',
    String.raw`\bstep_|\.rank_|cosmos_config|request_stop`,
    String.raw`[Rr]edis|\b[Cc]ontroller\b|[Tt]orchrun`,
    String.raw`policy\.(parallelism|model_|lora)|validation\.enable|['\`"]train\.|\['train'`,
    String.raw`\b(launcher|utils|policy|dispatcher|rollout)/[\w/]+\.(py|sh)`,
  ].join('|'),
);

/**
 * Words of that list which are not cosmos-rl's where they stand: taken out before a file is looked at. Outside of these, of the
 * adapters and of the presets, which speak the engine's language on purpose, no file holds one: 213 of 545 did on 2026-11-28.
 */
const NOT_ITS_OWN: ReadonlyArray<readonly [where: RegExp, word: RegExp, why: string]> = [
  [
    /^src\/engine\/torch\//,
    /\b[Tt]orchrun\b/g,
    'the launcher of PyTorch, which every engine on torch starts',
  ],
  [
    /^src\/engine\/torch\/log\/script-events\.ts$/,
    /'controller'/g,
    'the role that an entry script of ours tells of itself',
  ],
  [
    /^src\/engine\/events\.ts$/,
    /'controller'/g,
    'the name of a phase, as records and metrics.ndjson have it',
  ],
  [/^src\/objective\/remedies\//, /\bCOSMOS_3_\w+/g, 'ways for the models called Cosmos 3'],
  [
    /^src\/objective\/remedies\//,
    /\btorchrun\b|'train\.parquet'/g,
    'commands of other programs, as their READMEs have them',
  ],
  [
    /^src\/objective\/remedies\//,
    /'before: set [^']*'/g,
    'settings of the file that such a command is given',
  ],
  [/^src\/objective\/remedies\//, /^ *source: .*$/gm, 'where such a command was read'],
  [
    /^src\/objective\/remedies\//,
    /(?<!engine\/)\bcosmos[-_]rl\b/g,
    'the program by its name: other configs of it are a way of their own',
  ],
];

describe('engine words', () => {
  const bare = ({ path, text }: Source) =>
    NOT_ITS_OWN.filter(([where]) => where.test(path)).reduce(
      (left, [, word]) => left.replace(word, ''),
      text,
    );
  const looked = CODE.filter(
    ({ path }) => !/^(src\/engine\/cosmos-\w+|recipes)\//.test(path) && !REGISTRIES.includes(path),
  );

  test('no file outside the adapters and the presets holds one', () => {
    const wrong = looked.flatMap(({ path, text }) => {
      const word = ENGINE_WORDS.exec(bare({ path, text }))?.[0];
      return word === undefined ? [] : [`${path}: ${word}`];
    });
    expect(wrong).toEqual([]);
  });

  test.each([
    ['a key', "const KEY = 'train.epoch';"],
    ['a capability', "if (atLeast(version, '0.4.7')) stop();"],
    ['a part', 'the controller listens'],
    ['a file of it', 'sources (policy/config/__init__.py)'],
    ['the adapter', "import { LAYOUT } from '../engine/cosmos-rl/layout.ts';"],
  ])('%s is seen, elsewhere and in a file that may have other words', (_, text) => {
    for (const path of ['src/run/x.ts', 'src/objective/remedies/x.ts'])
      expect(bare({ path, text })).toMatch(ENGINE_WORDS);
  });

  test.each(NOT_ITS_OWN)('%s %s: there is such a word', (where, word) => {
    expect(looked.some(({ path, text }) => where.test(path) && text.search(word) >= 0)).toBe(true);
  });

  test('nobody but the registry imports the adapter', () => {
    const adapters = IMPORTS.filter(({ to }) => /^src\/engine\/cosmos-\w+\/adapter\.ts$/.test(to));
    expect([...new Set(adapters.map(({ from }) => from))]).toEqual(['src/engine/engines.ts']);
  });

  test.each(['src/run', 'src/executors'])('%s imports nothing of an engine but its seam', (part) => {
    const wrong = IMPORTS.filter(
      ({ from, to }) => from.startsWith(`${part}/`) && /^src\/engine\/cosmos-\w+\//.test(to),
    );
    expect(wrong.map(({ from, to }) => `${from} -> ${to}`)).toEqual([]);
  });
});

/** Files that reach themselves by imports, those of types included: groups that can only be read together. */
function cycles(): readonly (readonly string[])[] {
  const next = new Map<string, string[]>();
  for (const { from, to } of IMPORTS) next.set(from, [...(next.get(from) ?? []), to]);
  const reach = (start: string): ReadonlySet<string> => {
    const seen = new Set<string>();
    const open = [...(next.get(start) ?? [])];
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      if (seen.has(at)) continue;
      seen.add(at);
      open.push(...(next.get(at) ?? []));
    }
    return seen;
  };
  const reached = new Map([...next.keys()].map((path) => [path, reach(path)]));
  const circular = [...reached].filter(([path, seen]) => seen.has(path)).map(([path]) => path);
  const groups = circular.map((path) =>
    circular.filter((other) => reached.get(path)?.has(other) && reached.get(other)?.has(path)).sort(),
  );
  return [...new Map(groups.map((group) => [group.join(), group])).values()];
}

/**
 * Groups of files in a circle of imports, and the files in them, types included: a ratchet, which only goes down. The one that is
 * left is TOML's own: a value may be an array or an inline table, which hold values.
 */
const CYCLES = { groups: 1, files: 4 };

test('no new circle of imports, those of types included', () => {
  const found = cycles();
  const shown = found.map((group) => group.join(' ')).join('\n');
  expect(found.length, shown).toBeLessThanOrEqual(CYCLES.groups);
  expect(found.flat().length, shown).toBeLessThanOrEqual(CYCLES.files);
});

describe('sources', () => {
  const plain = CODE.filter(({ path }) => !GENERATED.has(path));

  test('no file is longer than 300 lines', () => {
    const long = plain.filter(({ text }) => text.split('\n').length > 301).map(({ path }) => path);
    expect(long).toEqual([]);
  });

  test('no name is exported by two files', () => {
    const files = new Map<string, string[]>();
    const declared = /^export (?:declare )?(?:async )?(?:const|function|class|interface|type|enum) (\w+)/gm;
    // Adapters answer the same seam with the same words: a name of the second one is looked for in its own folder only.
    const second = (path: string) => (path.startsWith('src/engine/cosmos-framework/') ? 'framework ' : '');
    for (const { path, text } of plain.filter(({ path }) => path.startsWith('src/')))
      for (const match of new Set([...text.matchAll(declared)].map((match) => match[1] ?? ''))) {
        const name = `${second(path)}${match}`;
        files.set(name, [...(files.get(name) ?? []), path]);
      }
    const twice = [...files].filter(([, paths]) => paths.length > 1);
    expect(twice.map(([name, paths]) => `${name}: ${paths.join(', ')}`)).toEqual([]);
  });

  test('no process.exit, no console', () => {
    const wrong = CODE.filter(({ text }) =>
      /\bprocess\.exit\(|\bconsole\.(log|error|warn|info|debug)\b/.test(text),
    );
    expect(wrong.map(({ path }) => path)).toEqual([]);
  });

  test('files that somebody may have put there are read within bounds', () => {
    // What is ours (templates, the build), the kernel's, or an open descriptor whose kind and size were looked at.
    const OURS =
      /templatesFolder\(\)|join\((?:dist|from|FOLDER)\b|`\/proc|readFileSync\((?:file|descriptor|check|adapter\.weights)\b/;
    const wrong = CODE.flatMap(({ path, text }) =>
      text
        .split('\n')
        .filter(
          (line) => /\breadFile(?:Sync)?\(/.test(line) && !OURS.test(line) && !/readFile\(name/.test(line),
        )
        .map((line) => `${path}: ${line.trim()}`),
    );
    expect(wrong).toEqual([]);
  });

  test('no drawers without a name', () => {
    const drawers = /(^|\/)(utils?|helpers?|types|manager|common|misc)(\.ts|\/)/;
    expect(
      [...CODE, ...sources('test')].filter(({ path }) => drawers.test(path)).map(({ path }) => path),
    ).toEqual([]);
  });

  test('nothing is mocked in tests', () => {
    const mocking = new RegExp(['vi', 'mock'].join('\\.'));
    expect(
      sources('test')
        .filter(({ text }) => mocking.test(text))
        .map(({ path }) => path),
    ).toEqual([]);
  });

  test('every file says in its first lines what it is', () => {
    const bare = plain.filter(({ text }) => !/\/\*\*/.test(text.split('\n').slice(0, 20).join('\n')));
    expect(bare.map(({ path }) => path)).toEqual([]);
  });

  test('no engine fact outside src/engine: the schema and log lines are asked for there', () => {
    const wrong = IMPORTS.filter(
      ({ to, from }) => /src\/engine\/schema\/[\d.]+json/.test(to) && !from.startsWith('src/engine/'),
    );
    expect(wrong).toEqual([]);
  });
});

describe('findings', () => {
  test('ids are unique and kebab-case', () => {
    const ids = CATALOGUE.map((kind) => kind.id);
    expect(ids.filter((id) => !/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(id))).toEqual([]);
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
  });

  test.each(CATALOGUE.map((kind) => [kind.id, kind] as const))('%s is explained', (_, kind) => {
    for (const text of [kind.summary, kind.docs.what, kind.docs.why, kind.docs.fix]) {
      expect(text.trim().length).toBeGreaterThan(9);
      expect(text).not.toMatch(/!$|TODO|undefined/);
    }
    expect(kind.summary.length).toBeLessThan(160);
  });
});
