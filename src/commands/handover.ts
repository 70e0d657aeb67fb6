/** `handover`: a checked folder that brings a result to where it is used, or why nothing of it can go there. */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { categoryOf } from '../catalogue.ts';
import { surroundingsOf } from '../checkpoint/facts.ts';
import { locate } from '../checkpoint/locate.ts';
import { readCheckpoint } from '../checkpoint/read.ts';
import { ExitCode, exitCodeOf } from '../findings/exit-code.ts';
import { Failure } from '../findings/failure.ts';
import { shellWord } from '../findings/shell-word.ts';
import { type Handover, type HandoverGiven, handoverFolder, readmeOf } from '../handover/folder.ts';
import { type HandoverJudgement, judgeHandover, type Refused } from '../handover/judge.ts';
import type { Destination } from '../handover/targets.ts';
import type { Io } from '../io.ts';
import { jsonAnswer } from '../json/text.ts';
import { templatesFolder } from '../recipe/templates.ts';
import { reportText } from '../report/findings.ts';
import { painter } from '../report/style.ts';
import { findRun, runsFolder } from '../run/record.ts';

/** What `handover` takes. */
interface HandoverOptions {
  readonly to: Destination;
  readonly out: string;
  readonly model?: string;
  readonly dataset?: string;
  readonly nav?: string;
  readonly host?: string;
  readonly decoderOnly?: boolean;
  readonly runsDir?: string;
  readonly json?: boolean;
}

/** The model of a run, or the folder that was named. Throws Failure 66. */
function resultOf(word: string, options: HandoverOptions, io: Io): string {
  const folder = resolve(io.cwd, word);
  if (['config.json', 'adapter_config.json'].some((name) => existsSync(join(folder, name)))) return folder;
  const where = locate(word, surroundingsOf(io.cwd, io.env));
  if (word.includes('/') && where.kind === 'hub-cache') return where.path;
  const { record, standing } = findRun(runsFolder(io.cwd, io.env, options.runsDir), word);
  if (record.model !== undefined) return record.model.path;
  throw new Failure(
    ExitCode.input,
    `run ${record.id} left no model that is proved whole (${standing})`,
    `cookbook-run runs show ${record.id}`,
  );
}

