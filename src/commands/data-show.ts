/** `data show`: samples as the model will see them, on the terminal, as a contact sheet, or as a page. */
import { setMaxListeners } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type DataContext, type DataOptions, dataContext } from '../check/data-context.ts';
import { contactSheet } from '../dataset/decode/contact-sheet.ts';
import { whyNoRoot } from '../dataset/folder.ts';
import { LAYOUTS } from '../dataset/layouts/index.ts';
import { type Numbered, pickSamples } from '../dataset/sample-selection.ts';
import { asSeen, type MediaAsSeen, type SampleAsSeen } from '../dataset/tokens/as-seen.ts';
import type { BudgetRequest } from '../dataset/tokens/budget.ts';
import { ExitCode } from '../findings/exit-code.ts';
import { Failure } from '../findings/failure.ts';
import { shellWord } from '../findings/shell-word.ts';
import type { Io } from '../io.ts';
import { jsonAnswer } from '../json/text.ts';
import { dataHtml, type PageSample } from '../report/data-html.ts';
import { sampleText } from '../report/data-sample.ts';
import { painter } from '../report/style.ts';
import { interruption } from '../run/interruption.ts';
import { writeNewFile } from '../run/new-file.ts';

/** What `data show` takes. */
interface DataShowOptions extends DataOptions {
  /** A number counted from 0, or an id. */
  readonly sample?: string;
  /** How many samples from there on; with a page, spread over the dataset unless `sample` is given. */
  readonly count?: string;
  readonly html?: string;
  readonly png?: string;
  readonly json?: boolean;
  /** Overwrite the page or the pictures. */
  readonly force?: boolean;
}

const PAGE_SAMPLES = 12;

function wholeNumber(flag: string, text: string, least: number): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(value) && value >= least) return value;
  throw new Failure(
    ExitCode.usage,
    `${flag} takes a whole number from ${least}, not \`${text}\``,
    `${flag} 4`,
  );
}

/** The samples asked for; throws Failure 66 if there are none. */
async function chosen({ request }: DataContext, options: DataShowOptions): Promise<readonly Numbered[]> {
  const { sample = '0', html } = options;
  const standard = html === undefined ? 1 : PAGE_SAMPLES;
  const count = options.count === undefined ? standard : wholeNumber('--count', options.count, 1);
  const kind = LAYOUTS[request.layout].root;
  const why = request.root === '' ? 'none is named' : whyNoRoot(resolve(request.cwd, request.root), kind);
  const named = request.root === '' ? 'DIR' : shellWord(request.root);
  const help = `\`cookbook-run data check ${named}\` says what is wrong with it`;
  if (why !== undefined)
    throw new Failure(ExitCode.input, `there is no dataset at ${request.root}: ${why}`, help);
  const byNumber = /^\d+$/.test(sample);
  const from = Number(sample);
  let begun = false;
  const { picked, seen } = await pickSamples(
    request,
    (number, id) => {
      begun ||= byNumber ? number >= from : id === sample;
      return begun;
    },
    count,
  );
  if (picked.length > 0) return picked;
  if (seen === 0)
    throw new Failure(ExitCode.data, `${request.root} has no sample that can be trained on`, help);
  const range = `there are ${seen}, numbered from 0; an id is taken too`;
  throw new Failure(ExitCode.input, `there is no sample ${sample} in ${request.root}`, range);
}

async function sheetOf({ media, seen }: MediaAsSeen, io: Io, signal: AbortSignal) {
  if (seen === undefined) return { why: 'its size is not known without decoding' };
  const drawn = await contactSheet(media, seen, 'jpeg', io.env, signal);
  return drawn.ok ? { jpeg: drawn.bytes } : { why: drawn.why };
}

