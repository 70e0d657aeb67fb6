/** Imports a preset module, TypeScript too, on every Node.js that cookbook-run runs on. */
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { createJiti } from 'jiti';
import { ExitCode } from '../../findings/exit-code.ts';
import { Failure } from '../../findings/failure.ts';
import { templatesFolder } from '../templates.ts';

/** `import { definePreset } from 'cookbook-run'` means this very cookbook-run, wherever the preset lies. */
function loader(cwd: string) {
  const own = join(dirname(templatesFolder()), 'dist', 'index.js');
  return createJiti(pathToFileURL(join(cwd, 'preset.mjs')).href, {
    alias: { 'cookbook-run': own },
    fsCache: false,
    moduleCache: false,
    interopDefault: false,
  });
}

/** The file that a package name means in `cwd`, or `undefined` if no such package is installed there. */
export function packageFile(name: string, cwd: string): string | undefined {
  const url = loader(cwd).esmResolve(name, { try: true });
  return url?.startsWith('file:') === true ? fileURLToPath(url) : undefined;
}

/** `file:line:column` of an error, from its location (syntax) or its stack (thrown). */
function placeOf(error: unknown, path: string, source: string): string {
  const { loc, stack, message } = error as {
    loc?: { line?: number; column?: number };
    stack?: string;
    message?: string;
  };
  if (typeof loc?.line === 'number') return `${source}:${loc.line}:${(loc.column ?? 0) + 1}`;
  const escaped = path.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const found =
    new RegExp(`${escaped}:(\\d+):(\\d+)`).exec(stack ?? '') ?? /\((\d+):(\d+)\)/.exec(message ?? '');
  if (found === null) return source;
  // The parser counts columns from 0, the runtime from 1.
  const first = /ParseError|SyntaxError/.test(`${stack}${message}`) ? 1 : 0;
  return `${source}:${found[1]}:${Number(found[2]) + first}`;
}

/** The default export of a module; throws Failure 78 with the place where it went wrong. */
export async function importModule(path: string, source: string, cwd: string): Promise<unknown> {
  let loaded: { readonly default?: unknown };
  try {
    loaded = (await loader(cwd).import(path)) as { readonly default?: unknown };
  } catch (error) {
    const message = (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';
    throw new Failure(
      ExitCode.config,
      `${placeOf(error, path, source)}: the preset cannot be loaded: ${message}`,
      'correct that place; nothing was started',
      { cause: error },
    );
  }
  if (loaded.default !== undefined) return loaded.default;
  throw new Failure(
    ExitCode.config,
    `${source} has no default export`,
    "write `export default definePreset({ ... })`, with `import { definePreset } from 'cookbook-run'`",
  );
}