/** Values that become paths and Hydra values of scripts. Throws Failure 2 or 66. */
function givenOf(brain: string | undefined, options: HandoverOptions, io: Io): HandoverGiven {
  const { model, dataset, nav, host, decoderOnly } = options;
  const path = (text: string) => resolve(io.cwd, text);
  const local = (text: string) => (existsSync(path(text)) ? path(text) : text);
  const all = { brain, model: model === undefined ? undefined : local(model), host };
  const paths = { dataset: dataset && path(dataset), nav: nav && path(nav) };
  for (const [name, value] of Object.entries({ ...all, ...paths })) {
    if (value === undefined) continue;
    if (/['"\\`$\n\r]/.test(value))
      throw new Failure(
        ExitCode.usage,
        `${name} has a quote, a backslash, a dollar sign or a line break in its name, which upstream's Hydra reads as its own language`,
        'use a path without them',
      );
    if (name in paths && !existsSync(value))
      throw new Failure(
        ExitCode.input,
        `there is no ${value}`,
        `correct --${name}, or leave it out: the scripts ask for it`,
      );
  }
  const known = { ...all, ...paths, ...(decoderOnly === true ? { decoderOnly } : {}) };
  return Object.fromEntries(Object.entries(known).filter(([, value]) => value !== undefined));
}

function refuse(
  { findings, skipped }: HandoverJudgement,
  { why, instead }: Refused,
  options: HandoverOptions,
  io: Io,
): ExitCode {
  const own = exitCodeOf(findings, categoryOf);
  const code = own === ExitCode.ok ? ExitCode.config : own;
  if (options.json === true)
    io.stdout.write(
      jsonAnswer({ to: options.to, exitCode: code, handed: null, why, instead, findings, skipped }),
    );
  else {
    io.stderr.write(`no: ${why}\n\ninstead\n${instead.map((line) => `  ${line}\n`).join('')}`);
    if (findings.length > 0)
      io.stderr.write(`\n${reportText({ findings, skipped }, painter(io, io.stderr))}`);
  }
  return code;
}

/** Writes the folder, which must not be there. Throws Failure 73. */
function write(folder: string, { files }: Handover, readme: string, withData: boolean): void {
  try {
    mkdirSync(resolve(folder, '..'), { recursive: true });
    mkdirSync(folder);
  } catch (error) {
    const there = (error as NodeJS.ErrnoException).code === 'EEXIST';
    throw new Failure(
      ExitCode.disk,
      there
        ? `${folder} is there already, and is not overwritten`
        : `cannot make ${folder}: ${(error as Error).message}`,
      'name another folder with --out',
    );
  }
  try {
    for (const { name, text } of files) writeFileSync(join(folder, name), text, { mode: 0o755, flag: 'wx' });
    const check = join(templatesFolder(), 'handover', 'check_data.py');
    if (withData) writeFileSync(join(folder, 'check_data.py'), readFileSync(check), { flag: 'wx' });
    writeFileSync(join(folder, 'README.md'), readme, { flag: 'wx' });
  } catch (error) {
    // It was made a moment ago, by us.
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

/** Prepares the folder; 0 where it was written, 78 where nothing can be handed over, 65 or 66 for a broken model. */
export async function handover(
  word: string | undefined,
  options: HandoverOptions,
  io: Io,
): Promise<ExitCode> {
  const { to } = options;
  if (word === undefined && !to.startsWith('alpamayo'))
    throw new Failure(
      ExitCode.usage,
      `--to ${to} needs a run or the folder of a model`,
      'cookbook-run handover last --to vllm --out serve',
    );
  const surroundings = surroundingsOf(io.cwd, io.env);
  const result = word === undefined ? undefined : resultOf(word, options, io);
  const brain = result === undefined ? undefined : readCheckpoint(result, surroundings);
  const consumer =
    options.model === undefined || brain === undefined
      ? undefined
      : readCheckpoint(options.model, surroundings);
  const judgement = judgeHandover(to, brain, consumer);
  const { judged, findings, skipped } = judgement;
  if (judged.as === 'refused') return refuse(judgement, judged, options, io);
  const given = givenOf(result, options, io);
  const one = handoverFolder(to, judged, given);
  const folder = resolve(io.cwd, options.out);
  write(folder, one, readmeOf(to, judged, given, one), to.startsWith('alpamayo'));
  const { files, open, hardware, data, checks, notes, source } = one;
  if (options.json === true)
    io.stdout.write(
      jsonAnswer({
        to,
        exitCode: ExitCode.ok,
        handed: result ?? null,
        folder,
        files: files.map(({ name, about }) => ({ name, about })),
        open: open.map(({ word: name, flag, what }) => ({
          name,
          what,
          ...(flag === undefined ? {} : { flag: `--${flag}` }),
        })),
        hardware,
        data,
        checks,
        notes,
        source,
        findings,
        skipped,
      }),
    );
  else
    io.stdout.write(
      [
        `${folder}: nothing was started`,
        ...files.map(({ name, about }) => `  ${name.padEnd(14)} ${about}`),
        ...(open.length === 0
          ? []
          : ['still asked for', ...open.map(({ word: name, what }) => `  ${name}: ${what}`)]),
        `takes: ${hardware}`,
        `next: read ${shellWord(join(folder, 'README.md'))}, then bash ${shellWord(join(folder, files[0]?.name === 'values.sh' ? '0-check.sh' : (files[0]?.name ?? '')))}`,
        '',
      ].join('\n'),
    );
  return ExitCode.ok;
}
