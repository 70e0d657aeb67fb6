/** One evaluation: the request for the worker, its run in the engine's Python, and the answer that it wrote. */
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { writeToml } from '../config/toml.ts';
import type { TomlTable } from '../config/value.ts';
import { ExitCode } from '../findings/exit-code.ts';
import { Failure } from '../findings/failure.ts';
import type { Io } from '../io.ts';
import { numberAt, textAt } from '../json/object.ts';
import { jsonText } from '../json/text.ts';
import { templatesFolder } from '../recipe/templates.ts';
import { PRIVATE, writeAtomically } from '../run/files.ts';
import { holder, takeLease } from '../run/lease.ts';
import { runPython } from '../run/python-worker.ts';
import { type EvalResult, readResult } from './result.ts';
import type { Subject } from './subject.ts';

/** How data without a run are read. */
export interface SampleReading {
  readonly layout: string;
  readonly config: TomlTable;
  readonly engine: string;
}

/** How much is asked. */
export interface EvalLimits {
  readonly samples: number;
  readonly seconds: number;
  readonly tokens: number;
  readonly batch: number;
  readonly backend: string;
}

interface EvalRequest {
  readonly subject: Subject;
  /** Where the subject is no run. */
  readonly reading?: SampleReading;
  readonly limits: EvalLimits;
  /** The folder of answers, result and page. */
  readonly folder: string;
  readonly python: string;
  readonly onAnswers: (model: string, done: number, count: number) => void;
}

/** What the worker reads (templates/eval/eval.py). */
function orderOf(
  { subject, reading, limits, folder }: EvalRequest,
  config: string | undefined,
  result: string,
): object {
  return {
    schemaVersion: 1,
    ...(subject.record === undefined ? {} : { record: subject.record }),
    ...(config === undefined ? {} : { config }),
    ...(reading === undefined
      ? {}
      : { entry: join(templatesFolder(), 'entry'), layout: reading.layout, engine: reading.engine }),
    everything: subject.everything,
    models: subject.models,
    ...limits,
    cache: folder,
    result,
  };
}

function failureOf(code: number, said: string, kind: string | undefined): Failure {
  const kinds: Readonly<Record<number, readonly [ExitCode, string]>> = {
    65: [
      ExitCode.data,
      kind === 'model'
        ? 'export or fetch that model again, or name another; answers so far are kept'
        : 'mend or remove what is named (`cookbook-run data check DIR --decode 50` looks for more); answers so far are kept',
    ],
    66: [ExitCode.input, 'give data that it was not trained on with --data DIR'],
    73: [ExitCode.disk, 'free some space: the same command goes on there'],
    75: [ExitCode.retry, 'answers so far are kept: give more --seconds or fewer --samples'],
  };
  const [exit, help] = kinds[code] ?? [
    ExitCode.failed,
    'answers so far are kept: the same command goes on there',
  ];
  const memory = /OutOfMemoryError|out of memory/i.test(said);
  return memory
    ? new Failure(ExitCode.outOfGpuMemory, said, 'ask fewer at once with --batch 1; answers so far are kept')
    : new Failure(exit, said, help);
}

/** What the worker reads, and the sign that a folder is one of an evaluation. */
const ORDER = 'request.json';

/** Makes the folder; one that holds files of others is not written into. Throws Failure 73. */
function openFolder(folder: string): void {
  let names: readonly string[];
  try {
    mkdirSync(folder, { recursive: true, mode: PRIVATE.folder });
    names = readdirSync(folder);
  } catch (error) {
    throw new Failure(
      ExitCode.disk,
      `cannot write ${folder}: ${(error as Error).message}`,
      'name another folder with --out',
    );
  }
  if (names.some((name) => !name.startsWith('.lock')) && !names.includes(ORDER))
    throw new Failure(
      ExitCode.disk,
      `${folder} holds other files and no evaluation of before; it was not changed`,
      'name a new folder with --out',
    );
}

/** Asks, and reads what came of it. Throws Failure where it could not be done; answers that were given are kept. */
export async function evaluate(request: EvalRequest, io: Io): Promise<EvalResult> {
  const { subject, folder, python, onAnswers } = request;
  openFolder(folder);
  const lease = takeLease(join(folder, '.lock'), holder('eval', io.now()));
  if ('held' in lease)
    throw new Failure(
      ExitCode.retry,
      `another evaluation (pid ${lease.held.process.pid}) has been writing to ${folder} since ${lease.held.since}`,
      'wait for it, or name another folder with --out',
    );
  try {
    const order = join(folder, ORDER);
    const result = join(folder, 'result.json');
    const config = subject.config ?? request.reading?.config;
    const path = config === undefined ? undefined : join(folder, 'config.toml');
    writeAtomically(order, jsonText(orderOf(request, path, result)), PRIVATE.file);
    if (path !== undefined && config !== undefined) writeAtomically(path, writeToml(config), PRIVATE.file);
    let kind: string | undefined;
    const { code, said, stderr } = await runPython(
      {
        python,
        script: ['eval', 'eval.py'],
        args: ['--request', order],
        cwd: subject.cwd,
        // Nothing is downloaded: a model that is named and not here is an answer of its own.
        env: { HF_HUB_OFFLINE: '1', TOKENIZERS_PARALLELISM: 'false' },
        what: 'the evaluation',
        onEvent: (event) => {
          kind = textAt(event, 'kind') ?? kind;
          if (textAt(event, 'event') !== 'asked') return;
          onAnswers(
            textAt(event, 'model') ?? '',
            numberAt(event, 'done') ?? 0,
            numberAt(event, 'count') ?? 0,
          );
        },
      },
      io,
    );
    if (code !== 0) throw failureOf(code, said, kind);
    const note = /^qwen-vl-utils is not installed.*$/m.exec(stderr)?.[0];
    if (note !== undefined) io.stderr.write(`warning: ${note}\n`);
    return readResult(result);
  } finally {
    lease.release();
  }
}
