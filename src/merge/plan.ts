/** What a merge changes, tensor by tensor, told from headers alone; an adapter of another base is refused here. Pure. */
import type { Checkpoint, Tensor } from '../checkpoint/checkpoint.ts';
import { ENGINES } from '../engine/registry.ts';
import { commonName } from '../engine/torch/parameter-names.ts';
import { ExitCode } from '../findings/exit-code.ts';
import { Failure } from '../findings/failure.ts';
import { textAt } from '../json/object.ts';
import type { LoraAdapter, Scaling } from './adapter.ts';

/** What is done with one tensor of the base: a product is added to it, or another takes its place. */
export type Change =
  | {
      readonly kind: 'add';
      readonly a: string;
      readonly b: string;
      readonly rank: number;
      /** Names that the engine may give the module: patterns of the config are matched with them. */
      readonly names: readonly string[];
    }
  | { readonly kind: 'replace'; readonly from: string };

/** Changes by file of the base, then by tensor; a file without any is copied. */
export interface MergePlan {
  readonly scaling: Scaling;
  readonly files: Readonly<Record<string, Readonly<Record<string, Change>>>>;
  readonly changed: number;
  /** Data types of the base, which the merged model keeps, the most frequent first. */
  readonly dtypes: readonly string[];
}

/** Data types in which a product can be added. */
const FLOATS = new Set(['BF16', 'F16', 'F32']);

const MOST_NAMED = 5;

interface Held extends Tensor {
  readonly name: string;
}

interface Wanted {
  readonly name: string;
  readonly shape: readonly number[];
  readonly change: Change;
}

/** What an engine may have called a module of the files when it wrote the adapter. */
function namesOf(module: string, modelType: string): readonly string[] {
  const names = ENGINES.flatMap((one) => one.moduleNames?.(module, modelType) ?? []);
  return [...new Set(names)];
}

function wantedBy(adapter: LoraAdapter, modelType: string): readonly Wanted[] {
  return [
    ...adapter.pairs.map(
      ({ module, a, b, rank, shape }): Wanted => ({
        name: `${module}.weight`,
        shape,
        change: { kind: 'add', a, b, rank, names: namesOf(module, modelType) },
      }),
    ),
    ...adapter.whole.map(
      ({ name, tensor, shape }): Wanted => ({ name, shape, change: { kind: 'replace', from: tensor } }),
    ),
  ];
}

/** Why one tensor of the adapter does not fit; `undefined` if it does. */
function misfit({ name, shape, change }: Wanted, held: Held | undefined, tied: boolean): string | undefined {
  if (held === undefined)
    return tied && commonName(name) === 'lm_head.weight'
      ? `${name}: this base shares it with its token embedding`
      : `${name}: the base has no such tensor`;
  if (held.shape === undefined) return `${name}: its header was not read`;
  if (held.shape.join() !== shape.join())
    return `${name}: the base has [${held.shape.join(', ')}], the adapter [${shape.join(', ')}]`;
  // Of a pair that shares one tensor peft trains a copy, and leaves the other what it was.
  if (tied && change.kind === 'replace' && /\bembed_tokens\.weight$/.test(commonName(name)))
    return `${name}: this base shares it with its output head, which was not trained with it`;
  return change.kind === 'add' && !FLOATS.has(held.dtype ?? '')
    ? `${name}: the base has it as ${held.dtype}, to which nothing can be added`
    : undefined;
}

function refuse(adapter: LoraAdapter, base: Checkpoint, wrong: readonly string[], all: number): Failure {
  const more = wrong.length > MOST_NAMED ? `; and ${wrong.length - MOST_NAMED} more` : '';
  const list = `${wrong.slice(0, MOST_NAMED).join('; ')}${more}`;
  return belongsElsewhere(
    adapter,
    base,
    `${wrong.length} of ${all} of its tensors have no place there: ${list}`,
  );
}

function belongsElsewhere(adapter: LoraAdapter, base: Checkpoint, why: string): Failure {
  const made = adapter.base === undefined ? '' : ` (it was made for ${adapter.base})`;
  return new Failure(
    ExitCode.config,
    `the adapter does not fit ${base.name}${made}: ${why}`,
    'give the base model that it was trained on with --base; nothing was written',
  );
}

/** Why the base is another than the one whose config and index lie beside the adapter; `undefined` if it may be that one. */
function strangeness(
  { trainedOn }: LoraAdapter,
  base: Checkpoint,
  held: ReadonlySet<string>,
): string | undefined {
  const type = textAt(base.config, 'model_type');
  if (trainedOn.modelType !== undefined && type !== undefined && type !== trainedOn.modelType)
    return `it was trained on a ${trainedOn.modelType}, and this is a ${type}`;
  const gone = trainedOn.tensors.filter((name) => !held.has(commonName(name)));
  return gone.length === 0
    ? undefined
    : `the index beside the adapter names ${gone.length} tensors that this base lacks, first ${gone[0]}`;
}

function countedDtypes(base: Checkpoint): readonly string[] {
  const counts = new Map<string, number>();
  for (const { dtype } of base.tensors.values())
    if (dtype !== undefined) counts.set(dtype, (counts.get(dtype) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1]).map(([dtype]) => dtype);
}

/** Decides what is done with every file of the base. Throws Failure 78 where the adapter belongs to another base. */
export function planMerge(adapter: LoraAdapter, base: Checkpoint): MergePlan {
  const held = new Map<string, Held>();
  for (const [name, tensor] of base.tensors) held.set(commonName(name), { ...tensor, name });
  const tied = base.config !== undefined && !held.has('lm_head.weight');
  const wanted = wantedBy(adapter, textAt(base.config, 'model_type') ?? '');
  const files: Record<string, Record<string, Change>> = {};
  for (const { file } of base.tensors.values()) files[file] ??= {};
  const wrong: string[] = [];
  for (const one of wanted) {
    const place = held.get(commonName(one.name));
    const why = misfit(one, place, tied);
    const changes = place === undefined ? undefined : files[place.file];
    if (why !== undefined) wrong.push(why);
    else if (place === undefined || changes === undefined) continue;
    else if (changes[place.name] !== undefined) wrong.push(`${one.name}: the adapter has it twice`);
    else changes[place.name] = one.change;
  }
  if (wrong.length > 0) throw refuse(adapter, base, wrong, wanted.length);
  const strange = strangeness(adapter, base, new Set(held.keys()));
  if (strange !== undefined) throw belongsElsewhere(adapter, base, strange);
  const changed = Object.values(files).reduce((sum, tensors) => sum + Object.keys(tensors).length, 0);
  return { scaling: adapter.scaling, files, changed, dtypes: countedDtypes(base) };
}
