/** `show PRESET`: every value with its origin, or exactly the TOML the engine would be given. */
import { resolve } from '../config/layers.ts';
import { writeToml } from '../config/toml.ts';
import { toJson } from '../config/value.ts';
import { renderFor } from '../engine/dialect.ts';
import { gpusNeeded } from '../engine/placement.ts';
import { ExitCode } from '../findings/exit-code.ts';
import { Failure } from '../findings/failure.ts';
import type { Io } from '../io.ts';
import { recipeNamed } from '../recipe/registry.ts';
import { configText } from '../report/config.ts';
import { painter } from '../report/style.ts';
import { allSettings } from '../run/settings.ts';
import { engineNamed } from './engine.ts';

/** Prints a preset as it is rendered for an engine version; needs no dataset and no GPU. */
export function show(
  name: string,
  options: {
    readonly engine?: string;
    readonly format?: string;
    readonly set?: readonly string[];
    readonly overrides?: readonly string[];
  },
  io: Io,
): ExitCode {
  const recipe = recipeNamed(name);
  const engine = engineNamed(options.engine);
  const resolved = resolve(allSettings(recipe, options, io.cwd));
  const ours = (key: string) => resolved.origins.get(key)?.layer !== 'flag';
  const { config, translations } = renderFor(engine.known, resolved.config, ours);
  const paint = painter(io, io.stdout);
  switch (options.format ?? 'text') {
    case 'toml':
      io.stdout.write(writeToml(config));
      return ExitCode.ok;
    case 'json': {
      const origins = Object.fromEntries(resolved.origins);
      const document = {
        schemaVersion: 1,
        name: recipe.name,
        summary: recipe.summary,
        model: recipe.model,
        family: recipe.family,
        layout: recipe.layout,
        script: recipe.script,
        engine: engine.version,
        engines: recipe.engines,
        gpus: gpusNeeded(config),
        source: recipe.source,
        departures: recipe.departures,
        translations,
        config: toJson(config),
        origins,
        ...(recipe.verified === undefined ? {} : { verified: recipe.verified }),
      };
      io.stdout.write(`${JSON.stringify(document, null, 2)}\n`);
      return ExitCode.ok;
    }
    case 'text': {
      io.stdout.write(`${paint('bold', recipe.name)}: ${recipe.summary}\n\n`);
      io.stdout.write(`model        ${recipe.model} (${recipe.family})\n`);
      io.stdout.write(`GPUs         ${gpusNeeded(config)}\n`);
      io.stdout.write(`data layout  ${recipe.layout} (--dataset sets ${recipe.datasetKey})\n`);
      io.stdout.write(`entry script templates/entry/${recipe.script}\n`);
      io.stdout.write(`engine       cosmos-rl ${engine.version} (meant for ${recipe.engines.join(', ')})\n`);
      io.stdout.write(`published    ${recipe.source}\n`);
      io.stdout.write(
        recipe.verified === undefined
          ? 'verified     not yet on a GPU\n'
          : `verified     ${recipe.verified.on}, ${recipe.verified.hardware}, cosmos-rl ${recipe.verified.engine}: ${recipe.verified.model}\n`,
      );
      io.stdout.write(`\n${configText(config, resolved, paint)}`);
      if (translations.length > 0) io.stdout.write(`\nrendered for ${engine.version}\n`);
      for (const change of translations) {
        io.stdout.write(
          `  ${change.key}${change.to === undefined ? ' left out' : change.to === change.key ? '' : ` -> ${change.to}`}: ${change.why}\n`,
        );
      }
      io.stdout.write('\nwhere it departs from what was published\n');
      for (const departure of recipe.departures) {
        io.stdout.write(
          `  ${departure.key}: ${departure.upstream} -> ${departure.ours}\n    ${departure.why}\n`,
        );
      }
      return ExitCode.ok;
    }
    default:
      throw new Failure(
        ExitCode.usage,
        `--format knows text, toml and json, not \`${options.format}\``,
        '--format toml',
      );
  }
}
