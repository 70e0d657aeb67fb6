/** Whether a picture can be trained on, from what its file says. */

import type { Notes } from './finding-collector.ts';
import { imageUnusable, mediaMissing } from './findings/media.ts';
import { fileUnreadable } from './findings/place.ts';
import { isAbsent } from './media-name.ts';
import type { Media } from './sample.ts';

/** Checks one picture; the picture, if the engine could train on it. `item` and `absent` as for a clip. */
export function checkPicture(
  path: string,
  item: string,
  notes: Notes,
  absent = (): void => notes.add(mediaMissing, path, { item }),
): Media | undefined {
  const result = notes.files.picture(path);
  if (result.ok) return { kind: 'image', path, picture: result.picture };
  const { problem, detail: why } = result;
  if (problem === 'unreadable' && isAbsent(why)) absent();
  else if (problem === 'unreadable' || problem === 'not-a-file') notes.add(fileUnreadable, path, { why });
  else notes.add(imageUnusable, path, { problem, why });
  return undefined;
}
