/** What is known about the model from its own files; the repository's name is the last resort, and said so. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { isAbsolute, join, resolve } from 'node:path';

export interface ModelFacts {
  readonly name: string;
  /** Set when `name` is a folder of this machine. */
  readonly folder?: string;
  /** `model_type` of config.json, and what says so. */
  readonly family?: { readonly name: string; readonly evidence: string };
  /** Parameter count, and what says so. */
  readonly parameters?: { readonly count: number; readonly evidence: string };
  /** Why a local folder cannot be used. */
  readonly problem?: string;
}

const FAMILY_NAMES: ReadonlyArray<readonly [RegExp, string]> = [
  // The mixtures of experts have a model_type of their own, which the engine implements natively.
  [/qwen3-vl-\d+b-a\d+b/i, 'qwen3_vl_moe'],
  [/cosmos-reason1|qwen2[._]5-vl/i, 'qwen2_5_vl'],
  [/cosmos-reason2|qwen3-vl/i, 'qwen3_vl'],
];

/** Published parameter counts of the Cosmos Reason models (safetensors index of each repository). */
const SIZES: ReadonlyArray<readonly [RegExp, number]> = [
  [/cosmos-reason1-7b/i, 8_292_166_656],
  [/cosmos-reason2-2b/i, 2_127_532_032],
  [/cosmos-reason2-8b/i, 8_767_123_696],
];

function looksLocal(name: string): boolean {
  return isAbsolute(name) || name.startsWith('./') || name.startsWith('../') || name.startsWith('~');
}

/** Reads the facts of `policy.model_name_or_path`; relative folders count from `cwd`. Never throws. */
export function modelFacts(name: string, cwd: string): ModelFacts {
  const folder = resolve(cwd, name);
  const exists = existsSync(folder) && statSync(folder).isDirectory();
  if (!exists) {
    if (looksLocal(name)) return { name, problem: `the model folder ${name} does not exist` };
    if (!/^[\w.-]+\/[\w.-]+$/.test(name)) {
      return {
        name,
        problem: `\`${name}\` is neither a folder nor a repository name like organisation/name`,
      };
    }
    return fromName(name);
  }
  const path = join(folder, 'config.json');
  if (!existsSync(path)) return { name, folder, problem: `the model folder ${name} has no config.json` };
  let config: unknown;
  try {
    config = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    return { name, folder, problem: `${path} cannot be read as JSON: ${(error as Error).message}` };
  }
  const type = (config as { model_type?: unknown } | null)?.model_type;
  const parameters = parametersOf(folder);
  return {
    name,
    folder,
    ...(typeof type === 'string' ? { family: { name: type, evidence: `${path}: model_type` } } : {}),
    ...(parameters === undefined ? {} : { parameters }),
  };
}

function fromName(name: string): ModelFacts {
  const family = FAMILY_NAMES.find(([pattern]) => pattern.test(name))?.[1];
  const size = SIZES.find(([pattern]) => pattern.test(name))?.[1];
  return {
    name,
    ...(family === undefined ? {} : { family: { name: family, evidence: `the repository's name, ${name}` } }),
    ...(size === undefined
      ? {}
      : { parameters: { count: size, evidence: `the repository's name, ${name}` } }),
  };
}

/** Published checkpoints are bf16: two bytes a parameter, plus headers too small to matter for a disk estimate. */
function parametersOf(folder: string): ModelFacts['parameters'] {
  const files = readdirSync(folder).filter((file) => file.endsWith('.safetensors'));
  if (files.length === 0) return undefined;
  const bytes = files.reduce(
    (sum, file) => sum + (statSync(join(folder, file), { throwIfNoEntry: false })?.size ?? 0),
    0,
  );
  return {
    count: Math.round(bytes / 2),
    evidence: `${files.length} safetensors file(s) of ${bytes} bytes, taken as bf16`,
  };
}
