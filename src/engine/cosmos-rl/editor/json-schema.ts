/** A JSON Schema (2020-12) of an engine version's config for editors: Even Better TOML, taplo, or any validator. */

import type { EditorNode } from '../../editor-node.ts';
import { type Node, rawSchema, resolveNode } from '../schema/raw.ts';
import type { KnownVersion } from '../versions.ts';
import { customNode } from './custom.ts';
import { KEY_NOTES } from './notes.ts';

/** Keys whose values plugins extend: the choices are suggestions. */
const OPEN_CHOICES = new Set(['train.train_policy.trainer_type', 'rollout.backend']);

class Translator {
  readonly #root: Node;

  constructor(root: Node) {
    this.#root = root;
  }

  resolve(node: Node): Node {
    return resolveNode(this.#root, node);
  }

  #description(raw: Node, node: Node, path: string): string {
    // A field may be called `description`, and then it is its schema that stands there.
    const own = [raw.description, node.description]
      .filter((one) => typeof one === 'string')
      .slice(0, 1)
      .join('')
      .replace(/\s+/g, ' ')
      .trim();
    const known = KEY_NOTES[path];
    const more = known?.finding === undefined ? '' : ` (cookbook-run explain ${known.finding})`;
    const standard = raw.default ?? node.default;
    const plain = ['string', 'number', 'boolean'].includes(typeof standard) || Array.isArray(standard);
    return [
      own,
      ...(known === undefined ? [] : [`${known.note}${more}`]),
      ...(plain ? [`Default: ${JSON.stringify(standard)}.`] : []),
    ]
      .filter((part) => part !== '')
      .join('\n\n');
  }

  #plain(node: Node, path: string): EditorNode {
    if (node.properties !== undefined) {
      return {
        type: 'object',
        properties: Object.fromEntries(
          Object.entries(node.properties).map(([key, child]) => [
            key,
            this.translate(child, path === '' ? key : `${path}.${key}`),
          ]),
        ),
        additionalProperties: false,
      };
    }
    const choices = node.choices ?? node.enum ?? (node.const === undefined ? undefined : [node.const]);
    if (choices !== undefined && node.type !== 'array') {
      return OPEN_CHOICES.has(path) ? { anyOf: [{ enum: choices }, { type: 'string' }] } : { enum: choices };
    }
    if (node.type === 'array') {
      const item = node.items ?? node.prefixItems?.[0];
      const items =
        choices === undefined ? (item === undefined ? {} : this.#member(item, path)) : { enum: choices };
      return { type: 'array', items, ...bounds(node) };
    }
    if (node.type === 'object') {
      const values = node.additionalProperties;
      return {
        type: 'object',
        additionalProperties: typeof values === 'object' ? this.#member(values, path) : true,
      };
    }
    return node.type === undefined ? {} : { type: node.type };
  }

  #member(raw: Node, path: string): EditorNode {
    const node = this.resolve(raw);
    const members = (node.anyOf ?? [node])
      .map((member) => this.resolve(member))
      // TOML has no null: leaving the key out is how the default is taken.
      .filter((member) => member.type !== 'null')
      .map((member) => this.#plain({ ...member, ...choicesOf(node, member) }, path));
    return members.length === 1 ? (members[0] as EditorNode) : { anyOf: members };
  }

  translate(raw: Node, path: string): EditorNode {
    const node = this.resolve(raw);
    const description = this.#description(raw, node, path);
    const standard = raw.default ?? node.default;
    const hasDefault = standard !== undefined && standard !== null && node.properties === undefined;
    const body =
      path === 'custom'
        ? customNode()
        : this.#member(raw.anyOf === undefined ? { ...node, ...choicesOf(raw, node) } : raw, path);
    return {
      ...(description === '' ? {} : { description }),
      ...body,
      ...(hasDefault ? { default: standard } : {}),
    };
  }
}

function bounds(node: Node): Pick<EditorNode, 'minItems' | 'maxItems'> {
  const { minItems, maxItems } = node as { minItems?: number; maxItems?: number };
  return { ...(minItems === undefined ? {} : { minItems }), ...(maxItems === undefined ? {} : { maxItems }) };
}

/** Choices stand beside the union; they are those of its text. */
function choicesOf(outer: Node, member: Node): Pick<Node, 'choices'> {
  const fits = member.type === 'string' || (member.type === 'array' && outer.anyOf === undefined);
  return outer.choices !== undefined && fits ? { choices: outer.choices } : {};
}

/** The schema; tables refuse keys that the engine would drop without a word, `[custom]` takes any. */
export function editorSchema(version: KnownVersion): EditorNode {
  const root = rawSchema(version);
  const translated = new Translator(root).translate({ ...root }, '');
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: `cosmos-rl ${version}, SFT`,
    ...translated,
    description: `The config of an SFT run of cosmos-rl ${version}. The engine drops unknown keys without a word; here they are errors.`,
  };
}
