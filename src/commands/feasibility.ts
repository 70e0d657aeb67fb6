/** `feasibility`: can this run do what is asked of it, and what can instead. */

import { categoryOf } from '../catalogue.ts';
import { locate } from '../checkpoint/locate.ts';
import { type ResolvedConfig, resolve, type Setting } from '../config/layers.ts';
import { standInNotes } from '../engine/findings/engine-stands-in.ts';
import { ExitCode, exitCodeOf } from '../findings/exit-code.ts';
import { Failure } from '../findings/failure.ts';
import type { Io } from '../io.ts';
import { judgeRun, type RequestFlags } from '../plan/assess-run.ts';
import { engineNamed } from '../plan/chosen-engine.ts';
import { findPreset } from '../plan/chosen-preset.ts';
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

/** What stands for a run where no config is given: the stock Reason recipe, so that a checkpoint or a goal can be judged alone. */
const STOCK: readonly Setting[] = [
  {
    path: ['train', 'train_policy', 'type'],
    value: 'sft',
    origin: { layer: 'cookbook-run', source: 'the stock Reason SFT run' },
  },
];

/** The model of the stock run, where neither a config nor --model names one. */
const STOCK_MODEL = 'nvidia/Cosmos-Reason2-8B';

async function configOf(
  options: FeasibilityOptions,
  io: Io,
): Promise<ResolvedConfig & { readonly assumed?: string }> {
  const { preset, config, model, set, overrides } = options;
  const recipe = preset === undefined ? undefined : await findPreset(preset, io);
  const flags = {
    ...(config === undefined ? {} : { config }),
    ...(model === undefined ? {} : { model }),
    ...(set === undefined ? {} : { set }),
    ...(overrides === undefined ? {} : { overrides }),
  };
  const stock = preset === undefined && config === undefined;
  const all = allSettings(recipe, settingRequest(flags), io.cwd);
  // A file is judged as it stands: what we state for our own runs is none of its settings.
  const own = recipe === undefined ? all.filter(({ origin }) => origin.layer !== 'cookbook-run') : all;
  const settings = [...(stock ? STOCK : []), ...own];
  const resolved = resolve(settings);
  const named = resolved.origins.has('policy.model_name_or_path');
  if (!stock || named) return resolved;
  const origin = { layer: 'cookbook-run', source: 'no model was given' } as const;
  const whole = resolve([
    ...settings,
    { path: ['policy', 'model_name_or_path'], value: STOCK_MODEL, origin },
  ]);
  return { ...whole, assumed: STOCK_MODEL };
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
  const { assumed, ...resolved } = await configOf(options, io);
  const engine = engineNamed(options.engine);
  const verdict = judgeRun(
    {
      config: resolved.config,
      origins: resolved.origins,
      engine,
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
