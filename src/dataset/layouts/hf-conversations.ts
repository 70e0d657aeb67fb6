/** Conversations in a saved Hugging Face dataset: a folder of `Dataset.save_to_disk`, one column of it. */
import type { LayoutDefinition } from '../layout.ts';
import { HELD_OUT, PATH } from '../option-rules.ts';
import { savedSamples } from '../saved-conversations.ts';

/** The keys of all layouts that lie in a saved dataset. */
export const SAVED_OPTIONS = { path: PATH, ...HELD_OUT };

export const hfConversations: LayoutDefinition = {
  rootKey: 'custom.dataset.path',
  root: 'folder',
  options: SAVED_OPTIONS,
  witnessed: true,
  read: (root, request, notes) => savedSamples(root, request, notes),
};
