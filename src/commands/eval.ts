/** `eval`: is it better? Samples that were held out, through the tuned model and its base, with how sure the numbers are. */

import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { resolve as resolveLayers } from '../config/layers.ts';
import { type EvalLimits, evaluate, type SampleReading } from '../evaluation/evaluate.ts';
import { evaluationPage, verdictSentence } from '../evaluation/page.ts';
import { type EvalResult, mostChanged } from '../evaluation/result.ts';
import { type Subject, subjectOf } from '../evaluation/subject.ts';
import { countText, numberLines } from '../evaluation/words.ts';
import { ExitCode } from '../findings/exit-code.ts';
import { Failure } from '../findings/failure.ts';
import type { Io } from '../io.ts';
import { jsonAnswer } from '../json/text.ts';
import { ADAPTER_CONFIG, readAdapter } from '../merge/adapter.ts';
import { shownBy } from '../plan/chosen-engine.ts';
import { findPreset } from '../plan/chosen-preset.ts';
import { settingRequest } from '../plan/flags.ts';
import { presetFor } from '../plan/preset-for.ts';
import { assertNoSecrets } from '../plan/refuse-early.ts';
import { allSettings } from '../plan/settings.ts';
import { dataProgress } from '../report/data-progress.ts';
import { tableLines } from '../report/table.ts';
import { PRIVATE, writeAtomically } from '../run/files.ts';
import { pythonFor } from './engine-python.ts';

/** What `eval` takes. */
interface EvalOptions {
  readonly data?: string;
  readonly preset?: string;
  readonly set?: readonly string[];
  readonly overrides?: readonly string[];
  readonly base?: string | true;
  readonly samples?: string;
  readonly seconds?: string;
  readonly tokens?: string;
  readonly batch?: string;
  readonly backend?: string;
  readonly python?: string;
  readonly out?: string;
  readonly runsDir?: string;
  readonly json?: boolean;
}

const CHANGED = 5;

function whole(flag: string, text: string | undefined, otherwise: number): number {
  if (text === undefined) return otherwise;
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new Failure(
    ExitCode.usage,
    `${flag} takes a whole number from 1, not \`${text}\``,
    `${flag} ${otherwise}`,
  );
}

function limitsOf(options: EvalOptions): EvalLimits {
  return {
    samples: whole('--samples', options.samples, 200),
    seconds: whole('--seconds', options.seconds, 3000),
    tokens: whole('--tokens', options.tokens, 1024),
    batch: whole('--batch', options.batch, 4),
    backend: options.backend ?? 'auto',
  };
}

/** How the data of a model without a run are read: as a preset reads them. */
async function readingOf(options: EvalOptions, io: Io): Promise<SampleReading> {
  const { data, preset } = options;
  if (data === undefined || preset === undefined)
    throw new Failure(
      ExitCode.usage,
      'a model alone does not say which data to ask it about, nor how they are read',
      'add --data DIR --preset NAME (see `cookbook-run list`), or name the run that made it',
    );
  const recipe = await findPreset(preset, io);
  const shown = await shownBy(undefined, { recipe });
  const { set, overrides } = options;
  const asked = settingRequest({
    dataset: data,
    ...(set === undefined ? {} : { set }),
    ...(overrides === undefined ? {} : { overrides }),
  });
  const settings = allSettings(recipe, asked, io.cwd);
  assertNoSecrets(settings, io.env);
  const { config } = presetFor(recipe, resolveLayers(settings), shown);
  return { layout: recipe.layout, config, engine: shown.engine.known };
}

function text(result: EvalResult, subject: Subject, page: string, columns: number): string {
  const names = Object.keys(result.models);
  const head = ['', ...names, ...(names.length > 1 ? ['difference', ''] : [])];
  const lines = numberLines(result).map(({ metric, plain, values, difference, verdict }) =>
    names.length > 1 ? [metric, ...plain, difference, verdict] : [metric, ...values],
  );
  const changed = mostChanged(result.rows, CHANGED).filter(
    ({ change }) => change !== undefined && change !== 0,
  );
  return [
    verdictSentence(result),
    countText(result, subject.everything),
    '',
    ...tableLines([head, ...lines], columns).flat(),
    ...(names.length > 1 ? ['', 'in brackets: what 95 % of 1000 resamples of these samples give'] : []),
    ...(changed.length === 0
      ? []
      : [
          '',
          'changed most:',
          ...changed.map(
            ({ id, change = 0 }) =>
              `  ${id}  ${change > 0 ? 'better' : 'worse'} by ${Math.abs(change).toFixed(2)}`,
          ),
        ]),
    '',
    `page: ${page}`,
    '',
  ].join('\n');
}

/** Evaluates; 0 once the numbers are there, whatever they say. */
export async function evalModel(word: string, options: EvalOptions, io: Io): Promise<ExitCode> {
  const limits = limitsOf(options);
  const subject = subjectOf(
    {
      word,
      ...(options.data === undefined ? {} : { data: options.data }),
      ...(options.base === undefined ? {} : { base: options.base }),
      ...(options.runsDir === undefined ? {} : { runsDir: options.runsDir }),
    },
    io,
  );
  // What a merge refuses would be asked with other weights than were trained.
  for (const folder of Object.values(subject.models))
    if (existsSync(join(folder, ADAPTER_CONFIG))) readAdapter(folder);
  const reading = subject.record === undefined ? await readingOf(options, io) : undefined;
  const folder = options.out === undefined ? subject.folder : resolve(io.cwd, options.out);
  const python = await pythonFor('eval', options.python, 'torch and transformers', io);
  const bar = dataProgress(io);
  let result: EvalResult;
  try {
    result = await evaluate(
      {
        subject,
        ...(reading === undefined ? {} : { reading }),
        limits,
        folder,
        python,
        onAnswers: (model, done, count) => bar.update(done, count, `samples of ${model}`),
      },
      io,
    );
  } finally {
    bar.stop();
  }
  const page = join(folder, 'eval.html');
  const { everything, name } = subject;
  writeAtomically(
    page,
    evaluationPage(result, { name, everything, at: new Date(io.now()).toISOString() }),
    PRIVATE.file,
  );
  if (options.json !== true) io.stdout.write(text(result, subject, page, Math.max(80, io.stdout.columns)));
  else {
    const { rows, ...numbers } = result;
    const changed = mostChanged(rows, CHANGED).map(({ id, change }) => ({ id, change }));
    const document = { ...numbers, heldOut: !everything, changed, page, result: join(folder, 'result.json') };
    io.stdout.write(jsonAnswer({ outcome: 'succeeded', exitCode: ExitCode.ok, ...document }));
  }
  return ExitCode.ok;
}
