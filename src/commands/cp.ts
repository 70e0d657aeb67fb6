/** `cp PRESET FILE`: the preset as a commented TOML of the user's own. */

import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { resolve as resolveLayers } from '../config/layers.ts';
import type { Engine } from '../engine/engine.ts';
import { adapterOf } from '../engine/registry.ts';
import { ExitCode } from '../findings/exit-code.ts';
import { Failure } from '../findings/failure.ts';
import { shellWord } from '../findings/shell-word.ts';
import type { Io } from '../io.ts';
import { jsonAnswer, jsonText } from '../json/text.ts';
import { linkStatusOf } from '../path-status.ts';
import { shownBy } from '../plan/chosen-engine.ts';
import { findPreset } from '../plan/chosen-preset.ts';
import { settingRequest } from '../plan/flags.ts';
import { presetFor, presetToml } from '../plan/preset-for.ts';
import { assertNoSecrets } from '../plan/refuse-early.ts';
import { allSettings } from '../plan/settings.ts';
import type { Recipe } from '../recipe/recipe.ts';
import { reportText } from '../report/findings.ts';
import { painter } from '../report/style.ts';
import { overwrite } from '../run/new-file.ts';

interface CpOptions {
  readonly engine?: string;
  readonly force?: boolean;
  readonly json?: boolean;
  readonly set?: readonly string[];
  readonly overrides?: readonly string[];
}

function write(path: string, name: string, text: string, force: boolean): void {
  try {
    if (force) overwrite(path, text);
    else writeFileSync(path, text, { flag: 'wx' });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') {
      throw new Failure(
        ExitCode.disk,
        `${name} exists already; it was not changed`,
        'name another file, or add --force to overwrite it',
      );
    }
    const why =
      code === 'ENOENT' && !existsSync(dirname(path))
        ? `the folder ${dirname(path)} does not exist`
        : (error as Error).message;
    if (!force && linkStatusOf(path) !== undefined) rmSync(path, { force: true });
    throw new Failure(ExitCode.disk, `cannot write ${name}: ${why}`, 'nothing was written');
  }
}

function headOf(recipe: Recipe, engine: Engine, schemaName: string, file: string): readonly string[] {
  const preset = recipe.place === undefined ? '' : ` --preset ${shellWord(recipe.place.file)}`;
  return [
    `#:schema ./${schemaName}`,
    `# ${recipe.name} for ${engine.name} ${engine.version}: ${recipe.summary}`,
    `# Run it with: cookbook-run sft${preset} --config ${shellWord(file)} --engine ${engine.version}${recipe.datasetKey === '' ? '' : ' --dataset PATH'}`,
    `# --dataset sets ${recipe.datasetKey}; results go to a new folder per run, below --output.`,
  ];
}

/** Writes the preset as a TOML that `sft --config` takes for the same run; never overwrites without `force`. */
export async function cp(name: string, file: string, options: CpOptions, io: Io): Promise<ExitCode> {
  if (file.trim() === '') {
    throw new Failure(ExitCode.usage, 'cp needs a file to write to', `cookbook-run cp ${name} my.toml`);
  }
  const recipe = await findPreset(name, io);
  const shown = await shownBy(options.engine, { recipe });
  const { engine } = shown;
  const settings = allSettings(recipe, settingRequest(options), io.cwd);
  assertNoSecrets(settings, io.env);
  const resolved = resolveLayers(settings);
  const { config, findings } = presetFor(recipe, resolved, shown);
  if (findings.some(({ severity }) => severity === 'error')) {
    io.stderr.write(reportText({ findings, skipped: [] }, painter(io, io.stderr)));
    io.stderr.write(`${file} was not written: mend the settings above\n`);
    if (options.json === true) {
      const refused = { schemaVersion: 1, outcome: 'config', exitCode: ExitCode.config, file: null };
      io.stdout.write(jsonText({ ...refused, preset: recipe.name, engine: engine.version, findings }));
    }
    return ExitCode.config;
  }
  const schemaName = `${engine.name}-${engine.known}.schema.json`;
  const text = presetToml(recipe, shown, config, headOf(recipe, engine, schemaName, file), io.cwd);
  const answer = (place: { readonly file: string | null; readonly schema?: string }): string =>
    jsonAnswer({ preset: recipe.name, engine: engine.version, ...place, toml: text, findings });
  if (file === '-') {
    io.stdout.write(options.json === true ? answer({ file: null }) : text);
    return ExitCode.ok;
  }
  const path = resolve(io.cwd, file);
  write(path, file, text, options.force === true);
  const schemaPath = join(dirname(path), schemaName);
  const kept = existsSync(schemaPath);
  if (!kept) {
    const schema = await adapterOf({ engineName: engine.name }).editorSchema?.(engine);
    write(schemaPath, schemaName, jsonText(schema), false);
  }
  io.stderr.write(
    `wrote ${file}${kept ? '' : ` and ${basename(schemaPath)}, which editors check it with`}\n`,
  );
  if (options.json === true) io.stdout.write(answer({ file: path, schema: schemaPath }));
  return ExitCode.ok;
}
