// Bundles the CLI into ES modules in dist/: dist/cli.js, files beside it of which a verb loads what it uses, and what
// `import ... from 'cookbook-run'` gives to presets: dist/index.js and its types.
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { build, rolldown } from 'rolldown';

/** What every call loads; one file. */
const START = ['src/program.ts'];

/**
 * The verbs that are asked most. What some of them share is one file for each set of them; a bundler left alone cuts by all
 * sixty places that load something, and 50 small files instead of 10 cost `show` 10 ms on Node.js 20.
 */
const QUICK = {
  list: [],
  'runs-ls': [],
  // What it asks the usual engine for is loaded apart, and always.
  show: ['src/engine/cosmos-rl/planning/index.ts'],
  check: ['src/engine/cosmos-rl/planning/index.ts', 'src/engine/cosmos-rl/objective/index.ts'],
  explain: [],
  sft: [
    'src/engine/cosmos-rl/planning/index.ts',
    'src/engine/cosmos-rl/objective/index.ts',
    'src/engine/cosmos-rl/host/requirements.ts',
  ],
};

/** The modules that are loaded at once with that of this path. */
function loadedBy(start, chunks) {
  const byName = new Map(chunks.map((chunk) => [chunk.fileName, chunk]));
  const loaded = new Set(
    chunks.filter(({ modules }) => `${process.cwd()}/${start}` in modules).map(({ fileName }) => fileName),
  );
  if (loaded.size === 0) throw new Error(`${start} is in no file of the bundle`);
  for (const name of loaded)
    for (const next of byName.get(name).imports) if (byName.has(next)) loaded.add(next);
  return [...loaded]
    .flatMap((name) => Object.keys(byName.get(name).modules))
    .filter((module) => !module.startsWith('\0'));
}

/** What some verbs share is worth no file of its own below this; with all that it may load, it goes into what every call loads. */
const SMALL_BYTES = 20_000;

/** The file of each module: all the quick verbs that load it, or `start`. */
function filesOf(chunks) {
  const sizes = Object.assign({}, ...chunks.map(({ modules }) => modules));
  const verbs = new Map();
  for (const [verb, besides] of Object.entries(QUICK)) {
    const starts = [`src/commands/${verb}.ts`, ...besides];
    for (const module of new Set(starts.flatMap((path) => loadedBy(path, chunks))))
      verbs.set(module, [...(verbs.get(module) ?? []), verb]);
  }
  const start = new Set(START.flatMap((path) => loadedBy(path, chunks)));
  const always = (module) => start.has(module) || verbs.get(module)?.length === Object.keys(QUICK).length;
  const small = (sharers) =>
    [...verbs]
      .filter(([module, others]) => !always(module) && sharers.every((verb) => others.includes(verb)))
      .reduce((sum, [module]) => sum + sizes[module].renderedLength, 0) < SMALL_BYTES;
  const fileOf = (module, sharers) =>
    always(module) || (sharers.length > 1 && small(sharers)) ? 'start' : sharers.join('+');
  return new Map(
    [...new Set([...start, ...verbs.keys()])].map((module) => [
      module,
      fileOf(module, verbs.get(module) ?? []),
    ]),
  );
}

rmSync('dist', { recursive: true, force: true });
const bundle = await rolldown({
  input: { cli: 'src/cli.ts', index: 'src/index.ts', 'check-thread': 'src/check/check-thread.ts' },
  platform: 'node',
  transform: { target: 'node20' },
  // Loaded only where used: a preset of the user's own, a saved dataset.
  external: [/^node:/, 'jiti', '@uwdata/flechette'],
  preserveEntrySignatures: 'allow-extension',
  logLevel: 'warn',
});
const output = {
  dir: 'dist',
  format: 'esm',
  minify: true,
  comments: { legal: true, annotation: false, jsdoc: false },
  chunkFileNames: '[name]-[hash].js',
};
const files = filesOf((await bundle.generate(output)).output.filter(({ type }) => type === 'chunk'));
const groups = [...new Set(files.values())].map((name) => ({
  name,
  test: (module) => files.get(module) === name,
}));
await bundle.write({ ...output, codeSplitting: { groups, includeDependenciesRecursively: false } });
await bundle.close();

// The script of a run's page, which `runs report` puts into the page as it is.
await build({
  input: { 'run-page': 'web/run-page.ts' },
  transform: { target: 'es2022' },
  output: { dir: 'dist', format: 'iife', minify: true, comments: { legal: true } },
  logLevel: 'warn',
});
copyFileSync('node_modules/uplot/dist/uPlot.min.css', 'dist/run-page.css');
// The engine's schemas, of which a verb reads one (src/engine/cosmos-rl/schema/raw.ts).
const schemas = 'src/engine/cosmos-rl/schema';
for (const name of readdirSync(schemas).filter((one) => one.endsWith('.json')))
  writeFileSync(`dist/${name}`, JSON.stringify(JSON.parse(readFileSync(`${schemas}/${name}`, 'utf8'))));
chmodSync('dist/cli.js', 0o755);

const tsc = 'node_modules/typescript/bin/tsc';
if (existsSync(tsc)) {
  const done = spawnSync(process.execPath, [tsc, '-p', 'tsconfig.types.json'], { stdio: 'inherit' });
  process.exitCode = done.status ?? 1;
}