/** Draws the sheets of the first sample into PNG files, and says where they are or why there are none. */
async function drawSheets(sample: SampleAsSeen, options: DataShowOptions, io: Io, signal: AbortSignal) {
  const folder = options.png === undefined ? mkdtempSync(join(tmpdir(), 'cookbook-run-show-')) : '';
  for (const [place, { media, seen }] of sample.media.entries()) {
    const suffix = place === 0 ? '' : `-${place}`;
    const path =
      options.png === undefined
        ? join(folder, `contact-sheet${suffix}.png`)
        : resolve(io.cwd, options.png.replace(/(\.png)?$/i, `${suffix}.png`));
    const drawn =
      seen === undefined
        ? { ok: false as const, absent: false, why: 'its size is not known without decoding' }
        : await contactSheet(media, seen, 'png', io.env, signal);
    if (drawn.ok) {
      writeNewFile(path, drawn.bytes, options.force);
      io.stderr.write(`contact sheet: ${path}\n`);
    } else {
      const help = drawn.absent ? '; install ffmpeg (apt-get install ffmpeg) to see them' : '';
      io.stderr.write(`no contact sheet of ${media.path}: ${drawn.why}${help}\n`);
    }
  }
}

interface Seen {
  readonly number: number;
  readonly sample: SampleAsSeen;
}

/** The JSON document, with the page that was written. */
const documentOf = ({ tokenizer, limit }: DataContext, samples: readonly Seen[], html?: string) => ({
  exact: tokenizer.ok,
  limit,
  ...(html === undefined ? {} : { html }),
  samples: samples.map(({ number, sample }) => ({ number, ...sample })),
});

/** Runs the command. Where ffmpeg is missing, the text is shown, and said so. */
export async function dataShow(folder: string, options: DataShowOptions, io: Io): Promise<ExitCode> {
  const context = await dataContext(folder, options, io);
  const { family, familyName, limit, tokenizer, request, recipe } = context;
  if (family === undefined) {
    throw new Failure(
      ExitCode.config,
      `how a ${familyName} model sees pictures is not known here`,
      'choose another --model',
    );
  }
  const how: BudgetRequest = {
    family,
    vision: request.vision,
    limit,
    ...(tokenizer.ok ? { count: tokenizer.count } : {}),
  };
  const samples = (await chosen(context, options)).map(({ number, sample }) => ({
    number,
    sample: asSeen(sample, how),
  }));
  const abort = new AbortController();
  // One ffmpeg for each clip hears it; Node.js leaves the listener of a program that is not there.
  setMaxListeners(0, abort.signal);
  const stop = interruption(io, 'drawing', () => abort.abort());
  try {
    if (options.html !== undefined) {
      const page: PageSample[] = [];
      for (const { number, sample } of samples) {
        const sheets = [];
        for (const one of sample.media) {
          sheets.push(await sheetOf(one, io, abort.signal));
          stop.check();
        }
        page.push({ number, sample, sheets });
      }
      const path = resolve(io.cwd, options.html);
      writeNewFile(
        path,
        dataHtml(page, { root: request.root, preset: recipe.name, exact: tokenizer.ok, limit }),
        options.force,
      );
      io.stderr.write(`${page.length} samples: ${path}\n`);
      const missing = page.flatMap(({ sheets }) => sheets).find((sheet) => 'why' in sheet);
      if (missing !== undefined && 'why' in missing) io.stderr.write(`some have no frames: ${missing.why}\n`);
      if (options.json === true) io.stdout.write(jsonAnswer(documentOf(context, samples, path)));
      return ExitCode.ok;
    }
    if (options.json === true) {
      io.stdout.write(jsonAnswer(documentOf(context, samples)));
      return ExitCode.ok;
    }
    const paint = painter(io, io.stdout);
    for (const { number, sample } of samples) {
      io.stdout.write(sampleText(sample, { number, exact: tokenizer.ok, limit }, paint));
    }
    const [first] = samples;
    if (first !== undefined && samples.length === 1)
      await drawSheets(first.sample, options, io, abort.signal);
    stop.check();
    return ExitCode.ok;
  } finally {
    stop.release();
  }
}
