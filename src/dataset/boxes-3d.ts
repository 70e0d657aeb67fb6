/** 3D boxes of the av3d layout, checked and written as the entry script does (templates/entry/cookbook_entry/boxes.py). */

import { isObject } from '../json/object.ts';
import { isBroken } from './annotations/text.ts';
import type { Notes } from './finding-collector.ts';
import { box3dInvalid, box3dUnusual } from './findings/answers.ts';
import { labelKeyMissing } from './findings/labels.ts';
import { itemsIn, type JsonNode, member, picked, pythonLine } from './json/as-python.ts';
import { typeName } from './json/shape.ts';

/** The numbers of a box, in their order: metres and radians, as the camera sees them. */
const NUMBERS = ['x', 'y', 'z', 'x_size', 'y_size', 'z_size', 'roll', 'pitch', 'yaw'] as const;
/** The keys of the answer, in their order. */
const KEYS = ['bbox_3d', 'label'];
/** The published curation keeps vehicles before the camera, up to this distance. */
const FARTHEST = 100;

/** Why one entry is no box, or `undefined`. */
function whyNoBox(entry: unknown): string | undefined {
  if (!isObject(entry)) return `is ${typeName(entry)}, not an object`;
  const { bbox_3d: box, label } = entry;
  if (typeof label !== 'string' || label.trim() === '') return 'has no label text';
  if (isBroken(label)) return 'has a label with half a character (a lone surrogate)';
  if (!Array.isArray(box)) return `has a bbox_3d that is ${typeName(box)}, not a list`;
  if (box.length !== NUMBERS.length) return `has ${box.length} numbers in bbox_3d, not ${NUMBERS.length}`;
  const place = box.findIndex((value) => typeof value !== 'number' || !Number.isFinite(value));
  return place < 0 ? undefined : `has a ${NUMBERS[place]} in bbox_3d that is not a finite number`;
}

/** What is odd about the numbers of a box, or `undefined`. */
function whatIsOdd(box: readonly number[]): string | undefined {
  const [, , z = 0, ...rest] = box;
  if (z <= 0) return `z is ${z}: behind the camera`;
  if (z > FARTHEST) return `z is ${z}: farther than ${FARTHEST} m`;
  const size = rest.slice(0, 3).findIndex((value) => value <= 0);
  if (size >= 0) return `${NUMBERS[3 + size]} is ${rest[size]}: not a size`;
  const angle = rest.slice(3).findIndex((value) => Math.abs(value) > 2 * Math.PI);
  return angle < 0 ? undefined : `${NUMBERS[6 + angle]} is ${rest[3 + angle]}: more than a turn in radians`;
}

/** Checks a list of boxes; true if an answer can be made of it. An empty list says that there is no vehicle. */
export function checkBoxes(value: unknown, path: string, where: string, notes: Notes): boolean {
  if (!Array.isArray(value)) {
    notes.add(box3dInvalid, path, { where, problem: `is ${typeName(value)}, not a list of boxes` });
    return false;
  }
  let sound = true;
  for (const [number, entry] of value.entries()) {
    const problem = whyNoBox(entry);
    const odd = problem === undefined ? whatIsOdd(entry.bbox_3d) : undefined;
    if (problem !== undefined) notes.add(box3dInvalid, path, { where: `${where}[${number}]`, problem });
    else if (odd !== undefined) notes.add(box3dUnusual, path, { where: `${where}[${number}]`, problem: odd });
    sound &&= problem === undefined;
  }
  return sound;
}

/** Checks the content of an annotation file: `{"annotations": [box, …], …}`, or the list alone. */
export function checkAnnotations(value: unknown, path: string, notes: Notes): boolean {
  if (!isObject(value)) return checkBoxes(value, path, 'the list', notes);
  if (Object.hasOwn(value, 'annotations'))
    return checkBoxes(value['annotations'], path, 'annotations', notes);
  notes.add(labelKeyMissing, path, { where: 'the annotation', keys: ['annotations'] });
  return false;
}

/** The answer of a sound annotation file. */
export function boxesAnswer(annotation: JsonNode): string {
  const boxes = itemsIn(member(annotation, 'annotations') ?? annotation);
  return pythonLine({ items: boxes.map((box) => picked(box, KEYS)) });
}
