/** MimicGen demonstrations in a saved dataset: the answers say when things happen. */
import { intervalSchema } from '../intervals.ts';
import type { LayoutDefinition } from '../layout.ts';
import { savedSamples } from '../saved-conversations.ts';
import { SAVED_OPTIONS } from './hf-conversations.ts';

export const mimicgen: LayoutDefinition = {
  rootKey: 'custom.dataset.path',
  root: 'folder',
  options: SAVED_OPTIONS,
  witnessed: true,
  read: (root, request, notes) => savedSamples(root, request, notes, intervalSchema(request, notes)),
};
