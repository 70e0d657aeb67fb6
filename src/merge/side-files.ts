/** The files beside the weights: what a loader needs to make tokenizer, processor and answers. */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { textAt, valueAt } from '../json/object.ts';
import { readJsonFile } from '../json/read.ts';
import { statusOf } from '../path-status.ts';

/** One file to copy. */
interface SideFile {
  readonly name: string;
  readonly from: string;
}

/** What is copied, and which parts of a model that answers neither folder has. */
export interface SideFiles {
  readonly files: readonly SideFile[];
  readonly bytes: number;
  readonly missing: readonly string[];
}

/** Configs, vocabularies, templates, code of the model, and its licence; weights and their index are made anew. */
const WANTED = /\.(json|jinja|txt|model|tiktoken|py)$|^(LICENSE|NOTICE)/i;
const NEVER =
  /\.safetensors\.index\.json$|\.bin\.index\.json$|^adapter_config\.json$|^cookbook-merge\.json$|^\./;

/** A vocabulary has some 20 MB; what is larger is no file of this kind. */
const LARGEST = 256 * 1024 * 1024;

const LARGEST_CONFIG = 16 * 1024 * 1024;

function namesIn(folder: string): readonly string[] {
  return readdirSync(folder).filter((name) => {
    if (!WANTED.test(name) || NEVER.test(name)) return false;
    const status = statusOf(join(folder, name));
    return status?.isFile() === true && status.size <= LARGEST;
  });
}

function hasTemplate(files: ReadonlyMap<string, string>): boolean {
  if (files.has('chat_template.jinja') || files.has('chat_template.json')) return true;
  const path = files.get('tokenizer_config.json');
  const json = path === undefined ? undefined : readJsonFile(path, LARGEST_CONFIG);
  return json?.ok === true && textAt(json.value, 'chat_template') !== undefined;
}

function missingOf(files: ReadonlyMap<string, string>): readonly string[] {
  const config = files.get('config.json');
  const json = config === undefined ? undefined : readJsonFile(config, LARGEST_CONFIG);
  const sees = json?.ok === true && valueAt(json.value, 'vision_config') !== undefined;
  const tokenizer =
    files.has('tokenizer.json') ||
    (files.has('vocab.json') && files.has('merges.txt')) ||
    files.has('tokenizer.model');
  return [
    ...(config === undefined ? ['config.json'] : []),
    ...(tokenizer ? [] : ['tokenizer']),
    ...(sees && !files.has('preprocessor_config.json') && !files.has('processor_config.json')
      ? ['processor']
      : []),
    ...(hasTemplate(files) ? [] : ['chat template']),
    ...(files.has('generation_config.json') ? [] : ['generation config']),
  ];
}

/** What to copy: everything of the base, and what only the adapter's folder has, since the engine exports its tokenizer there. */
export function sideFiles(base: string, adapter: string): SideFiles {
  const from = new Map<string, string>();
  for (const folder of [base, adapter])
    for (const name of namesIn(folder)) if (!from.has(name)) from.set(name, join(folder, name));
  const files = [...from].map(([name, path]) => ({ name, from: path }));
  const bytes = files.reduce((sum, one) => sum + (existsSync(one.from) ? statSync(one.from).size : 0), 0);
  return { files, bytes, missing: missingOf(from) };
}
