/** `show PRESET`: every value with its origin, or exactly the TOML the engine would be given. */

import { type ModelFacts, modelFacts, surroundingsOf } from '../checkpoint/facts.ts';
import { resolve } from '../config/layers.ts';
import { writeToml } from '../config/toml.ts';
import { toJson } from '../config/value.ts';
import { diffRow } from '../diff/row.ts';
import { adapterOf } from '../engine/registry.ts';
import { ExitCode } from '../findings/exit-code.ts';
import { Failure } from '../findings/failure.ts';
import type { Io } from '../io.ts';
import { jsonText } from '../json/text.ts';
import { shownBy } from '../plan/chosen-engine.ts';
import { findPreset } from '../plan/chosen-preset.ts';
import { settingRequest } from '../plan/flags.ts';
import { presetAlone, presetFor } from '../plan/preset-for.ts';
import { previewOf } from '../plan/preview.ts';
import { assertNoSecrets } from '../plan/refuse-early.ts';
import { allSettings } from '../plan/settings.ts';
import { explainedDifferences } from '../recipe/upstream.ts';
import { reportText } from '../report/findings.ts';
import { type PresetView, presetText } from '../report/preset.ts';
import { painter } from '../report/style.ts';

interface ShowOptions {
  readonly engine?: string;
  readonly format?: string;
  readonly json?: boolean;
  readonly datasetRows?: string;
  readonly gpus?: string;
  readonly nodes?: string;
  readonly set?: readonly string[];
  readonly overrides?: readonly string[];
}

function rows(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^\d+$/.test(text) && Number(text) > 0) return Number(text);
  throw new Failure(
    ExitCode.usage,
    `--dataset-rows takes a whole number from 1, not \`${text}\``,
    'for example --dataset-rows 5000',
  );
}

function asJson(view: PresetView): string {
  const { recipe, engine, planned } = view;
  const document = {
    schemaVersion: 1,
    name: recipe.name,
    summary: recipe.summary,
    model: recipe.model,
    family: recipe.family,
    task: recipe.task,
    layout: recipe.layout,
    datasetKey: recipe.datasetKey,
    script: recipe.script,
    engine: engine.version,
    ...(engine.exact ? {} : { standIn: engine.known }),
    engines: recipe.engines,
    gpus: view.gpus,
    ...(planned === undefined ? {} : { planned }),
    source: recipe.source,
    ...(recipe.extended === undefined ? {} : { extends: recipe.extended.name }),
    departures: view.departures.map((row) => ({
      key: row.key,
      upstream: row.theirs,
      ours: row.ours,
      why: row.why ?? '',
    })),
    remarks: recipe.remarks ?? [],
    translations: view.translations,
    ...(view.findings.length === 0 ? {} : { findings: view.findings }),
    config: toJson(view.config),
    origins: Object.fromEntries(view.resolved.origins),
    ...(recipe.verified === undefined ? {} : { verified: recipe.verified }),
  };
  return jsonText(document);
}

function modelOf(name: string, io: Io): ModelFacts | undefined {
  return name === '' ? undefined : modelFacts(name, surroundingsOf(io.cwd, io.env));
}

/** Prints a preset as it is rendered for an engine version; needs no dataset and no GPU. */
export async function show(name: string, options: ShowOptions, io: Io): Promise<ExitCode> {
  const format = options.json === true ? 'json' : (options.format ?? 'text');
  if (!['text', 'toml', 'json'].includes(format)) {
    throw new Failure(
      ExitCode.usage,
      `--format knows text, toml and json, not \`${format}\``,
      '--format toml',
    );
  }
  const recipe = await findPreset(name, io);
  const shown = await shownBy(options.engine, { recipe });
  const { engine } = shown;
  const settings = allSettings(recipe, settingRequest(options), io.cwd);
  assertNoSecrets(settings, io.env);
  const resolved = resolve(settings);
  const { config, translations, findings, previewed } = presetFor(recipe, resolved, shown);
  const code = findings.length === 0 ? ExitCode.ok : ExitCode.config;
  if (format !== 'json' && findings.length > 0)
    io.stderr.write(reportText({ findings, skipped: [] }, painter(io, io.stderr)));
  if (format === 'toml') {
    // As with `cp`: no file that `check` would refuse.
    if (code === ExitCode.ok) io.stdout.write(writeToml(config));
    return code;
  }
  const asked = rows(options.datasetRows);
  const planning = await adapterOf(recipe).planning();
  const samples = asked ?? recipe.samples?.count;
  const { gpus, nodes, set = [], overrides = [] } = options;
  const asItIs = [gpus, nodes, ...set, ...overrides].every((one) => one === undefined);
  const alone = () => (asItIs ? previewed : presetAlone(recipe, shown, io.cwd));
  const published = recipe.place === undefined ? alone() : undefined;
  const view: PresetView = {
    recipe,
    engine,
    gpus: adapterOf(recipe).gpus(config),
    config,
    resolved,
    translations,
    findings,
    departures:
      published === undefined
        ? []
        : explainedDifferences(recipe, published.config, published.translations).map((row) =>
            diffRow(shown, row),
          ),
    ...(samples === undefined
      ? {}
      : {
          planned: {
            source: asked === undefined ? (recipe.samples?.source ?? '') : '--dataset-rows',
            ...previewOf(config, shown, samples, planning, modelOf(planning.modelOf(config), io)),
          },
        }),
  };
  io.stdout.write(
    format === 'json' ? asJson(view) : presetText(view, io.stdout.columns, painter(io, io.stdout)),
  );
  return code;
}
