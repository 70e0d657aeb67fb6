// Bundles the CLI into CommonJS files in dist/: they start about twice as fast as the same ES modules. Beside them lies
// what `import ... from 'cookbook-run'` gives to presets: dist/index.mjs and its types.
//
//   cli.cjs       the entry: loads the others with V8's code cache where it fits
//   program.cjs   the command tree
//   check.cjs     `check`, which is typed often and run by editors and CI: nothing else is parsed for it
//   commands.cjs  all other commands
import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, readFileSync, rmSync } from 'node:fs';
import { build } from 'esbuild';

const shared = { bundle: true, platform: 'node', target: 'node20', logLevel: 'warning' };
// jiti is loaded only for a preset of the user's own, flechette only for a saved dataset; in the bundle they would be parsed
// at every start. Blanks and comments would be read at every start too. Scripts with a code cache cannot use import(), so it
// becomes require().
const cjs = {
  ...shared,
  format: 'cjs',
  external: ['jiti', '@uwdata/flechette'],
  minifyWhitespace: true,
  supported: { 'dynamic-import': false },
};

/** Files whose `import('./x.ts')` loads a part of commands.cjs: what is typed often must not hold the rest. */
const SPLIT = ['src/program.ts', 'src/commands/nightly-verbs.ts', 'src/commands/check.ts'];
const IMPORT = /import\('\.\/(?:commands\/)?([\w-]+)\.ts'\)/g;
// These belong to `check` itself.
const OWN = ['check', 'check-fix'];
const names = [
  ...new Set(
    SPLIT.flatMap((file) => [...readFileSync(file, 'utf8').matchAll(IMPORT)].map((match) => match[1])),
  ),
].filter((name) => !OWN.includes(name));
const split = {
  name: 'split',
  setup(bundle) {
    bundle.onLoad({ filter: /src\/(program|commands\/(nightly-verbs|check))\.ts$/ }, ({ path }) => ({
      loader: 'ts',
      contents: readFileSync(path, 'utf8').replace(IMPORT, (whole, name) => {
        if (name === 'check') return `Promise.resolve(globalThis.cookbookRunPart('check.cjs'))`;
        return OWN.includes(name)
          ? whole
          : `globalThis.cookbookRunPart('commands.cjs')[${JSON.stringify(name)}]()`;
      }),
    }));
  },
};

// commander asks for node:child_process, 10 ms of loading, for subcommands that are programs of their own; we have none.
const lazy = {
  name: 'lazy',
  setup(bundle) {
    bundle.onResolve({ filter: /^node:child_process$/ }, ({ path, importer }) =>
      importer.includes('node_modules/commander/') ? { path, namespace: 'lazy' } : undefined,
    );
    bundle.onLoad({ filter: /.*/, namespace: 'lazy' }, () => ({
      contents: `exports.spawn = (...args) => require('child_process').spawn(...args);`,
    }));
  },
};

rmSync('dist/cache', { recursive: true, force: true });
await Promise.all([
  build({ ...cjs, entryPoints: ['src/cli.ts'], outfile: 'dist/program.cjs', plugins: [split, lazy] }),
  build({ ...cjs, entryPoints: ['src/commands/check.ts'], outfile: 'dist/check.cjs', plugins: [split] }),
  build({
    ...cjs,
    stdin: {
      contents: names
        .map((name, index) => `export const part${index} = () => import('./src/commands/${name}.ts');`)
        .concat(
          `export { ${names.map((name, index) => `part${index} as ${JSON.stringify(name)}`).join(', ')} };`,
        )
        .join('\n')
        .replaceAll('export const', 'const'),
      resolveDir: '.',
    },
    outfile: 'dist/commands.cjs',
  }),
  build({ ...shared, entryPoints: ['src/index.ts'], outfile: 'dist/index.mjs', format: 'esm' }),
]);
copyFileSync('scripts/start.cjs', 'dist/cli.cjs');
chmodSync('dist/cli.cjs', 0o755);
spawnSync(process.execPath, ['scripts/code-cache.cjs'], { stdio: 'inherit' });

const tsc = 'node_modules/typescript/bin/tsc';
if (existsSync(tsc)) {
  const done = spawnSync(process.execPath, [tsc, '-p', 'tsconfig.types.json'], { stdio: 'inherit' });
  process.exitCode = done.status ?? 1;
}
