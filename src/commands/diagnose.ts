/** `cookbook-run diagnose LOG`: what a finished or unfinished run of the engine came to, from its log. */

import { realpathSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { readConfigBytes } from '../config/config-bytes.ts';
import { parseToml } from '../config/toml.ts';
import type { TomlTable } from '../config/value.ts';
import type { Ending, LogKind, LogReading } from '../engine/engine.ts';
import { ENGINES } from '../engine/registry.ts';
import { logFiles } from '../engine/torch/log/log-files.ts';
import {
  beginningOf,
  type JoinedLog,
  type LogFile,
  type LogInput,
  readLogs,
} from '../engine/torch/log/read-logs.ts';
import { fileBytes } from '../file-bytes.ts';
import { ExitCode } from '../findings/exit-code.ts';
import { Failure } from '../findings/failure.ts';
import type { Io } from '../io.ts';
import { jsonAnswer } from '../json/text.ts';
import { whyUnreadable } from '../path-status.ts';
import { diagnosisText } from '../report/diagnosis.ts';
import { painter } from '../report/style.ts';

/** What the command line gives. */
interface DiagnoseArgs {
  /** Files, patterns or folders of one run's log, or `-` for standard input. */
  readonly logs: readonly string[];
  /** The TOML of the run. */
  readonly config?: string;
  /** The events file that the entry script wrote. */
  readonly events?: string;
  /** Exit code of the engine; negative for a signal. */
  readonly exitCode?: number;
  readonly json?: boolean;
}

function cannotRead(what: string, path: string, error: unknown): Failure {
  const help = `Check the path: ls -l ${path}`;
  return new Failure(ExitCode.input, `The ${what} ${path} ${whyUnreadable(error)}.`, help, { cause: error });
}

/** The files of the run's log; refused where there is none, or where reading would not end. */
function filesOf(args: DiagnoseArgs, cwd: string, kinds: readonly LogKind[]): readonly LogFile[] {
  const places = kinds.flatMap((kind) => kind.places ?? []);
  const files = args.logs.flatMap((log) => {
    const found = logFiles(log, cwd, places);
    if (found.length > 0) return found;
    const help =
      'Give the file itself, for example runs/ID/engine.log, or the folder that --log-dir named: cookbook-run diagnose LOG_DIR';
    throw new Failure(ExitCode.input, `${log} holds no log.`, help);
  });
  for (const { path, shown } of files) {
    let info: ReturnType<typeof statSync>;
    try {
      info = statSync(path);
    } catch (error) {
      throw cannotRead('log', shown, error);
    }
    // A pipe of the shell (`<(zcat …)`) has a writer; one with a name may have none, and would be waited for.
    const pipe = info.isFIFO() && !/^\/(?:dev|proc)\//.test(path);
    if (pipe || info.isSocket() || info.isCharacterDevice() || info.isBlockDevice())
      throw new Failure(
        ExitCode.input,
        `The log ${shown} is a pipe or a device.`,
        'Give the file, or - for standard input.',
      );
  }
  return [...new Map(files.map((file) => [realpathSync(file.path), file])).values()];
}

/** The reading of the engine whose log it is, by how it begins; of the first engine where nothing tells. */
async function readingOf(inputs: readonly LogInput[], kinds: readonly LogKind[]): Promise<LogReading> {
  const beginning = inputs[0] === undefined ? '' : beginningOf(inputs[0]);
  const kind = kinds.find((one) => one.recognises(beginning)) ?? kinds[0];
  if (kind === undefined) throw new Failure(ExitCode.bug, 'no engine says how its logs are read');
  return kind.read();
}

/** Reads what was named as the log of one run. */
async function readLog(
  args: DiagnoseArgs,
  io: Io,
): Promise<{ readonly log: JoinedLog; readonly reading: LogReading }> {
  const sides = await Promise.all(ENGINES.map((engine) => engine.runtime()));
  const kinds = sides.flatMap(({ logs }) => logs ?? []);
  const stdin = args.logs.length === 1 && args.logs[0] === '-';
  const inputs: readonly LogInput[] = stdin
    ? [{ shown: 'standard input', bytes: Buffer.from(await io.readStdinBytes()) }]
    : filesOf(args, io.cwd, kinds);
  const shown = inputs.map((input) => input.shown).join(', ');
  const failed = (error: unknown): never => {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    if (/^Z_|^ERR_.*ZLIB/.test(code))
      throw new Failure(
        ExitCode.data,
        `The log ${shown} is a damaged gzip file.`,
        `Try it: gzip -t ${shown}`,
      );
    throw cannotRead('log', shown, error);
  };
  const reading = await readingOf(inputs, kinds).catch(failed);
  const log = await readLogs(inputs, reading).catch(failed);
  if (log.bytes === 0) {
    const help = 'Give the output of the engine, stdout and stderr together.';
    throw new Failure(ExitCode.data, `The log ${shown} is empty.`, help);
  }
  // A crash of the machine can leave a few zero bytes in a log; a file that is full of them is not a log.
  if (log.binary)
    throw new Failure(
      ExitCode.data,
      `The log ${shown} is a binary file.`,
      'Give the text that the engine printed.',
    );
  return { log, reading };
}

/** The events file: some kilobytes for a step. */
function readEvents(path: string, shown: string): string {
  const bytes = fileBytes(path);
  if (bytes !== undefined) return bytes.toString('utf8');
  try {
    const kind = statSync(path).isFile() ? 'is too large or may not be read' : 'is no plain file';
    throw new Failure(ExitCode.input, `The events file ${shown} ${kind}.`, `Check the path: ls -l ${shown}`);
  } catch (error) {
    throw error instanceof Failure ? error : cannotRead('events file', shown, error);
  }
}

function readConfig(path: string, shown: string): TomlTable {
  const read = readConfigBytes(path);
  if ('problem' in read)
    throw new Failure(
      ExitCode.input,
      `The config ${shown} ${read.problem}.`,
      `Check the path: ls -l ${shown}`,
    );
  try {
    return parseToml(new TextDecoder().decode(read.data), shown);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    throw new Failure(ExitCode.config, `The config ${shown} is not TOML: ${error.message}`, error.help);
  }
}

/** The places of a joined log, as the lines of the file that holds the cause. */
function located(ending: Ending, log: JoinedLog): { readonly ending: Ending; readonly shown: string } {
  const [cause, ...rest] = ending.findings;
  const line = cause?.data['line'];
  const at = log.place(typeof line === 'number' ? line : 1);
  const { window } = ending;
  const lines = (window?.lines ?? []).flatMap((one) => {
    const place = log.place(one.number);
    return place.shown === at.shown ? [{ ...one, number: place.line }] : [];
  });
  const first = lines[0];
  const last = lines.at(-1);
  const findings =
    cause === undefined || typeof line !== 'number'
      ? ending.findings
      : [{ ...cause, data: { ...cause.data, line: at.line, file: at.shown } }, ...rest];
  const shownWindow =
    first === undefined || last === undefined
      ? {}
      : { window: { from: first.number, to: last.number, lines } };
  return { ending: { ...ending, findings, ...shownWindow }, shown: at.shown };
}

/** Prints the ending of the run and returns the exit code of its outcome. */
export async function diagnose(args: DiagnoseArgs, io: Io): Promise<ExitCode> {
  const at = (path: string) => resolve(io.cwd, path);
  const config = args.config === undefined ? undefined : readConfig(at(args.config), args.config);
  const events = args.events === undefined ? undefined : readEvents(at(args.events), args.events);
  const { log, reading } = await readLog(args, io);
  const judged = reading.judge({
    ...(args.exitCode === undefined ? {} : { engineExit: args.exitCode }),
    ...(config === undefined ? {} : { config }),
    ...(events === undefined ? {} : { events }),
  });
  const { ending, shown } = located(judged, log);
  if (args.json === true) {
    const { outcome, exitCode, step, rank, findings, window } = ending;
    const engineExit = args.exitCode;
    io.stdout.write(jsonAnswer({ outcome, exitCode, engineExit, step, rank, findings, window }));
  } else {
    io.stdout.write(diagnosisText(ending, shown, painter(io, io.stdout)));
  }
  return ending.exitCode;
}
