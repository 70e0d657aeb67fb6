/** The label schemas, checked as the entry scripts read them (templates/entry/cookbook_entry/labels.py). */

import { isObject, type JsonObject } from '../json/object.ts';
import type { Notes } from './finding-collector.ts';
import {
  labelBooleanAsString,
  labelKeyMissing,
  labelKeyUnknown,
  labelSchemaUnknown,
  labelValueUnusual,
  labelWrongType,
} from './findings/labels.ts';
import { typeName } from './json/shape.ts';

/** The keys the AVHA recipe teaches, in the order of the answer. */
export const AVHA_KEYS = [
  'weather',
  'lighting',
  'road_conditions',
  'traffic_light',
  'traffic_sign',
  'additional_traffic_rules',
  'road_type',
  'junction_type',
  'lane_type',
  'additional_map_rules',
  'interactive_expanded_metaaction',
  'safety_analysis',
  'driving_difficulty',
  'rule_violation',
  'interesting_scenario',
] as const;
/** Keys of AVHA labels that the published recipe deletes before training. */
const DROPPED = ['critical_object', 'noninteractive_expanded_metaaction'];
const NULL_ALLOWED = new Set([
  'additional_traffic_rules',
  'additional_map_rules',
  'interactive_expanded_metaaction',
]);
/** The keys of the three schemas of the blended layout, in the order of the answer. */
export const CV_KEYS = ['event_start_frame', 'event_start_timestamp', 'final_content'];
export const CV_BEHAVIOR_KEYS = ['ego_behavior_reasoning', 'effect_on_ego_behavior', 'difficulty_score'];
export const REASONING_KEYS = ['description', 'driving difficulty explanation', 'notice'];

/** The object at `where` if it has all `keys`; else `undefined`, after saying why. */
function pick(
  value: unknown,
  keys: readonly string[],
  place: { readonly path: string; readonly where: string; readonly known?: readonly string[] },
  notes: Notes,
): JsonObject | undefined {
  const { path, where, known = [] } = place;
  if (!isObject(value)) {
    notes.add(labelWrongType, path, { where, expected: 'an object', found: typeName(value) });
    return undefined;
  }
  const missing = keys.filter((key) => !Object.hasOwn(value, key));
  if (missing.length > 0) notes.add(labelKeyMissing, path, { where, keys: missing });
  const unknown = Object.keys(value).filter((key) => !keys.includes(key) && !known.includes(key));
  if (unknown.length > 0) notes.add(labelKeyUnknown, path, { where, keys: unknown });
  return missing.length > 0 ? undefined : value;
}

function unusualValues(label: JsonObject, path: string, notes: Notes): void {
  for (const key of AVHA_KEYS) {
    const value = label[key];
    if (typeof value === 'string' && /^\s*(true|false)\s*$/i.test(value)) {
      notes.add(labelBooleanAsString, path, { key, value });
    } else if (value === null && !NULL_ALLOWED.has(key)) {
      notes.add(labelValueUnusual, path, { key, problem: 'is null' });
    } else if (typeof value === 'string' && value.trim() === '') {
      notes.add(labelValueUnusual, path, { key, problem: 'is an empty text' });
    }
  }
  const difficulty = label['driving_difficulty'];
  if (typeof difficulty !== 'number' || ![1, 2, 3, 4].includes(difficulty)) {
    const problem = `is ${JSON.stringify(difficulty)}, not one of 1, 2, 3, 4`;
    notes.add(labelValueUnusual, path, { key: 'driving_difficulty', problem });
  }
}

/** Checks an AVHA label; true if the entry script can make an answer of it. */
export function checkAvhaLabel(value: unknown, path: string, notes: Notes): boolean {
  const label = pick(value, AVHA_KEYS, { path, where: 'the label', known: DROPPED }, notes);
  if (label === undefined) return false;
  unusualValues(label, path, notes);
  return true;
}

function checkHumanLabel(label: JsonObject, path: string, notes: Notes): boolean {
  const sound = checkAvhaLabel(label, path, notes);
  if (sound && !Object.hasOwn(label, 'critical_object')) {
    notes.add(labelValueUnusual, path, { key: 'critical_object', problem: 'is not in the label' });
  }
  return sound;
}

function checkCvLabel(label: JsonObject, path: string, notes: Notes): boolean {
  const outer = pick(label, CV_KEYS, { path, where: 'the label' }, notes);
  if (outer === undefined) return false;
  const where = 'final_content';
  const content = pick(outer[where], ['ego_behavior_schema'], { path, where }, notes);
  if (content === undefined) return false;
  const inner = { path, where: `${where}.ego_behavior_schema` };
  return pick(content['ego_behavior_schema'], CV_BEHAVIOR_KEYS, inner, notes) !== undefined;
}

function checkReasoningLabel(label: JsonObject, path: string, notes: Notes): boolean {
  const outer = pick(label, ['response'], { path, where: 'the label' }, notes);
  const inner = outer && pick(outer['response'], REASONING_KEYS, { path, where: 'response' }, notes);
  if (inner === undefined) return false;
  const { notice } = inner;
  const isText = (entry: unknown): boolean =>
    isObject(entry) && Object.values(entry).every((text) => typeof text === 'string');
  if (Array.isArray(notice) && notice.every(isText)) return true;
  const expected = 'a list of objects of text, [{"Between time 1s and 2s": "…"}]';
  notes.add(labelWrongType, path, { where: 'response.notice', expected, found: typeName(notice) });
  return false;
}

/** Checks a label of any schema, which its content tells; true if the entry script can make an answer of it. */
export function checkLabel(value: unknown, path: string, notes: Notes): boolean {
  if (isObject(value)) {
    if (Object.hasOwn(value, 'final_content')) return checkCvLabel(value, path, notes);
    if (isObject(value['response'])) return checkReasoningLabel(value, path, notes);
    const known = AVHA_KEYS.filter((key) => Object.hasOwn(value, key)).length;
    if (known >= Math.floor(AVHA_KEYS.length / 2)) return checkHumanLabel(value, path, notes);
  }
  notes.add(labelSchemaUnknown, path, {});
  return false;
}
