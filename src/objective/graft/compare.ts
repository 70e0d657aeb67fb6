/** Two backbones side by side: their traits, then every tensor. */
import type { Backbone, Traits } from './backbone.ts';

/** One line of the table; `fits` is missing where one side is not known. */
export interface GraftRow {
  readonly what: string;
  readonly brain: string;
  readonly consumer: string;
  readonly fits?: boolean;
  /** What the line decides. */
  readonly why: string;
}

const TRAITS: ReadonlyArray<readonly [keyof Traits, string, string]> = [
  ['layers', 'layers', 'the decoder reads the keys and values of every layer'],
  ['keys', 'KV width', 'keys and values of one layer, as the decoder takes them'],
  ['hidden', 'hidden width', 'every matrix of the language model has this side'],
  ['attention', 'attention', 'each needs tensors that the other lacks'],
  ['vision', 'vision encoder', 'its blocks and their width'],
  ['rows', 'vocabulary rows', 'token embedding and output head have a row for each token'],
];

/** The rows of traits, where at least one side is known. */
export function compareTraits(brain: Traits, consumer: Traits): readonly GraftRow[] {
  return TRAITS.flatMap(([trait, what, why]) => {
    const [a, b] = [brain[trait], consumer[trait]];
    if (a === undefined && b === undefined) return [];
    const known = a !== undefined && b !== undefined;
    const row = { what, brain: String(a ?? 'not known'), consumer: String(b ?? 'not known'), why };
    return [known ? { ...row, fits: a === b } : row];
  });
}

/** How the tensors of the consumer's VLM are met by the brain's. */
export interface Tensors {
  readonly all: number;
  readonly fit: number;
  readonly missing: readonly string[];
  readonly shapes: readonly string[];
  /** Of those, the ones that differ in their rows alone: token embedding and output head. */
  readonly rowsOnly: readonly string[];
  /** Tensors of the brain that the consumer has no place for. */
  readonly extra: readonly string[];
  /** Names that both have, where a shape is not known. */
  readonly unknown: number;
}

const VOCABULARY = /(^|\.)(embed_tokens|lm_head)\.weight$/;

/** Compares by name and shape; a tied brain has no output head of its own, which Transformers fills from the embedding. */
export function compareTensors(brain: Backbone, consumer: Backbone): Tensors {
  const missing: string[] = [];
  const shapes: string[] = [];
  const rowsOnly: string[] = [];
  let fit = 0;
  let unknown = 0;
  for (const [name, wanted] of consumer.shapes) {
    if (!brain.shapes.has(name)) {
      missing.push(name);
      continue;
    }
    const held = brain.shapes.get(name);
    if (wanted === undefined || held === undefined) unknown += 1;
    else if (wanted.join() === held.join()) fit += 1;
    else {
      shapes.push(`${name} [${held.join(', ')}] for [${wanted.join(', ')}]`);
      if (VOCABULARY.test(name) && wanted.slice(1).join() === held.slice(1).join()) rowsOnly.push(name);
    }
  }
  const extra = [...brain.shapes.keys()].filter((name) => !consumer.shapes.has(name));
  return { all: consumer.shapes.size, fit, missing, shapes, rowsOnly, extra, unknown };
}
