/** What the engine's Config makes of a table: the words the other files of this folder share. */

/** A value inside the engine: TOML's kinds and Python's `None`. Integers are bigint, floats are number. */
export type EngineValue =
  | null
  | boolean
  | bigint
  | number
  | string
  | Date
  | readonly EngineValue[]
  | EngineTable;

/** An instance of one of the engine's classes, or a dict. Validators of the classes write to it, as they do in Python. */
export interface EngineTable {
  [key: string]: EngineValue;
}

/** One reason to reject a config: pydantic's error type (or `exception`), and where. */
export interface Reason {
  /** Dotted key; the empty text is the whole file. */
  readonly key: string;
  /** pydantic's type, e.g. `int_parsing`, `missing`, `value_error`, `assertion_error`; `exception` is anything else Python raises. */
  readonly type: string;
  /** What is wrong, as a clause without the key: "is 1.5, but must be a whole number". */
  readonly message: string;
}

/** What the class decided. */
export interface Decision {
  readonly accepts: boolean;
  /** Every reason the engine would list; empty if it accepts. */
  readonly reasons: readonly Reason[];
  /** Dotted keys that it ignores, the topmost of each unknown table. */
  readonly dropped: readonly string[];
  /** Every value after conversion, defaults and validators; missing if it rejects. */
  readonly effective?: EngineTable;
}

/** True for a dict or an instance. */
export function isEngineTable(value: EngineValue | undefined): value is EngineTable {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
}
