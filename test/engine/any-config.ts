/** Random configs made from the schema of a version: valid, near-valid and hostile. */
import fc, { type Arbitrary } from 'fast-check';
import type { TomlTable, TomlValue } from '../../src/config/value.ts';
import { type Node, rawSchema } from '../../src/engine/cosmos-rl/schema/raw.ts';
import type { KnownVersion } from '../../src/engine/cosmos-rl/versions.ts';

/** How far a config may stray: every value fits; values that pydantic may convert; anything. */
export type Mood = 'valid' | 'near' | 'hostile';

const INTS = [1n, 2n, 4n, 8n, 16n, 3n, 0n, -1n];
const FLOATS = [0.1, 1e-6, 1, 0, 2.5, -1, 10];
const TEXTS = ['', 'x', 'model.visual', 'all-linear', './out/', 'dapo', 'console', 'WandB', 'None'];
const BY_NAME: Readonly<Record<string, readonly TomlValue[]>> = {
  type: ['sft', 'grpo'],
  model_name_or_path: ['nvidia/Cosmos-Reason2-8B', 'Qwen/Qwen3-VL-8B-Instruct'],
  upload_s3: [false, 'final', 'all', ''],
  save_freq: [20n, 1n, 0n],
  save_freq_in_epoch: [0n, 1n],
  optm_lr: [1e-6, [1e-6, 2e-6], { global: 1e-6 }, { 'model.visual': 1e-6 }],
  timestamp: ['', 't0'],
  max_num_steps: [10n, 1n, 0n],
  backend: ['vllm', 'vllm_async', 'my_backend'],
  reward_function: ['single_choice', ['a', 'b'], { a: 0.5 }, []],
};
// biome-ignore format: a table of values
const NEAR: readonly TomlValue[] = [
  '1', '2', '3.0', '1_000', ' 4 ', '1e-6', '.5', '5.', 'nan', 'inf', '1__0', '0x10', '',
  'true', 'False', 'yes', 'oFF', 'None', 'x', true, false, 0n, 1n, 2n, 1, 0, 2, 1.5, -0, ['1', '2'], [1n, 2n], [true], [],
];
// biome-ignore format: a table of values
const HOSTILE: readonly TomlValue[] = [
  ...NEAR, 2n ** 63n, -(2n ** 70n), 1e300, -1e19, Number.NaN, Number.POSITIVE_INFINITY,
  {}, { type: 'sft' }, { a: 1n }, { global: 'x' }, [[]], [{}], ['x', 1n], '\u00a07', '\u{1d7d9}', '9'.repeat(4301), '-', '+1', '٣', 'e5',
  { __proto__x: 1n }, { constructor: 1n },
];

const EXTRA = [
  'tp_sise',
  'epochs',
  'learning_rate',
  'type',
  'temperature',
  'a.b',
  'constructor',
  'toString',
  'é',
];

function anyValue(root: Node, node: Node, name: string, mood: Mood): Arbitrary<TomlValue> {
  if (mood !== 'valid') {
    const stray = fc.constantFrom(...(mood === 'near' ? NEAR : HOSTILE));
    const weight = mood === 'near' ? 1 : 2;
    return fc.oneof(
      { weight: 5, arbitrary: anyValue(root, node, name, 'valid') },
      { weight, arbitrary: stray },
    );
  }
  const known = BY_NAME[name];
  if (known !== undefined) return fc.constantFrom(...known);
  const choices = node.choices?.filter((choice) => typeof choice === 'string') as string[] | undefined;
  if (choices !== undefined && choices.length > 0) return fc.constantFrom(...choices);
  if (node.$ref !== undefined) {
    const target = root.$defs?.[node.$ref.replace('#/$defs/', '')] ?? {};
    return tableOf(root, target, mood, 4);
  }
  const members = node.anyOf ?? node.oneOf;
  if (members !== undefined)
    return fc.oneof(
      ...members.filter((member) => member.type !== 'null').map((member) => anyValue(root, member, '', mood)),
    );
  if (node.enum !== undefined) return fc.constantFrom(...(node.enum as TomlValue[]));
  if (node.prefixItems !== undefined)
    return fc.tuple(...node.prefixItems.map((item) => anyValue(root, item, '', mood)));
  if (node.type === 'array') return fc.array(anyValue(root, node.items ?? {}, '', mood), { maxLength: 3 });
  if (node.type === 'object') {
    const item = typeof node.additionalProperties === 'object' ? node.additionalProperties : {};
    return fc.dictionary(
      fc.constantFrom('global', 'model.visual', 'q_proj', 'a'),
      anyValue(root, item, '', mood),
      { maxKeys: 2 },
    );
  }
  if (node.type === 'boolean') return fc.boolean();
  if (node.type === 'integer') return fc.constantFrom(...INTS);
  if (node.type === 'number')
    return fc.oneof(fc.constantFrom<TomlValue>(...FLOATS), fc.constantFrom<TomlValue>(1n, 0n));
  return fc.constantFrom<TomlValue>(...TEXTS);
}

/** A table of a class with up to `most` of its keys; sometimes with keys that it does not have. */
function tableOf(root: Node, node: Node, mood: Mood, most: number): Arbitrary<TomlTable> {
  const properties = node.properties ?? {};
  const required = node.required ?? [];
  const extra = mood === 'valid' ? [] : EXTRA.filter((key) => !Object.hasOwn(properties, key));
  return fc
    .tuple(
      fc.subarray(Object.keys(properties), { maxLength: Math.min(most, Object.keys(properties).length) }),
      fc.oneof(
        { weight: 6, arbitrary: fc.constant<string[]>([]) },
        { weight: 1, arbitrary: fc.subarray(extra, { maxLength: Math.min(2, extra.length) }) },
      ),
      fc.nat(9),
    )
    .chain(([some, unknown, chance]) => {
      const keys = [...new Set([...some, ...(chance > 0 ? required : [])])];
      const known = keys.map((key) =>
        anyValue(root, properties[key] ?? {}, key, mood).map((value) => [key, value] as const),
      );
      const others = unknown.map((key) => fc.constantFrom(...HOSTILE).map((value) => [key, value] as const));
      return fc.tuple(...known, ...others).map((entries) => Object.fromEntries(entries) as TomlTable);
    });
}

/** Configs of one version in one mood. Most have a train table with an output folder, as every real one has. */
export function anyConfig(version: KnownVersion, mood: Mood): Arbitrary<TomlTable> {
  const root = rawSchema(version);
  return fc
    .tuple(
      tableOf(root, root, mood, 6),
      tableOf(root, root.$defs?.['TrainingConfig'] ?? {}, mood, 6),
      fc.nat(19),
    )
    .map(([table, train, chance]) => {
      if (chance === 0) return table;
      const folder = chance === 1 ? {} : { output_dir: './outputs' };
      const policy = train['train_policy'] ?? (chance % 2 === 0 ? { train_policy: { type: 'sft' } } : {});
      return {
        ...table,
        train: { ...folder, ...(train['train_policy'] === undefined ? (policy as TomlTable) : {}), ...train },
      };
    });
}
