/** Whether a picture can be trained on, from what its file says. */

import type { Notes } from './finding-collector.ts';
import { imageUnusable, mediaMissing } from './findings/media.ts';
import { fileUnreadable } from './findings/place.ts';
import type { Media } from './sample.ts';

/** Checks one picture; the picture, if the engine could train on it. `item` names who asks for it. */
export function checkPicture(path: string, item: string, notes: Notes): Media | undefined {
  const result = notes.files.picture(path);
  if (result.ok) return { kind: 'image', path, picture: result.picture };
  const { problem, detail: why } = result;
  if (problem === 'unreadable' && why === 'ENOENT') notes.add(mediaMissing, path, { item });
  else if (problem === 'unreadable' || problem === 'not-a-file') notes.add(fileUnreadable, path, { why });
  else notes.add(imageUnusable, path, { problem, why });
  return undefined;
}
