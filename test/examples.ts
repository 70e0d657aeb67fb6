/** The example data of a layout, as a command line names it. */
import { join, resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '..');

/** Layouts whose data begins with a file: its name, and the folder of its media, below examples/<layout>. */
const BEGINS: Readonly<Record<string, { readonly root: string; readonly media: string }>> = {
  llava: { root: 'annotations.json', media: 'images' },
  wts: { root: 'environment_mcq_llava_train.json', media: 'videos/train' },
  warehouse: { root: 'train_llava.json', media: '' },
  'wafer-map': { root: 'annotations.json', media: 'train' },
};

/** What `--dataset` names, and `custom.dataset.media_path` where the layout has it. */
export function exampleOf(layout: string): { readonly root: string; readonly media?: string } {
  const folder = join(ROOT, 'examples', layout);
  const begins = BEGINS[layout];
  return begins === undefined
    ? { root: folder }
    : { root: join(folder, begins.root), media: join(folder, begins.media) };
}
