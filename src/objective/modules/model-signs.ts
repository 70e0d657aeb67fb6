/** What of a checkpoint an engine is told to say what it can train of it. */
import type { Checkpoint } from '../../checkpoint/checkpoint.ts';
import { primaryFamily } from '../../checkpoint/family/family.ts';
import type { ModelSigns } from '../../engine/objective.ts';
import { textAt } from '../../json/object.ts';

export function modelSignsOf({ families, modelIndex }: Checkpoint): ModelSigns {
  const family = primaryFamily(families);
  const pipeline = textAt(modelIndex, '_class_name');
  return { ...(family === undefined ? {} : { family }), ...(pipeline === undefined ? {} : { pipeline }) };
}
