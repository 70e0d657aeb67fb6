/** Findings about what the config names, and the files that lie there. */

import { defineFinding } from '../../findings/finding.ts';
import { note, toRemove, toSet, toType } from '../../findings/remedy.ts';

/** The dataset is not there. */
export const datasetMissing = defineFinding<{
  readonly key: string;
  readonly why: string;
  /** What to type to get it. */
  readonly fetch?: readonly string[];
}>({
  id: 'dataset-missing',
  summary: 'The dataset is not there.',
  severity: 'error',
  category: 'input',
  docs: {
    what: 'What the config names does not exist, is no folder (or no file, where the layout begins with one), or nothing is named at all.',
    why: 'The entry script stops after the launch, before the model is loaded.',
    fix: 'Name it with --dataset.',
  },
  say: ({ key, why, fetch }, subject) => ({
    message: `The dataset ${subject} cannot be used: ${why}.`,
    remedy: [
      ...(fetch === undefined ? [] : [toType(fetch, 'get it with {}')]),
      note(`set ${key} to where the dataset is`),
    ],
  }),
});

/** There is not one sample to train on. */
export const datasetEmpty = defineFinding<Record<string, never>>({
  id: 'dataset-empty',
  summary: 'There is not one sample to train on.',
  severity: 'error',
  category: 'data',
  docs: {
    what: 'The folder has the right form, but neither clips nor labels.',
    why: 'With no samples the engine plans 0 steps, exports untrained weights and fails afterwards with exit code 0 (seen on 0.4.7 with too few samples).',
    fix: 'Fill the folder.',
  },
  say: (_, subject) => ({
    message: `The dataset ${subject} has no samples.`,
    help: 'Fill the folder, or name another one.',
  }),
});

/** The folder does not have the layout of its recipe. */
export const datasetLayoutUnknown = defineFinding<{
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

/** A key of a [custom] table is unknown, or its value has the wrong form. */
export const datasetOptionInvalid = defineFinding<{ readonly problem: string; readonly fix: string }>({
  id: 'dataset-option-invalid',
  summary: 'A key of a [custom] table is unknown, or its value has the wrong form.',
  severity: 'error',
  category: 'config',
  enforcedBy: 'nobody',
  docs: {
    what: 'The entry scripts read `[custom.dataset]`, `[custom.vision]` and `[custom.prompts]` strictly.',
    why: "NVIDIA's scripts ignore keys they do not know, so a misspelt `max_pixels` trains with the default.",
    fix: 'Correct the key or its value.',
  },
  say: ({ problem, fix }, subject) => ({ message: `${subject} ${problem}.`, help: fix }),
});

/** A path must be absolute. */
export const pathNotAbsolute = defineFinding<{ readonly absolute: string }>({
  id: 'path-not-absolute',
  summary: 'A path must be absolute.',
  severity: 'error',
  category: 'config',
  enforcedBy: 'nobody',
  docs: {
    what: "The engine's own key of the dataset holds a relative path.",
    why: "NVIDIA's avha_sft.py refuses a dataset name that does not begin with `/`, after the model is loaded, and so does our entry script, at its start: the engine itself takes any other name for a dataset on the Hugging Face hub.",
    fix: 'Write the absolute path.',
  },
  say: ({ absolute }, subject) => ({
    message: `${subject} is a relative path.`,
    remedy: toSet({ [subject]: absolute }),
  }),
});

/** A prompt file cannot be used. */
export const promptUnreadable = defineFinding<{ readonly key: string; readonly why: string }>({
  id: 'prompt-unreadable',
  summary: 'A prompt file cannot be used.',
  severity: 'error',
  category: 'input',
  docs: {
    what: 'The file that `custom.prompts.system_file` or `custom.prompts.user_file` names is missing, empty or not UTF-8.',
    why: 'The entry script refuses to start: every sample would have the wrong prompt.',
    fix: 'Correct the path (relative ones begin in the working folder), or remove the key to use the bundled prompt.',
  },
  say: ({ key, why }, subject) => ({
    message: `The prompt ${subject} of ${key} cannot be used: ${why === 'ENOENT' ? 'it is not there' : why}.`,
    remedy: [note(`correct \`${key}\``), toRemove(key)],
  }),
});

/** A file of the dataset cannot be read. */
export const fileUnreadable = defineFinding<{ readonly why: string }>({
  id: 'file-unreadable',
  summary: 'A file of the dataset cannot be read.',
  severity: 'error',
  category: 'input',
  docs: {
    what: 'A file or folder of the dataset may not be read, is a broken link, a pipe, or a folder with the name of a file.',
    why: 'The entry script stops, or, for a pipe, would wait without an end.',
    fix: 'Mend its permissions, or replace it by a plain file.',
  },
  say: ({ why }, subject) => ({
    message: `${subject} cannot be read: ${why}.`,
    help: 'Mend its permissions, or replace it by a plain file.',
  }),
});

/** A file in the folder of clips or labels is not used. */
export const fileIgnored = defineFinding<{ readonly expected: string }>({
  id: 'file-ignored',
  summary: 'A file in the folder of clips or labels is not used.',
  severity: 'info',
  category: 'data',
  docs: {
    what: 'A file in `videos/` does not end in `.mp4`, or one in `metas/` not in `.label.json` (upper and lower case matter).',
    why: "Neither NVIDIA's nor our entry script reads it.",
    fix: 'Rename it, if it was meant to be used.',
  },
  say: ({ expected }, subject) => ({
    message: `${subject} is not used: its name does not end in ${expected}.`,
  }),
});

/** The clips of a dataset are not there as files. */
export const clipsNotExtracted = defineFinding<{
  /** Where the clips were looked for. */
  readonly folders: readonly string[];
  /** What to type. */
  readonly type: readonly string[];
}>({
  id: 'clips-not-extracted',
  summary: 'The clips of a dataset are not there as files.',
  severity: 'error',
  category: 'input',
  docs: {
    what: 'The clips come as `<subset>/clips/*.tar.gz`; they are looked for, extracted, in `<dataset>/<subset>/video_clips` and where the published script puts them, and neither is there.',
    why: 'The published script extracts them in every process at launch; ours does nothing to your disk, and stops.',
    fix: 'Extract the archives once, as the help says.',
  },
  say: ({ folders, type }, subject) => ({
    message: `The clips of ${subject} are not extracted: there is no folder ${folders.join(' and none ')}.`,
    remedy: toType(type),
  }),
});
