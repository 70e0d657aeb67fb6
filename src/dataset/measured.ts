/** A dataset as it was found and how long its samples are: one answer for `data check`, plans and launches, remembered. */
import type { Report } from '../findings/finding.ts';
import { VERSION } from '../version.ts';
import type { CachedFacts } from './cache/facts.ts';
import { ReportCache } from './cache/report.ts';
import { Files, stampNow } from './files.ts';
import { Notes } from './finding-collector.ts';
import { mediaUndecodable } from './findings/clips.ts';
import { type DatasetReport, inspectDataset, type Visitor } from './inspect.ts';
import { LAYOUTS } from './layouts/index.ts';
import type { DatasetRequest } from './request.ts';
import { TokenBudget, type TokenSummary } from './tokens/budget.ts';
import { TOKEN_FAMILIES } from './tokens/family.ts';
import type { TokenizerResult } from './tokens/tokenizer.ts';

/** What is asked of a dataset: everything that decides the answer beside its files. */
export interface DatasetQuestion {
  readonly request: DatasetRequest;
  /** The model family whose rules count tokens. */
  readonly family: string;
  /** Tokens that a sample is cut at. */
  readonly limit: number;
  readonly tokenizer: TokenizerResult;
  /** How many media are decoded. */
  readonly decode?: number;
}

/** What was found. `lengths` says what is wrong with them, and `decoded` what a decoder complains about. */
export interface Measured {
  readonly dataset: DatasetReport;
  readonly lengths: Report;
  readonly tokens?: TokenSummary;
  readonly decoded?: Report;
}

/** Reads everything; `visitor` sees it pass. */
export async function measureDataset(
  { request, family: name, limit, tokenizer }: DatasetQuestion,
  visitor: Visitor = {},
  files: Files = new Files(),
  facts?: CachedFacts,
): Promise<Measured> {
  const family = TOKEN_FAMILIES[name];
  const notes = new Notes(files);
  const count = tokenizer.ok ? (facts?.counting(tokenizer.count) ?? tokenizer.count) : undefined;
  const counting = count === undefined ? {} : { count };
  const cut = request.keys?.cut;
  const key = cut === undefined ? {} : { key: cut };
  const budget = family && new TokenBudget({ family, vision: request.vision, limit, ...key, ...counting });
  if (family === undefined) notes.skip('tokens', `the resize rule of ${name} is not known`);
  const dataset = await inspectDataset(
    request,
    {
      ...visitor,
      sample: (sample, found) => {
        budget?.add(sample, notes);
        visitor.sample?.(sample, found);
      },
    },
    files,
  );
  const tokens = budget?.finish(notes);
  if (tokens !== undefined && !tokenizer.ok) notes.skip('tokenizer', tokenizer.why);
  const lengths = { findings: notes.findings(request.root), skipped: notes.skipped() };
  return { dataset, lengths, ...(tokens === undefined ? {} : { tokens }) };
}

/** The program and the tokenizer that answers rest on: a new build may judge otherwise. */
export function answeredBy({ tokenizer }: DatasetQuestion): readonly unknown[] {
  const counted = tokenizer.ok ? [tokenizer.path, stampNow(tokenizer.path)] : tokenizer.why;
  return [VERSION, stampNow(process.argv[1] ?? ''), counted];
}

/** The answer to a question: that of the last time, as long as no file it rests on has changed, else what `read` finds. */
export async function rememberedDataset(
  folder: string,
  question: DatasetQuestion,
  files: Files,
  read: () => Promise<Measured>,
): Promise<{ readonly measured: Measured; readonly cached: boolean }> {
  const { request, family, limit, decode = 0 } = question;
  // The environment has had its say in where the root lies.
  const { env: _, ...asked } = request;
  const cache = new ReportCache<Measured>(folder, [
    answeredBy(question),
    asked,
    family,
    limit,
    String(decode),
  ]);
  const known = cache.get();
  if (known !== undefined) return { measured: known, cached: true };
  const measured = await read();
  // What could not be decoded for want of ffmpeg is asked again.
  const whole = measured.decoded?.skipped.some(({ id }) => id === mediaUndecodable.id) !== true;
  if (whole && LAYOUTS[request.layout].witnessed) cache.set(measured, files.seen);
  return { measured, cached: false };
}
