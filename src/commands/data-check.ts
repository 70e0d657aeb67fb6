/** `data check`: can this data be trained on, how long are its samples, and how many steps does it give? */
import { setFlagsFromString } from 'node:v8';
import { categoryOf } from '../catalogue.ts';
import { type DataContext, type DataOptions, dataContext, stepsOf } from '../check/data-context.ts';
import { CachedFacts } from '../dataset/cache/facts.ts';
import { cacheFolder } from '../dataset/cache/folder.ts';
import { decodeMedia, spread } from '../dataset/decode/decode.ts';
import { Files } from '../dataset/files.ts';
import type { Candidate } from '../dataset/find/candidate.ts';
import { Notes } from '../dataset/finding-collector.ts';
import type { Visitor } from '../dataset/inspect.ts';
import {
  answeredBy,
  type DatasetQuestion,
  type Measured,
  measureDataset,
  rememberedDataset,
} from '../dataset/measured.ts';
import { ExitCode, exitCodeOf } from '../findings/exit-code.ts';
import { Failure } from '../findings/failure.ts';
import { joinReports } from '../findings/finding.ts';
import type { Io } from '../io.ts';
import { jsonText } from '../json/text.ts';
import { presetsFor } from '../plan/found-preset.ts';
import { type DataAnswer, dataText } from '../report/data.ts';
import { dataProgress } from '../report/data-progress.ts';
import { painter } from '../report/style.ts';
import { interruption } from '../run/interruption.ts';

/** What `data check` takes. */
interface DataCheckOptions extends DataOptions {
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

async function look(
  question: DatasetQuestion,
  { facts, files }: { readonly facts?: CachedFacts; readonly files: Files },
  io: Io,
): Promise<Measured> {
  holdYoungGeneration();
  const { decode = 0, request } = question;
  const progress = dataProgress(io);
  const aborted = new AbortController();
  const stop = interruption(io, 'the check', () => aborted.abort());
  const media = new Set<string>();
  const step = (done: number, expected: number, what?: string): void => {
    progress.update(done, expected, what);
    facts?.saveNowAndThen(files);
    stop.check();
  };
  try {
    const visitor: Visitor = {
      sample: (sample) => {
        if (decode > 0) for (const { path } of sample.media) media.add(path);
      },
      progress: step,
    };
    const measured = await measureDataset(question, visitor, files, facts);
    if (decode === 0) return measured;
    const decoded = new Notes(files);
    await decodeMedia(spread([...media], decode), decoded, {
      env: io.env,
      signal: aborted.signal,
      ...(facts === undefined ? {} : { before: facts }),
      progress: (done, total) => step(done, total, 'decoded'),
    });
    return {
      ...measured,
      decoded: { findings: decoded.findings(request.root), skipped: decoded.skipped() },
    };
  } catch (error) {
    facts?.save(files);
    throw error;
  } finally {
    progress.stop();
    stop.release();
  }
}

/** What was found, now or the last time. */
async function measuredBy(question: DatasetQuestion, options: DataCheckOptions, io: Io) {
  const folder = options.cache === false ? undefined : cacheFolder(io.env);
  if (folder === undefined)
    return { measured: await look(question, { files: new Files() }, io), cached: false };
  const facts = new CachedFacts(folder, [answeredBy(question), question.request.root]);
  const files = new Files(facts);
  const answer = await rememberedDataset(folder, question, files, () => look(question, { facts, files }, io));
  if (!answer.cached && (question.tokenizer.ok || options.decode !== undefined)) facts.save(files);
  return answer;
}

/** The answer, remembered or new. */
async function answerOf(
  context: DataContext,
  options: DataCheckOptions,
  io: Io,
): Promise<{ readonly answer: DataAnswer; readonly cached: boolean }> {
  const { request, familyName: family, limit, tokenizer } = context;
  const decode = decodeCount(options);
  const { measured, cached } = await measuredBy({ request, family, limit, tokenizer, decode }, options, io);
  const { dataset, lengths, decoded, tokens } = measured;
  const sound = !dataset.findings.some(({ severity }) => severity === 'error');
  const { steps, ...judged } = stepsOf(context, dataset.counts.train, sound);
  const answer = {
    ...joinReports(dataset, lengths, ...(decoded === undefined ? [] : [decoded]), judged),
    counts: dataset.counts,
    ...(tokens === undefined ? {} : { tokens }),
    ...(steps === undefined ? {} : { steps }),
  };
  return { answer, cached };
}

/** What the data was taken for, and what to type for something else. */
function foundText({ recipe }: DataContext, { layout, root, why }: Candidate): string {
  const others = presetsFor(layout).filter(({ name }) => name !== recipe.name);
  const or =
    others.length === 0 ? '' : `; --preset takes another: ${others.map(({ name }) => name).join(', ')}`;
  return `layout ${layout} in ${root}: ${why.join('; ')}\nchecked for the preset ${recipe.name}${or}\n`;
}

/** Runs the command: 0, 65 for data that cannot be trained on, 66 for what is missing, 78 for a wrong setting. */
export async function dataCheck(folder: string, options: DataCheckOptions, io: Io): Promise<ExitCode> {
  const context = await dataContext(folder, options, io);
  const { answer, cached } = await answerOf(context, options, io);
  const { found } = context;
  if (options.json === true) {
    const { engine, recipe, request, familyName } = context;
    const told =
      found === undefined ? {} : { preset: recipe.name, found: { why: found.why, settings: found.settings } };
    const head = { schemaVersion: 1, root: request.root, layout: recipe.layout, family: familyName, ...told };
    io.stdout.write(jsonText({ ...head, engine: engine.version, cached, ...answer }));
  } else {
    if (found !== undefined) io.stderr.write(foundText(context, found));
    io.stdout.write(dataText(answer, context.engine, painter(io, io.stdout)));
    if (cached)
      io.stderr.write('nothing has changed since the last check; --no-cache reads everything again\n');
  }
  return exitCodeOf(answer.findings, categoryOf);
}
