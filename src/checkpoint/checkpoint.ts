/** What a checkpoint is, as far as its configs and headers tell: a value, with the evidence for every part of it. */
import type { JsonObject } from '../json/object.ts';
import type { Family } from './family/family.ts';

/** Where the files are. A bare repository name is known by name only: nothing is downloaded. */
export type Where =
  | { readonly kind: 'folder' | 'file'; readonly path: string }
  | { readonly kind: 'hub-cache'; readonly path: string; readonly repo: string; readonly revision: string }
  | { readonly kind: 'name'; readonly repo: string }
  | { readonly kind: 'missing'; readonly path: string };

/** One tensor; dtype and shape are missing where only an index names it. `file` counts from the checkpoint's folder. */
export interface Tensor {
  readonly dtype?: string;
  readonly shape?: readonly number[];
  readonly file: string;
}

/** One thing that was read, and where. */
export interface Evidence {
  readonly file: string;
  readonly says: string;
}

/** What is wrong with a file of the checkpoint. */
export type ProblemKind =
  | 'missing'
  | 'json'
  | 'header'
  | 'index'
  | 'shard-missing'
  | 'no-weights'
  | 'not-safetensors'
  | 'too-much'
  | 'pointer'
  | 'forbidden';

export interface Problem {
  readonly kind: ProblemKind;
  /** The file or folder, as it can be given to another program. */
  readonly file: string;
  /** A clause that says what is wrong, without the file's name. */
  readonly why: string;
}

/** A LoRA adapter in PEFT's layout: adapter_config.json beside adapter_model.safetensors. */
export interface Adapter {
  readonly config: JsonObject;
  readonly base?: string;
  readonly rank?: number;
  readonly targets: readonly string[];
}

/** A checkpoint, immutable. `tensors` is empty where no weights could be looked at; `problems` then says why. */
export interface Checkpoint {
  /** As it was asked for. */
  readonly name: string;
  readonly where: Where;
  readonly evidence: readonly Evidence[];
  readonly config?: JsonObject;
  readonly modelIndex?: JsonObject;
  readonly tensors: ReadonlyMap<string, Tensor>;
  /** Texts of the added tokens, where a tokenizer lies beside the weights. */
  readonly addedTokens: readonly string[];
  readonly adapters: readonly Adapter[];
  /** Strongest evidence first: tensors, config, model_index.json, name. */
  readonly families: readonly Family[];
  readonly problems: readonly Problem[];
}

/** Elements of a tensor, or `undefined` where no header was read. */
export function elementsOf(tensor: Tensor): number | undefined {
  return tensor.shape?.reduce((product, length) => product * length, 1);
}
