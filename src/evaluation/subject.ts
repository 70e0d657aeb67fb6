/** Who is asked, and about what: a run, its export and what it held out; or a model, and data with a preset that reads them. */
import { existsSync, realpathSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { surroundingsOf } from '../checkpoint/facts.ts';
import { locate } from '../checkpoint/locate.ts';
import { getValue, splitKey, type TomlTable, withValue } from '../config/value.ts';
import { adapterOf } from '../engine/registry.ts';
import { startModelOf } from '../engine/start-model.ts';
import { ExitCode } from '../findings/exit-code.ts';
import { Failure } from '../findings/failure.ts';
import { shellWord } from '../findings/shell-word.ts';
import type { Io } from '../io.ts';
import { textAt } from '../json/object.ts';
import { readJsonFile } from '../json/read.ts';
import { readConfigFile } from '../plan/config-file.ts';
import { contextIn } from '../run/artefacts.ts';
import { findRun, type RunState, readPlan, runsFolder } from '../run/record.ts';

/** What the command line says of it. */
interface SubjectRequest {
  readonly word: string;
  readonly data?: string;
  /** True: the base that the run or the adapter names. */
  readonly base?: string | true;
  readonly runsDir?: string;
}

/** The models that are asked, the one in question first; `record` where a run says how its data are read. */
export interface Subject {
  readonly models: Readonly<Record<string, string>>;
  readonly record?: string;
  /** The config of the run with other data in it. */
  readonly config?: TomlTable;
  /** False where only what the run held out may be asked. */
  readonly everything: boolean;
  /** Where relative names of models and files count from. */
  readonly cwd: string;
  /** Where answers and page go unless another folder is named. */
  readonly folder: string;
  readonly name: string;
}

const LARGEST_CONFIG = 16 * 1024 * 1024;

/** The folder of a model. Throws Failure 66 where it is not on this machine. */
function folderOf(name: string, cwd: string, io: Io): string {
  const where = locate(name, surroundingsOf(cwd, io.env));
  if (where.kind === 'folder' || where.kind === 'hub-cache') return where.path;
  throw new Failure(
    ExitCode.input,
    where.kind === 'name'
      ? `${name} is not on this machine, and nothing is downloaded`
      : `there is no model folder ${name}`,
    where.kind === 'name' ? `hf download ${shellWord(where.repo)}, or name a folder` : 'name its folder',
  );
}

/** The base that an adapter names, `undefined` for a whole model. */
function adapterBase(folder: string): string | undefined {
  const json = readJsonFile(join(folder, 'adapter_config.json'), LARGEST_CONFIG);
  return json.ok ? textAt(json.value, 'base_model_name_or_path') : undefined;
}

function noBase(word: string): Failure {
  return new Failure(
    ExitCode.usage,
    `${word} does not say which model it was made from`,
    'name it: --base MODEL',
  );
}

/** The config of a run, and whether the data that are named are others than it was trained on. */
function withData(
  state: RunState,
  data: string | undefined,
  cwd: string,
  io: Io,
): Pick<Subject, 'config' | 'everything'> {
  if (data === undefined) return { everything: false };
  const { files, record } = state;
  const key = contextIn(files).datasetKey;
  if (key === undefined)
    throw new Failure(
      ExitCode.usage,
      `the record of run ${record.id} does not tell which key names its data`,
      'leave --data out, or ask about its model: `cookbook-run eval MODEL --data DIR --preset NAME`',
    );
  const { table } = readConfigFile(files.config, files.folder);
  const own = getValue(table, splitKey(key));
  const other = resolve(io.cwd, data);
  const same = typeof own === 'string' && resolve(cwd, own) === other;
  return same ? { everything: false } : { everything: true, config: withValue(table, splitKey(key), other) };
}

function ofRun(state: RunState, request: SubjectRequest, io: Io): Subject {
  const { record, files } = state;
  const { model, id } = record;
  if (model === undefined)
    throw new Failure(
      ExitCode.input,
      `run ${id} left no model that is proved whole (${state.standing})`,
      `cookbook-run runs show ${id}`,
    );
  if (!existsSync(files.entry))
    throw new Failure(
      ExitCode.input,
      `run ${id} read its data with an entry script of its own, which is not known here`,
      `cookbook-run eval ${shellWord(model.path)} --data DIR --preset NAME`,
    );
  const plan = readPlan(files);
  const { table } = readConfigFile(files.config, files.folder);
  const trainedFrom = startModelOf(table, adapterOf(plan).keys);
  const base = request.base === true ? trainedFrom : request.base;
  if (request.base !== undefined && typeof base !== 'string') throw noBase(`run ${id}`);
  return {
    models: {
      tuned: model.path,
      ...(typeof base === 'string'
        ? { base: folderOf(base, request.base === true ? plan.cwd : io.cwd, io) }
        : {}),
    },
    record: files.folder,
    ...withData(state, request.data, plan.cwd, io),
    cwd: plan.cwd,
    folder: join(files.folder, 'eval'),
    name: record.name ?? id,
  };
}

/** Whether the word names a model's folder, and not a run. */
function isModel(word: string, cwd: string): boolean {
  const folder = resolve(cwd, word);
  return ['config.json', 'adapter_config.json'].some((name) => existsSync(join(folder, name)));
}

/** Finds out who is asked. Throws Failure 2 or 66. */
export function subjectOf(request: SubjectRequest, io: Io): Subject {
  const subject = named(request, io);
  const { tuned, base } = subject.models;
  if (tuned !== undefined && base !== undefined && realpathSync(tuned) === realpathSync(base))
    throw new Failure(
      ExitCode.usage,
      `--base names the model itself: ${base}`,
      'name the model that it was made from, or leave --base out',
    );
  return subject;
}

function named(request: SubjectRequest, io: Io): Subject {
  const { word, base } = request;
  if (
    !isModel(word, io.cwd) &&
    !(word.includes('/') && locate(word, surroundingsOf(io.cwd, io.env)).kind === 'hub-cache')
  )
    return ofRun(findRun(runsFolder(io.cwd, io.env, request.runsDir), word), request, io);
  const folder = folderOf(word, io.cwd, io);
  const other = base === true ? adapterBase(folder) : base;
  if (base !== undefined && other === undefined) throw noBase(word);
  return {
    models: { tuned: folder, ...(other === undefined ? {} : { base: folderOf(other, io.cwd, io) }) },
    everything: true,
    cwd: io.cwd,
    folder: resolve(io.cwd, 'eval'),
    name: word,
  };
}
