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

/**
 * The verbs that are asked most. What some of them share is one file for each set of them; a bundler left alone cuts by all
 * sixty places that load something, and 44 small files instead of 10 cost `show` 10 ms on Node.js 20.
 */
const QUICK = ['src/program.ts', ...['list', 'runs-ls', 'show', 'check', 'explain'].map(verb)];

function verb(name) {
  return `src/commands/${name}.ts`;
}

/** Every module that a quick verb loads at once, with those of them that do. */
function sharers(chunks) {
  const byName = new Map(chunks.map((chunk) => [chunk.fileName, chunk]));
  const found = new Map();
  for (const start of QUICK) {
    const loaded = new Set(
      chunks.filter((chunk) => chunk.facadeModuleId?.endsWith(start)).map((one) => one.fileName),
    );
    if (loaded.size === 0) throw new Error(`${start} begins no file of the bundle`);
    for (const name of loaded)
      for (const next of byName.get(name).imports) if (byName.has(next)) loaded.add(next);
    for (const module of [...loaded].flatMap((name) => Object.keys(byName.get(name).modules)))
      if (!module.startsWith('\0')) found.set(module, [...(found.get(module) ?? []), start]);
  }
  return new Map([...found].map(([module, starts]) => [module, starts.join()]));
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
const whose = sharers((await bundle.generate(output)).output.filter(({ type }) => type === 'chunk'));
const groups = [...new Set(whose.values())].map((set) => ({
  name: set.split(',').length === 1 ? set.replace(/^.*\/|\.ts$/g, '') : 'shared',
  test: (module) => whose.get(module) === set,
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
