/** Loads a team's own preset from a file or a package that was named on the command line; nothing else is ever loaded. */
import { existsSync, realpathSync } from 'node:fs';
import { extname, relative, resolve } from 'node:path';
import { readConfigBytes } from '../../config/config-bytes.ts';
import { parseToml } from '../../config/toml.ts';
import { readConfigText } from '../../config/toml-0.10/read-config.ts';
import { ExitCode } from '../../findings/exit-code.ts';
import { Failure } from '../../findings/failure.ts';
import { statusOf } from '../../path-status.ts';
import type { Recipe } from '../recipe.ts';
import { recipeFrom } from './declared.ts';
import { literalPlaces } from './literal-places.ts';
import { importModule, packageFile } from './module.ts';

const CODE = ['.ts', '.mts', '.mjs', '.js', '.cjs'];

const looksLikeFile = (name: string) =>
  /^(\.{0,2}\/|~\/|[A-Za-z]:\\)/.test(name) || [...CODE, '.toml'].includes(extname(name));

/** `./mine.ts#captions` is the preset `captions` of the file `./mine.ts`. */
function split(name: string, cwd: string): readonly [file: string, preset: string | undefined] {
  const at = name.lastIndexOf('#');
  return at <= 0 || existsSync(resolve(cwd, name))
    ? [name, undefined]
    : [name.slice(0, at), name.slice(at + 1)];
}

function chosen(value: unknown, name: string | undefined, source: string): unknown {
  const all: readonly unknown[] = Array.isArray(value) ? value : [value];
  const names = all.map((one) => String((one as { name?: unknown } | null | undefined)?.name));
  if (name === undefined && all.length === 1) return all[0];
  const found = name === undefined ? -1 : names.indexOf(name);
  if (found >= 0) return all[found];
  throw new Failure(
    ExitCode.usage,
    name === undefined ? `${source} holds ${all.length} presets` : `${source} holds no preset \`${name}\``,
    `name one of them: ${names.map((one) => `--preset '${source}#${one}'`).join(', ')}`,
  );
}

/** The text of a preset file; throws Failure 2 for what is no file and 66 for what cannot be read. */
function textOf(source: string, path: string): string {
  if (statusOf(path)?.isFile() !== true) {
    throw new Failure(
      ExitCode.usage,
      `${source} is no preset file`,
      `a preset is a ${CODE.join(', ')} or .toml file`,
    );
  }
  const bytes = readConfigBytes(path);
  if ('problem' in bytes)
    throw new Failure(ExitCode.input, `the preset file ${source} ${bytes.problem}`, 'correct --preset');
  return new TextDecoder().decode(bytes.data);
}

async function fromFile(
  source: string,
  path: string,
  preset: string | undefined,
  cwd: string,
): Promise<Recipe> {
  if (!existsSync(path)) {
    throw new Failure(
      ExitCode.input,
      `the preset file ${source} does not exist`,
      'correct --preset; presets of ours are shown by `cookbook-run list`',
    );
  }
  const text = textOf(source, path);
  const kind = extname(path);
  if (kind === '.toml') {
    const table = parseToml(text, source);
    return recipeFrom(chosen(table, preset, source), {
      source,
      path,
      places: readConfigText(source, text).spots,
      exactNumbers: true,
    });
  }
  if (!CODE.includes(kind)) {
    throw new Failure(
      ExitCode.usage,
      `${source} is no preset file`,
      `a preset is a ${CODE.join(', ')} or .toml file`,
    );
  }
  const value = await importModule(path, source, cwd);
  return recipeFrom(chosen(value, preset, source), {
    source,
    path,
    places: literalPlaces(text),
    exactNumbers: false,
  });
}

/** The preset that `name` stands for, or `undefined` if it is neither a file nor an installed package. */
export async function loadPreset(name: string, cwd: string): Promise<Recipe | undefined> {
  const [source, preset] = split(name, cwd);
  if (looksLikeFile(source)) return fromFile(source, resolve(cwd, source), preset, cwd);
  if (!/^(@[\w.-]+\/)?[\w.-]+(\/[\w./-]+)?$/.test(source)) return undefined;
  const file = packageFile(source, cwd);
  if (file === undefined) return undefined;
  const shown = relative(realpathSync(cwd), file);
  return fromFile(shown.startsWith('..') ? file : shown, file, preset, cwd);
}
