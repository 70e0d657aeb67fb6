/** The text a model is taught to answer, made of a sound label as templates/entry/cookbook_entry/labels.py makes it. */
import { isObjectNode, type JsonNode, member, picked, pythonText } from './json/as-python.ts';
import { AVHA_KEYS, CV_BEHAVIOR_KEYS, CV_KEYS, REASONING_KEYS } from './labels.ts';

function fenced(node: JsonNode): string {
  return `\`\`\`json\n${pythonText(node)}\n\`\`\``;
}

/** The answer of an AVHA label. */
export function avhaAnswer(label: JsonNode): string {
  return fenced(picked(label, AVHA_KEYS));
}

/** The three label schemas of the blended layout. */
export type LabelSchema = 'human' | 'cv' | 'reasoning';

/** Which schema a sound label follows, from its content. */
export function schemaOfLabel(label: JsonNode): LabelSchema {
  if (member(label, 'final_content') !== undefined) return 'cv';
  return isObjectNode(member(label, 'response')) ? 'reasoning' : 'human';
}

/** The answer of a label of any schema. */
export function labelAnswer(label: JsonNode): string {
  const schema = schemaOfLabel(label);
  if (schema === 'human') return fenced(picked(label, [...AVHA_KEYS, 'critical_object']));
  if (schema === 'reasoning') {
    const response = picked(member(label, 'response') ?? label, REASONING_KEYS);
    return fenced({ entries: [['response', response]] });
  }
  const behavior = member(member(label, 'final_content'), 'ego_behavior_schema');
  const content: JsonNode = {
    entries: behavior === undefined ? [] : [['ego_behavior_schema', picked(behavior, CV_BEHAVIOR_KEYS)]],
  };
  const outer = CV_KEYS.flatMap((key) => {
    const value = key === 'final_content' ? content : member(label, key);
    return value === undefined ? [] : [[key, value] as const];
  });
  return fenced({ entries: outer });
}
