// Bundles the CLI into ES modules in dist/, split so that a verb loads what it uses: dist/cli.js, chunks beside it, and what
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
import { build } from 'esbuild';

rmSync('dist', { recursive: true, force: true });
await build({
  entryPoints: { cli: 'src/cli.ts', index: 'src/index.ts' },
  outdir: 'dist',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  logLevel: 'warning',
  minify: true,
  // Loaded only where used: a preset of the user's own, a saved dataset.
  external: ['jiti', '@uwdata/flechette'],
  // Packages in CommonJS ask for Node's modules with require().
  banner: {
    js: "import{createRequire as makeRequire}from'node:module';const require=makeRequire(import.meta.url);",
  },
});
// The script of a run's page, which `runs report` puts into the page as it is.
await build({
  entryPoints: { 'run-page': 'web/run-page.ts' },
  outdir: 'dist',
  bundle: true,
  minify: true,
  format: 'iife',
  platform: 'browser',
  target: 'es2022',
  logLevel: 'warning',
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
