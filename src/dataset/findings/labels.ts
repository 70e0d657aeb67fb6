/** Findings about labels and the files they stand in. */

import { defineFinding } from '../../findings/finding.ts';
import { toType } from '../../findings/remedy.ts';

/** A label has no clip. */
export const labelWithoutVideo = defineFinding<{ readonly expected: string }>({
  id: 'label-without-video',
  summary: 'A label has no clip.',
  severity: 'error',
  category: 'data',
  docs: {
    what: 'There is `metas/ID.label.json`, but neither `videos/ID.mp4` nor `videos/ID.camera_front_wide_120fov.mp4`.',
    why: "NVIDIA's avha_sft.py never notices, and trains on fewer samples than you think; our entry script stops.",
    fix: 'Add the clip, or remove the label.',
  },
  say: ({ expected }, subject) => ({
    message: `The label ${subject} has no clip ${expected}.`,
    help: 'Add the clip, or remove the label.',
  }),
});

/** A clip has no label. */
export const videoWithoutLabel = defineFinding<{ readonly expected: string }>({
  id: 'video-without-label',
  summary: 'A clip has no label.',
  severity: 'error',
  category: 'data',
  docs: {
    what: 'There is a clip in `videos/`, but no `metas/ID.label.json`.',
    why: "NVIDIA's avha_sft.py prints a warning and skips the clip; our entry script stops.",
    fix: 'Add the label, or remove the clip.',
  },
  say: ({ expected }, subject) => ({
    message: `The clip ${subject} has no label ${expected}.`,
    help: 'Add the label, or remove the clip.',
  }),
});

/** A file that an item names for its label or conversation is not there. */
export const labelMissing = defineFinding<{ readonly item: string }>({
  id: 'label-missing',
  summary: 'A file that an item names for its label or conversation is not there.',
  severity: 'error',
  category: 'input',
  docs: {
    what: 'An item of the meta file names a JSON file that does not exist.',
    why: 'The entry script stops.',
    fix: 'Add the file, or remove the item.',
  },
  say: ({ item }, subject) => ({
    message: `${item} names ${subject}, which is not there.`,
    help: 'Add the file, or remove the item.',
  }),
});

/** A label is not valid JSON. */
export const labelNotJson = defineFinding<{ readonly why: string; readonly fix?: string }>({
  id: 'label-not-json',
  summary: 'A label is not valid JSON.',
  severity: 'error',
  category: 'data',
  docs: {
    what: 'A label or conversation file does not parse, names a key twice, or is far too large.',
    why: "NVIDIA's avha_sft.py skips such a label with a printed line; our entry script stops.",
    fix: 'Repair the file.',
  },
  say: ({ why, fix }, subject) => ({
    message: `${subject} is not valid JSON: ${why}.`,
    help: fix ?? 'Write the file again with json.dump(value, file, allow_nan=False).',
  }),
});

/** A label is not UTF-8 text. */
export const labelNotUtf8 = defineFinding<Record<string, never>>({
  id: 'label-not-utf8',
  summary: 'A label is not UTF-8 text.',
  severity: 'error',
  category: 'data',
  docs: {
    what: 'A label or conversation file holds bytes that are not UTF-8.',
    why: "NVIDIA's avha_sft.py does not catch the UnicodeDecodeError and ends after the model is loaded; our entry script stops at its start.",
    fix: 'Save the file as UTF-8.',
  },
  say: (_, subject) => ({
    message: `${subject} is not UTF-8.`,
    remedy: toType(
      ['iconv', '-f', 'latin1', '-t', 'utf8', '-o', `${subject}.utf8`, subject],
      'convert it with {}',
    ),
  }),
});

