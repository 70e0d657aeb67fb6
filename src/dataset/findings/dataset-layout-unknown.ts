import { defineDatasetFinding } from '../finding-kind.ts';

/** The folder does not have the layout of its recipe. */
export const datasetLayoutUnknown = defineDatasetFinding<{
  readonly lacks: readonly string[];
  /** What to name instead; else for the AVHA layout. */
  readonly help?: string;
}>({
  id: 'dataset-layout-unknown',
  summary: 'The folder does not have the layout of its recipe.',
  severity: 'error',
  category: 'input',
  docs: {
    what: 'A folder in the AVHA layout needs the folders `videos/` and `metas/`; the annotations of WTS need `<scene>/environment/<scene>.json`.',
    why: "The entry script stops; NVIDIA's own avha_sft.py raises FileNotFoundError after the model is loaded.",
    fix: 'Name the folder that holds them, often one level above or below.',
  },
  say: ({ lacks, help = 'Name the folder that holds videos/ and metas/.' }, subject) => ({
    message: `${subject} lacks ${lacks.join(' and ')}.`,
    help,
  }),
});
