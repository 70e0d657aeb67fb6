/** VideoPhy-2 clips in a saved dataset: the answers are scores from 1 to 5. */
import type { LayoutDefinition } from '../layout.ts';
import { savedSamples } from '../saved-conversations.ts';
import { scoreSchema } from '../scores.ts';
import { SAVED_OPTIONS } from './hf-conversations.ts';

export const videophy2: LayoutDefinition = {
  rootKey: 'custom.dataset.path',
  root: 'folder',
  options: SAVED_OPTIONS,
  witnessed: true,
  read: (root, request, notes) => savedSamples(root, request, notes, scoreSchema(notes)),
};
