/** LLaVA-style annotations: one JSON array, media below `custom.dataset.media_path`. */
import { type Examiner, readAnnotations } from '../annotations/read.ts';
import type { LayoutDefinition } from '../layout.ts';
import { ANY_TEXT, HELD_OUT, PATH } from '../option-rules.ts';

/** A layout of such files; `examine` makes what a recipe wants to know beside, anew for every reading. */
export function llavaLayout(examine?: (file: string) => Examiner): LayoutDefinition {
  return {
    rootKey: 'custom.dataset.annotation_path',
    root: 'file',
    options: {
      annotation_path: PATH,
      // Both may be "", as published: no folder, no prompt.
      media_path: ANY_TEXT,
      system_prompt: ANY_TEXT,
      ...HELD_OUT,
    },
    witnessed: true,
    read: (file, request, notes) => readAnnotations(file, request, notes, examine?.(file)),
  };
}

/** The layout as it is, without a recipe's own checks. */
export const llava = llavaLayout();
