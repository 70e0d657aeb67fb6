/** `data check`: can this data be trained on, how long are its samples, and how many steps does it give? */
import { setFlagsFromString } from 'node:v8';
import { categoryOf } from '../catalogue.ts';
import { type DataContext, type DataOptions, dataContext } from '../check/data-context.ts';
import { stepsOf } from '../check/data-steps.ts';
import { Facts } from '../dataset/cache/facts.ts';
import { cacheFolder } from '../dataset/cache/folder.ts';
import { ReportCache } from '../dataset/cache/report.ts';
import { decodeMedia, spread } from '../dataset/decode/decode.ts';
import { Files, stampNow } from '../dataset/files.ts';
import { Notes } from '../dataset/finding-collector.ts';
import { mediaUndecodable } from '../dataset/findings/clips.ts';
import { inspectDataset, type Visitor } from '../dataset/inspect.ts';
import { LAYOUTS } from '../dataset/layouts/index.ts';
import { TokenBudget, type TokenSummary } from '../dataset/tokens/budget.ts';
import { ExitCode, exitCodeOf } from '../findings/exit-code.ts';
import { Failure } from '../findings/failure.ts';
import { joinReports } from '../findings/finding.ts';
import type { Io } from '../io.ts';
import { type DataAnswer, dataText } from '../report/data.ts';
import { dataProgress } from '../report/data-progress.ts';
import { painter } from '../report/style.ts';
import { toText } from '../run/files.ts';
import { interruption } from '../run/interruption.ts';
import { VERSION } from '../version.ts';

/** What `data check` takes. */
export interface DataCheckOptions extends DataOptions {
  readonly json?: boolean;
  /** False: nothing remembered is used, and nothing is remembered. */
  readonly cache?: boolean;
  /** How many clips and pictures to decode, or `all`. */
  readonly decode?: string;
}

/** The number that `--decode` asks for; throws Failure 2. */
function decodeCount({ decode }: DataCheckOptions): number {
  if (decode === undefined) return 0;
  if (decode === 'all') return Number.POSITIVE_INFINITY;
  if (/^[1-9]\d{0,8}$/.test(decode)) return Number(decode);
  throw new Failure(
    ExitCode.usage,
    `--decode takes a number above 0 or all, not \`${decode}\``,
    'for example --decode 20, which takes 20 files from the first to the last',
  );
}

/**
 * Keeps V8's young generation at the size it has: left alone it grows to three times 16 MB while samples pass by, which made
 * the check of 10,000 clips 180 MB large instead of 126, and no faster (test/bench/data.mjs).
 */
function holdYoungGeneration(): void {
  setFlagsFromString('--semi-space-growth-factor=1');
}

/** Everything that decides the answer beside the files of the dataset. */
function questionOf({ request, engine, config, familyName, limit, tokenizer }: DataContext, decode: number) {
  // A new build of the program may judge otherwise.
  const program = [VERSION, stampNow(process.argv[1] ?? '')];
  const counted = tokenizer.ok ? [tokenizer.path, stampNow(tokenizer.path)] : tokenizer.why;
  return {
    program,
    request,
    engine: engine.version,
    config,
    familyName,
    limit,
    counted,
    decode: String(decode),
  };
}

function budgetOf(context: DataContext, facts: Facts | undefined) {
  const { family, familyName, request, limit, tokenizer } = context;
  if (family === undefined) return { reason: `the resize rule of ${familyName} is not known` };
  const count = tokenizer.ok ? (facts?.counting(tokenizer.count) ?? tokenizer.count) : undefined;
  const counting = count === undefined ? {} : { count };
  return { budget: new TokenBudget({ family, vision: request.vision, limit, ...counting }) };
}

