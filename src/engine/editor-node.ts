/** The JSON Schema of an engine's config, as editors read it. */

/** A node of the schema that is given out; everything is inlined, since taplo follows no `$defs`. */
export interface EditorNode {
  readonly $schema?: string;
  readonly title?: string;
  readonly description?: string;
  readonly type?: string;
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly EditorNode[];
  readonly items?: EditorNode;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly properties?: Readonly<Record<string, EditorNode>>;
  readonly additionalProperties?: boolean | EditorNode;
}
