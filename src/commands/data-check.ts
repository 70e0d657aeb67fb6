/** `data check`: can this data be trained on, how long are its samples, and how many steps does it give? */
import { inspectDataset } from '../dataset/inspect.ts';
import { TokenBudget, type TokenSummary } from '../dataset/tokens/budget.ts';
import { type ExitCode, exitCodeOf } from '../findings/exit-code.ts';
import { joinReports } from '../findings/finding.ts';
import type { Io } from '../io.ts';
import { type DataAnswer, dataText } from '../report/data.ts';
import { dataProgress } from '../report/data-progress.ts';
import { painter } from '../report/style.ts';
import { toText } from '../run/files.ts';
import { categoryOf } from './catalogue.ts';
import { type DataContext, type DataOptions, dataContext } from './data-context.ts';
import { stepsOf } from './data-steps.ts';
import { interruption } from './interruption.ts';

/** What `data check` takes. */
export interface DataCheckOptions extends DataOptions {
  readonly json?: boolean;
}

function budgetOf({ family, familyName, request, limit, tokenizer }: DataContext) {
  if (family === undefined) {
    return { reason: `the resize rule of ${familyName} is not known` };
  }
  const count = tokenizer.ok ? { count: tokenizer.count } : {};
  return { budget: new TokenBudget({ family, vision: request.vision, limit, ...count }) };
}

async function look(context: DataContext, io: Io): Promise<DataAnswer> {
  const { budget, reason } = budgetOf(context);
  const progress = dataProgress(io);
  const stop = interruption(io, 'the check');
  let tokens: TokenSummary | undefined;
  try {
    const dataset = await inspectDataset(context.request, {
      sample: (sample, notes) => budget?.add(sample, notes),
      progress: (done, expected) => {
        stop.check();
        progress.update(done, expected);
      },
      finish: (notes) => {
        if (reason !== undefined) notes.skip('tokens', reason);
        tokens = budget?.finish(notes);
        if (tokens !== undefined && !context.tokenizer.ok) notes.skip('tokenizer', context.tokenizer.why);
      },
    });
    const { steps, ...judged } = stepsOf(context, dataset.counts.train);
    return {
      ...joinReports(dataset, judged),
      counts: dataset.counts,
      ...(tokens === undefined ? {} : { tokens }),
      ...(steps === undefined ? {} : { steps }),
    };
  } finally {
    progress.stop();
    stop.release();
  }
}

/** Runs the command: 0, 65 for data that cannot be trained on, 66 for what is missing, 78 for a wrong setting. */
export async function dataCheck(folder: string, options: DataCheckOptions, io: Io): Promise<ExitCode> {
  const context = await dataContext(folder, options, io);
  const answer = await look(context, io);
  if (options.json === true) {
    const { engine, recipe, request, familyName } = context;
    const head = { schemaVersion: 1, root: request.root, layout: recipe.layout, family: familyName };
    io.stdout.write(toText({ ...head, engine: engine.version, ...answer }));
  } else {
    io.stdout.write(dataText(answer, context.engine.version, painter(io, io.stdout)));
  }
  return exitCodeOf(answer.findings, categoryOf);
}