async function look(
  context: DataContext,
  { decode, facts, files }: { readonly decode: number; readonly facts?: Facts; readonly files: Files },
  io: Io,
): Promise<DataAnswer> {
  holdYoungGeneration();
  const { budget, reason } = budgetOf(context, facts);
  const progress = dataProgress(io);
  const aborted = new AbortController();
  const stop = interruption(io, 'the check', () => aborted.abort());
  const media = new Set<string>();
  let tokens: TokenSummary | undefined;
  try {
    const visitor: Visitor = {
      sample: (sample, notes) => {
        budget?.add(sample, notes);
        if (decode > 0) for (const { path } of sample.media) media.add(path);
      },
      progress: (done, expected) => {
        progress.update(done, expected);
        facts?.saveNowAndThen(files);
        stop.check();
      },
      finish: (notes) => {
        if (reason !== undefined) notes.skip('tokens', reason);
        tokens = budget?.finish(notes);
        if (tokens !== undefined && !context.tokenizer.ok) notes.skip('tokenizer', context.tokenizer.why);
      },
    };
    const dataset = await inspectDataset(context.request, visitor, files);
    const decoded = new Notes(files);
    await decodeMedia(spread([...media], decode), decoded, {
      env: io.env,
      signal: aborted.signal,
      ...(facts === undefined ? {} : { before: facts }),
      progress: (done, total) => {
        progress.update(done, total, 'decoded');
        facts?.saveNowAndThen(files);
        stop.check();
      },
    });
    const sound = !dataset.findings.some(({ severity }) => severity === 'error');
    const { steps, ...judged } = stepsOf(context, dataset.counts.train, sound);
    const found = { findings: decoded.findings(context.request.root), skipped: decoded.skipped() };
    return {
      ...joinReports(dataset, found, judged),
      counts: dataset.counts,
      ...(tokens === undefined ? {} : { tokens }),
      ...(steps === undefined ? {} : { steps }),
    };
  } catch (error) {
    facts?.save(files);
    throw error;
  } finally {
    progress.stop();
    stop.release();
  }
}

/** The answer, remembered or new. */
async function answerOf(
  context: DataContext,
  options: DataCheckOptions,
  io: Io,
): Promise<{ readonly answer: DataAnswer; readonly cached: boolean }> {
  const decode = decodeCount(options);
  const folder = options.cache === false ? undefined : cacheFolder(io.env);
  if (folder === undefined) {
    return { answer: await look(context, { decode, files: new Files() }, io), cached: false };
  }
  const question = questionOf(context, decode);
  const reports = new ReportCache<DataAnswer>(folder, question);
  const known = reports.get();
  if (known !== undefined) return { answer: known, cached: true };
  const facts = new Facts(folder, [question.program, context.request.root, question.counted]);
  const files = new Files(facts);
  const answer = await look(context, { decode, facts, files }, io);
  // What could not be decoded for want of ffmpeg is asked again.
  const whole = !answer.skipped.some(({ id }) => id === mediaUndecodable.id);
  if (whole && LAYOUTS[context.request.layout].witnessed) reports.set(answer, files.seen);
  if (context.tokenizer.ok || options.decode !== undefined) facts.save(files);
  return { answer, cached: false };
}

/** Runs the command: 0, 65 for data that cannot be trained on, 66 for what is missing, 78 for a wrong setting. */
export async function dataCheck(folder: string, options: DataCheckOptions, io: Io): Promise<ExitCode> {
  const context = await dataContext(folder, options, io);
  const { answer, cached } = await answerOf(context, options, io);
  if (options.json === true) {
    const { engine, recipe, request, familyName } = context;
    const head = { schemaVersion: 1, root: request.root, layout: recipe.layout, family: familyName };
    io.stdout.write(toText({ ...head, engine: engine.version, cached, ...answer }));
  } else {
    io.stdout.write(dataText(answer, context.engine.version, painter(io, io.stdout)));
    if (cached)
      io.stderr.write('nothing has changed since the last check; --no-cache reads everything again\n');
  }
  return exitCodeOf(answer.findings, categoryOf);
}
