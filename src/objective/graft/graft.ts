/** Can a fine-tuned backbone go back into the model that will use it? Told from headers, tensor by tensor. */

import type { Checkpoint } from '../../checkpoint/checkpoint.ts';
import { type Family, primaryFamily } from '../../checkpoint/family/family.ts';
import type { Finding, Report, Skipped } from '../../findings/finding.ts';
import { found } from '../../findings/objective-kind.ts';
import {
  graftFitsNothingKnown,
  graftIncompatible,
  graftNeedsIndex,
  graftNeedsMerge,
  graftShiftsDecoder,
  graftTensorsDiffer,
  graftVocabularyMismatch,
} from '../findings/graft.ts';
import { type Backbone, backboneOf, type Traits, traitsOf } from './backbone.ts';
import { compareTensors, compareTraits, type GraftRow, type Tensors } from './compare.ts';

export interface Graft extends Report {
  readonly table: readonly GraftRow[];
}

const nothing = (findings: readonly Finding[], skipped: readonly Skipped[] = []): Graft => ({
  findings,
  skipped,
  table: [],
});

/** Why a model has no place for a Qwen backbone, or `undefined` where it may have one. */
function noPlace(family: Family | undefined): string | undefined {
  if (family === undefined) return undefined;
  if (family.id === 'alpamayo-2-edge') return 'its backbone is Nemotron, not a Qwen-VL';
  if (family.kind === 'token' || family.kind === 'alpamayo') return undefined;
  return `it is ${family.title}`;
}

function tensorRow({ all, fit, unknown }: Tensors): GraftRow {
  const known = unknown === 0 ? { fits: fit === all } : {};
  const beside = unknown === 0 ? '' : `, ${unknown} by name only`;
  return {
    what: 'tensors',
    brain: `${fit} fit${beside}`,
    consumer: `${all} needed`,
    ...known,
    why: 'by name and shape',
  };
}

/** Traits that differ, apart from the rows of the vocabulary. */
function differences(rows: readonly GraftRow[]): readonly string[] {
  return rows
    .filter(({ fits, what }) => fits === false && what !== 'vocabulary rows')
    .map(({ what, brain, consumer }) => `${what} ${brain} for ${consumer}`);
}

function tensorFindings(
  brain: Checkpoint,
  tensors: Tensors,
  a: Traits,
  b: Traits,
  driving: boolean,
): readonly Finding[] {
  const { missing, shapes, rowsOnly, fit, all } = tensors;
  const rows = a.rows !== undefined && b.rows !== undefined && a.rows !== b.rows;
  const vocabulary = rows
    ? [found(graftVocabularyMismatch, brain.name, { brain: a.rows, consumer: b.rows, fit, all, driving })]
    : [];
  const others = shapes.filter((text) => !rowsOnly.some((name) => text.startsWith(`${name} `)));
  // A tied model saves no output head; Transformers makes it from the embedding.
  const gone = missing.filter((name) => name !== 'lm_head.weight');
  if (gone.length === 0 && others.length === 0) return vocabulary;
  return [...vocabulary, found(graftTensorsDiffer, brain.name, { missing: gone, shapes: others, fit, all })];
}

/** The recipes look tensors up in an index, which an export of one file lacks. */
function indexFindings(brain: Checkpoint, consumer: Family | undefined): readonly Finding[] {
  const files = new Set([...brain.tensors.values()].map(({ file }) => file));
  const indexed = brain.evidence.some(({ file }) => file.endsWith('.safetensors.index.json'));
  const [only] = files;
  if (consumer?.kind !== 'alpamayo' || files.size !== 1 || indexed || only === undefined) return [];
  return brain.where.kind === 'name' ? [] : [found(graftNeedsIndex, brain.name, { file: only })];
}

function compare(brain: Checkpoint, consumer: Checkpoint, a: Backbone, b: Backbone): Graft {
  const [own, wanted] = [traitsOf(a), traitsOf(b)];
  const rows = compareTraits(own, wanted);
  const tensors = compareTensors(a, b);
  const table = [...rows, tensorRow(tensors)];
  const wrong = differences(rows);
  const family = primaryFamily(consumer.families);
  const driving = family?.kind === 'alpamayo';
  const about = { brain: brain.name, consumer: consumer.name, differences: wrong, driving };
  const decoder = driving ? [found(graftShiftsDecoder, brain.name, { consumer: consumer.name })] : [];
  const skipped =
    tensors.unknown === 0
      ? []
      : [
          {
            id: graftTensorsDiffer.id,
            reason: `the shapes of ${tensors.unknown} tensors are not known: ${a.evidence}; ${b.evidence}`,
          },
        ];
  if (wrong.length > 0) return { table, skipped, findings: [found(graftIncompatible, brain.name, about)] };
  const findings = [
    ...tensorFindings(brain, tensors, own, wanted, driving),
    ...indexFindings(brain, family),
    ...decoder,
  ];
  return { table, skipped, findings };
}

/** Pure. Errors say that the graft breaks; the warning about the decoder stands even where every shape fits. */
export function graft(brain: Checkpoint, consumer: Checkpoint): Graft {
  const adapter = brain.adapters[0];
  if (adapter !== undefined || primaryFamily(brain.families)?.id === 'adapter') {
    const base = adapter?.base;
    const about = { adapter: brain.name, ...(base === undefined ? {} : { base }) };
    return nothing([found(graftNeedsMerge, brain.name, about)]);
  }
  const family = primaryFamily(consumer.families);
  const why = noPlace(family);
  if (why !== undefined)
    return nothing([found(graftFitsNothingKnown, brain.name, { consumer: consumer.name, why })]);
  const [a, b] = [backboneOf(brain), backboneOf(consumer)];
  if (a !== undefined && b !== undefined) return compare(brain, consumer, a, b);
  const unknown = a === undefined ? brain : consumer;
  const reason = `the tensors of ${unknown.name} are not known: give a folder with its index and headers`;
  return nothing([], [{ id: graftIncompatible.id, reason }]);
}
