/** `feasibility`: can this run do what is asked of it, and what can instead. */

import { categoryOf } from '../catalogue.ts';
import { locate } from '../checkpoint/locate.ts';
import { type ResolvedConfig, resolve, type Setting, settingsOf } from '../config/layers.ts';
import { splitKey } from '../config/value.ts';
import type { Engine } from '../engine/engine.ts';
import { standInNotes } from '../engine/findings/engine-stands-in.ts';
import type { Objective } from '../engine/objective.ts';
import { ExitCode, exitCodeOf } from '../findings/exit-code.ts';
import { Failure } from '../findings/failure.ts';
import type { Io } from '../io.ts';
import { judgeRun, type RequestFlags } from '../plan/assess-run.ts';
import { chosenEngine } from '../plan/chosen-engine.ts';
import { findPreset } from '../plan/chosen-preset.ts';
import { readConfigFile } from '../plan/config-file.ts';
import { settingRequest } from '../plan/flags.ts';
import { allSettings } from '../plan/settings.ts';
import { painter } from '../report/style.ts';
import { verdictJson } from '../report/verdict-json.ts';
import { verdictMarkdown } from '../report/verdict-md.ts';
import { verdictText } from '../report/verdict-text.ts';
import { settled } from './choose-target.ts';

interface FeasibilityOptions extends RequestFlags {
  readonly preset?: string;
  readonly config?: string;
  readonly model?: string;
  readonly dataset?: string;
  readonly script?: string;
  readonly engine?: string;
  readonly set?: readonly string[];
  readonly overrides?: readonly string[];
  readonly format?: string;
  readonly json?: boolean;
}

/** The run that is judged, and the engine that says what it can learn. */
interface Judged {
  readonly resolved: ResolvedConfig;
  readonly engine: Engine;
  readonly objective: Objective;
  /** The model that was taken since none was given. */
  readonly assumed?: string;
}

/** The engine of the preset or of the file's shape; a version of one that is named is meant, whatever a file looks like. */
async function judgedBy(options: FeasibilityOptions, io: Io): Promise<Judged> {
  const { preset, config, model, set, overrides, engine: asked } = options;
  const recipe = preset === undefined ? undefined : await findPreset(preset, io);
  const file = config === undefined ? undefined : readConfigFile(config, io.cwd);
  const { adapter, engine } = chosenEngine(asked, {
    ...(recipe === undefined ? {} : { recipe }),
    ...(file === undefined || asked !== undefined ? {} : { file }),
  });
  const objective = await adapter.objective?.();
  if (objective === undefined)
    throw new Failure(
      ExitCode.usage,
      `what the trainers of ${engine.name} can learn is not known here`,
      'judge a run of another engine; `cookbook-run list` shows what each trains',
    );
  const request = settingRequest({
    ...(config === undefined ? {} : { config }),
    ...(model === undefined ? {} : { model }),
    ...(set === undefined ? {} : { set }),
    ...(overrides === undefined ? {} : { overrides }),
  });
  const all = allSettings(recipe, request, io.cwd, file, adapter);
  // A file is judged as it stands: what we state for our own runs is none of its settings.
  const own = recipe === undefined ? all.filter(({ origin }) => origin.layer !== 'cookbook-run') : all;
  const stock = recipe === undefined && file === undefined;
  const { stock: stands, keys } = objective;
  const source = (text: string) => () => ({ layer: 'cookbook-run', source: text }) as const;
  const settings = [...(stock ? settingsOf(stands.config, source(stands.source)) : []), ...own];
  const resolved = resolve(settings);
  if (!stock || resolved.origins.has(keys.model)) return { resolved, engine, objective };
  const named: Setting = {
    path: splitKey(keys.model),
    value: stands.model,
    origin: source('no model was given')(),
  };
  return { resolved: resolve([...settings, named]), engine, objective, assumed: stands.model };
}

function formatOf({ format, json }: FeasibilityOptions): string {
  const name = json === true ? 'json' : (format ?? 'text');
  if (['text', 'json', 'md'].includes(name)) return name;
  throw new Failure(ExitCode.usage, `--format knows text, json and md, not \`${name}\``, '--format md');
}

/** Prints the verdict; 0 for allow and warn, 78 for block; a checkpoint that cannot be read has its own code. */
export async function feasibility(given: FeasibilityOptions, io: Io): Promise<ExitCode> {
  const format = formatOf(given);
  const options = await settled({ ...given, json: format === 'json' }, io);
  const { goal, optimize, consumer, dataset, script, model, config, preset } = options;
  if ([goal, optimize, consumer, dataset, model, config, preset].every((one) => one === undefined)) {
    throw new Failure(
      ExitCode.usage,
      'feasibility needs a run or a request to judge',
      'for example `cookbook-run feasibility --model nvidia/Alpamayo-R1-10B --optimize trajectory-decoder`',
    );
  }
  if (goal !== undefined && goal.trim() === '')
    throw new Failure(ExitCode.usage, '--goal is empty', '--goal "better captions of night drives"');
  if (model !== undefined && locate(model, { cwd: io.cwd }).kind === 'missing')
    throw new Failure(ExitCode.input, `the model ${model} does not exist`, 'correct --model');
  const { assumed, resolved, engine, objective } = await judgedBy(options, io);
  const verdict = judgeRun(
    {
      config: resolved.config,
      origins: resolved.origins,
      engine,
      objective,
      ...(script === undefined || script === 'none' ? {} : { script }),
      ...(dataset === undefined ? {} : { dataset }),
      ...(goal === undefined ? {} : { goal }),
      ...(optimize === undefined ? {} : { optimize }),
      ...(consumer === undefined ? {} : { consumer }),
    },
    io,
  );
  const assumption = { id: 'model', reason: `no model was given: judged as ${assumed}` };
  const report = {
    ...verdict,
    findings: [...verdict.findings, ...standInNotes(engine)],
    skipped: assumed === undefined ? verdict.skipped : [assumption, ...verdict.skipped],
  };
  if (format === 'json') io.stdout.write(verdictJson(report));
  else if (format === 'md') io.stdout.write(verdictMarkdown(report));
  else io.stdout.write(verdictText(report, painter(io, io.stdout)));
  return report.verdict === 'block' ? ExitCode.config : exitCodeOf(verdict.findings, categoryOf);
}
