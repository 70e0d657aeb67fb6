/** `cookbook-run diagnose LOG`: what a finished or unfinished run of the engine came to, from its log. */

import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { parseToml } from '../config/toml.ts';
import type { TomlTable } from '../config/value.ts';
import { classify, type Ending, type Evidence } from '../engine/cosmos-rl/ending/classify.ts';
import { type EventSummary, readEvents } from '../engine/cosmos-rl/log/events.ts';
import { splitLines } from '../engine/cosmos-rl/log/lines.ts';
import { initialLogState, type LogState, observe } from '../engine/cosmos-rl/log/state.ts';
import { ExitCode } from '../findings/exit-code.ts';
import { Failure } from '../findings/failure.ts';
import type { Outcome } from '../findings/outcome.ts';
import type { Io } from '../io.ts';
import { jsonText } from '../json/text.ts';
import { type Paint, painter } from '../report/style.ts';

/** What the command line gives. */
export interface DiagnoseArgs {
  readonly log: string;
  /** The TOML of the run. */
  readonly config?: string;
  /** The events file that the entry script wrote. */
  readonly events?: string;
  /** Exit code of cosmos-rl; negative for a signal. */
  readonly exitCode?: number;
  readonly json?: boolean;
}

const WHAT_IS_WRONG: Readonly<Record<string, string>> = {
  ENOENT: 'does not exist',
  EACCES: 'may not be read by this user',
  ENOTDIR: 'does not exist',
  ELOOP: 'is a loop of links',
};

function cannotRead(what: string, path: string, error: unknown): Failure {
  const code = (error as NodeJS.ErrnoException).code ?? '';
  const why = WHAT_IS_WRONG[code] ?? `cannot be read (${code || String(error)})`;
  const help = `Check the path: ls -l ${path}`;
  return new Failure(ExitCode.input, `The ${what} ${path} ${why}.`, help, { cause: error });
}

/** Streams the log, however large it is. */
async function readLog(path: string, shown: string): Promise<LogState> {
  let info: Awaited<ReturnType<typeof stat>>;
  try {
    info = await stat(path);
  } catch (error) {
    throw cannotRead('log', shown, error);
  }
  if (info.isDirectory()) {
    const help = 'Give the file itself, for example runs/<id>/engine.log or logs_latest/policy_0.log.';
    throw new Failure(ExitCode.input, `The log ${shown} is a folder.`, help);
  }
  let state = initialLogState;
  let bytes = 0;
  let zeros = 0;
  const splitter = splitLines((line) => {
    state = observe(state, line);
  });
  try {
    for await (const chunk of createReadStream(path)) {
      const data = chunk as Buffer;
      // A crash of the machine can leave a few zero bytes in a log; a file that is full of them is not a log.
      if (bytes < 65_536) zeros += data.reduce((count, byte) => (byte === 0 ? count + 1 : count), 0);
      bytes += data.length;
      splitter.push(data);
    }
  } catch (error) {
    throw cannotRead('log', shown, error);
  }
  splitter.end();
  if (bytes === 0) {
    throw new Failure(
      ExitCode.data,
      `The log ${shown} is empty.`,
      'Give the output of cosmos-rl, stdout and stderr together.',
    );
  }
  if (zeros > Math.min(bytes, 65_536) / 100) {
    throw new Failure(
      ExitCode.data,
      `The log ${shown} is a binary file.`,
      'Give the text that cosmos-rl printed.',
    );
  }
  return state;
}

async function readText(what: string, path: string, shown: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw cannotRead(what, shown, error);
  }
}

async function readConfig(path: string, shown: string): Promise<TomlTable> {
  const text = await readText('config', path, shown);
  try {
    return parseToml(text, shown);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    throw new Failure(ExitCode.config, `The config ${shown} is not TOML: ${error.message}`, error.help);
  }
}

const TONES: Readonly<Partial<Record<Outcome, 'green' | 'yellow'>>> = {
  succeeded: 'green',
  running: 'green',
  unverified: 'yellow',
  interrupted: 'yellow',
  terminated: 'yellow',
};

/** The answer as prose: headline, rank, window, because, remedy, where the evidence lies. */
export function renderEnding(ending: Ending, evidence: string, paint: Paint): string {
  const { last, planned } = ending.step;
  const steps =
    last === undefined && planned === undefined ? '' : `, step ${last ?? '?'} of ${planned ?? '?'}`;
  const tone = TONES[ending.outcome] ?? 'red';
  const [cause, ...rest] = ending.findings;
  const lines = [`${paint(tone, ending.outcome)}${steps}${cause === undefined ? '' : `: ${cause.message}`}`];
  if (ending.rank !== undefined) lines.push('', `First failing rank: ${ending.rank}`);
  if (ending.window !== undefined) {
    const at = cause?.data.line;
    const width = String(ending.window.to).length;
    lines.push('', `${evidence}:${ending.window.from}-${ending.window.to}`);
    for (const line of ending.window.lines) {
      const rank = line.rank === undefined ? '' : `[rank${line.rank}] `;
      const text = `${line.number === at ? '>' : ' '} ${String(line.number).padStart(width)}  ${rank}${line.text}`;
      lines.push(line.number === at ? paint('bold', text) : paint('dim', text));
    }
  }
  if (cause?.because !== undefined) lines.push('', `because  ${cause.because}`);
  if (cause?.help !== undefined) lines.push(`remedy   ${cause.help}`);
  for (const finding of rest)
    lines.push(
      '',
      `${finding.severity}  ${finding.message}`,
      ...(finding.help === undefined ? [] : [`         ${finding.help}`]),
    );
  const line = typeof cause?.data.line === 'number' ? `, line ${cause.data.line}` : '';
  lines.push(
    '',
    `evidence ${evidence}${line}${cause === undefined ? '' : `; more: cookbook-run explain ${cause.id}`}`,
  );
  return `${lines.join('\n')}\n`;
}

/** Prints the ending of the run and returns the exit code of its outcome. */
export async function diagnose(args: DiagnoseArgs, io: Io): Promise<ExitCode> {
  const at = (path: string) => resolve(io.cwd, path);
  const config = args.config === undefined ? undefined : await readConfig(at(args.config), args.config);
  const events: EventSummary | undefined =
    args.events === undefined
      ? undefined
      : readEvents(await readText('events file', at(args.events), args.events));
  const log = await readLog(at(args.log), args.log);
  const evidence: Evidence = {
    log,
    ...(args.exitCode === undefined ? {} : { engineExit: args.exitCode }),
    ...(config === undefined ? {} : { config }),
    ...(events === undefined ? {} : { events }),
  };
  const ending = classify(evidence);
  if (args.json === true) {
    const { outcome, exitCode, step, rank, findings, window } = ending;
    const engineExit = args.exitCode;
    io.stdout.write(
      jsonText({ schemaVersion: 1, outcome, exitCode, engineExit, step, rank, findings, window }),
    );
  } else {
    io.stdout.write(renderEnding(ending, args.log, painter(io, io.stdout)));
  }
  return ending.exitCode;
}