/** A label, or a part of it, has the wrong JSON type. */
export const labelWrongType = defineFinding<{
  readonly where: string;
  readonly expected: string;
  readonly found: string;
}>({
  id: 'label-wrong-type',
  summary: 'A label, or a part of it, has the wrong JSON type.',
  severity: 'error',
  category: 'data',
  docs: {
    what: 'A label is not a JSON object, or one of its parts is not the object or list that its schema asks for.',
    why: 'The answer the model is taught is made of it; the entry script stops.',
    fix: 'Correct the label.',
  },
  say: ({ where, expected, found }, subject) => ({
    message: `${subject}: ${where} is ${found}, not ${expected}.`,
    help: `Write ${expected}.`,
  }),
});

/** A label lacks keys of its schema. */
export const labelKeyMissing = defineFinding<{
  readonly where: string;
  readonly keys: readonly string[];
}>({
  id: 'label-key-missing',
  summary: 'A label lacks keys of its schema.',
  severity: 'error',
  category: 'data',
  docs: {
    what: 'A label does not have all the keys that the recipe teaches.',
    why: "NVIDIA's avha_sft.py trains on it, so answers have keys or have not; our entry script stops.",
    fix: 'Add the keys.',
  },
  say: ({ where, keys }, subject) => ({
    message: `${subject}: ${where} lacks ${keys.join(', ')}.`,
    help: 'Add the keys to the label.',
  }),
});

/** A label has keys that its schema does not have. */
export const labelKeyUnknown = defineFinding<{
  readonly where: string;
  readonly keys: readonly string[];
}>({
  id: 'label-key-unknown',
  summary: 'A label has keys that its schema does not have.',
  severity: 'info',
  category: 'data',
  docs: {
    what: 'A key is neither in the schema nor among those the recipe drops (`critical_object`, `noninteractive_expanded_metaaction`).',
    why: 'The entry script keeps it out of the answer.',
    fix: 'Nothing, unless the key is misspelt.',
  },
  say: ({ where, keys }, subject) => ({
    message: `${subject}: ${where} has ${keys.join(', ')}, which stays out of the answer.`,
  }),
});

/** A label writes true or false as text. */
export const labelBooleanAsString = defineFinding<{ readonly key: string; readonly value: string }>({
  id: 'label-boolean-as-string',
  summary: 'A label writes true or false as text.',
  severity: 'warning',
  category: 'data',
  docs: {
    what: 'A value is `"true"` or `"False"` instead of `true` or `false`.',
    why: 'The model is taught an answer whose types change from sample to sample.',
    fix: 'Write it without quotation marks.',
  },
  say: ({ key, value }, subject) => ({
    message: `${subject}: ${key} is the text ${JSON.stringify(value)}.`,
    help: `Write ${value.trim().toLowerCase()} without quotation marks.`,
  }),
});

/** A label has a value that its schema does not foresee. */
export const labelValueUnusual = defineFinding<{ readonly key: string; readonly problem: string }>({
  id: 'label-value-unusual',
  summary: 'A label has a value that its schema does not foresee.',
  severity: 'warning',
  category: 'data',
  docs: {
    what: 'A value is null or empty where the schema asks for one, `driving_difficulty` is not 1, 2, 3 or 4, or a human label has no `critical_object`.',
    why: 'The sample is trained on as it is: the model learns the unusual value.',
    fix: 'Correct the value, or leave it if it is meant.',
  },
  say: ({ key, problem }, subject) => ({ message: `${subject}: ${key} ${problem}.` }),
});

/** A label follows none of the schemas of its layout. */
export const labelSchemaUnknown = defineFinding<Record<string, never>>({
  id: 'label-schema-unknown',
  summary: 'A label follows none of the schemas of its layout.',
  severity: 'error',
  category: 'data',
  docs: {
    what: 'A label of the blended layout is recognised by its content: `final_content` (cv), `response` (reasoning), or at least half of the AVHA keys (human).',
    why: 'Each schema has its own user prompt; the entry script stops at a label it cannot tell.',
    fix: 'Give the label the keys of its schema.',
  },
  say: (_, subject) => ({
    message: `${subject} follows none of the three label schemas.`,
    help: 'A human label needs the AVHA keys, a cv label final_content, a reasoning label response.',
  }),
});
