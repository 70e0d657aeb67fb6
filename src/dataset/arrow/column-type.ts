/** What the columns of an Arrow schema can hold, by their type. */

/** A type as the library gives it: what there is beside its number depends on the number. */
export interface ColumnType {
  readonly typeId: number;
  readonly children?: readonly ArrowField[];
  readonly signed?: boolean;
  readonly bitWidth?: number;
  readonly precision?: number;
  /** Items of each list, where all have as many. */
  readonly stride?: number;
  /** The type of the values behind the codes. */
  readonly dictionary?: ColumnType;
}

/** A column of a schema. */
export interface ArrowField {
  readonly name: string;
  readonly type: ColumnType;
}

/** Numbers of `Type` in format/Schema.fbs; those of views as the library counts them. */
const T = {
  null: 1,
  int: 2,
  float: 3,
  utf8: 5,
  bool: 6,
  list: 12,
  struct: 13,
  fixedList: 16,
  largeUtf8: 20,
  largeList: 21,
  utf8View: 24,
};
const NAMES: Readonly<Record<number, string>> = {
  1: 'null',
  4: 'binary',
  6: 'bool',
  7: 'decimal',
  8: 'date',
  9: 'time',
  10: 'timestamp',
  19: 'large_binary',
  23: 'binary_view',
};
const TEXTS = new Map([
  [T.utf8, 'string'],
  [T.largeUtf8, 'large_string'],
  [T.utf8View, 'string_view'],
]);

const LISTS = new Set([T.list, T.fixedList, T.largeList]);

/** A type in the words that pyarrow has for it. */
export function typeWords({ typeId, children = [], dictionary, ...type }: ColumnType): string {
  const text = TEXTS.get(typeId);
  if (text !== undefined) return text;
  if (typeId === T.int) return `${type.signed === true ? '' : 'u'}int${type.bitWidth}`;
  if (typeId === T.float) return ['float16', 'float32', 'float64'][type.precision ?? -1] ?? 'float';
  if (typeId === T.struct)
    return `struct<${children.map((one) => `${one.name}: ${typeWords(one.type)}`).join(', ')}>`;
  const [item] = children;
  if (item !== undefined)
    return `list<${typeWords(item.type)}>${type.stride === undefined ? '' : `[${type.stride}]`}`;
  return dictionary === undefined ? (NAMES[typeId] ?? 'odd') : `dictionary<${typeWords(dictionary)}>`;
}

/** Whether a column of a type holds conversations that can be read: texts of JSON, or lists of messages. */
export function holdsConversations(type: ColumnType): boolean {
  if (TEXTS.has(type.dictionary?.typeId ?? type.typeId)) return true;
  return LISTS.has(type.typeId) && isPlain(type);
}

/** Lists, objects, and values that JSON has too. */
function isPlain({ typeId, children = [], dictionary }: ColumnType): boolean {
  if (LISTS.has(typeId) || typeId === T.struct) return children.every((child) => isPlain(child.type));
  return TEXTS.has(dictionary?.typeId ?? typeId) || [T.null, T.int, T.float, T.bool].includes(typeId);
}

/** Whether a column of a type holds lists of numbers: a trajectory, an action, an embedding. */
export function holdsNumbers({ typeId, children: [item] = [] }: ColumnType): boolean {
  if (!LISTS.has(typeId) || item === undefined) return false;
  return [T.int, T.float].includes(item.type.typeId) || holdsNumbers(item.type);
}
