/** Findings about meta and annotation files and their items. */

import { dirname, resolve } from 'node:path';
import { defineFinding } from '../../findings/finding.ts';
import { note } from '../../findings/remedy.ts';
import { shellWord } from '../../findings/shell-word.ts';

/** There is no meta file. */
export const metaFileMissing = defineFinding<{ readonly subdirectory?: string }>({
  id: 'meta-file-missing',
  summary: 'There is no meta file.',
  severity: 'error',
  category: 'input',
  docs: {
    what: '`<dataset_root>/<meta_file>` or, in a blend, `<dataset_root>/<sub-directory>/<meta_file>` does not exist.',
    why: 'The entry script stops.',
    fix: 'Correct `custom.dataset.dataset_root`, `subdirectories` or `meta_file`, or add the file.',
  },
  say: ({ subdirectory }, subject) => ({
    message:
      subdirectory === undefined
        ? `There is no meta file ${subject}.`
        : `The sub-directory ${subdirectory} has no meta file ${subject}.`,
    help: `Correct custom.dataset.${subdirectory === undefined ? 'dataset_root' : 'subdirectories'} or custom.dataset.meta_file.`,
  }),
});

/** A meta or annotation file is JSON, and something else than a list. */
export const metaNotArray = defineFinding<{
  readonly why: string;
  /** What jq makes a list with. */
  readonly filter?: string;
  readonly fix?: string;
  readonly media?: { readonly key: string; readonly path: string };
}>({
  id: 'meta-not-array',
  summary: 'A meta or annotation file is not a JSON array.',
  severity: 'error',
  category: 'data',
  docs: {
    what: 'The meta file of a sub-directory, or the annotation file, is something else than one JSON array: an object with the list under a key, items by their ids, scenes with frames (DriveLM), columns, COCO, JSON lines.',
    why: 'The entry script stops.',
    fix: 'Write one JSON array, `[{…}, {…}]`; the message says how to make one of the form that was found.',
  },
  say: ({ why, filter, fix, media }, subject) => {
    const list = subject.replace(/(\.jsonl?)?$/, '.list.json');
    const flag = filter?.startsWith('-s ') === true ? filter : `${shellWord(filter ?? '')}`;
    const typed = `jq ${flag} ${shellWord(subject)} > ${shellWord(list)}`;
    const folder = media === undefined ? '' : resolve(dirname(subject), media.path);
    const root =
      media === undefined ? '' : `; its media lie under custom.dataset.media_path=${shellWord(folder)}`;
    const also =
      media === undefined ? '' : `, and the folder of its media under ${JSON.stringify(media.key)}`;
    const how = [
      ...(fix === undefined ? [] : [fix.replace(/[.]?$/, '.')]),
      ...(filter === undefined ? [] : [`Type: ${typed}${root}`]),
    ];
    return { message: `${subject} is not a JSON array: ${why}${also}.`, help: how.join(' ') };
  },
});

/** A meta or annotation file is no JSON at all. */
export const metaNotJson = defineFinding<{ readonly why: string; readonly fix: string }>({
  id: 'meta-not-json',
  summary: 'A meta or annotation file is not valid JSON.',
  severity: 'error',
  category: 'data',
  docs: {
    what: 'The syntax breaks at the line and column that are named (a comma after the last item, single quotes, NaN, a comment, a cut file), the file is not UTF-8, or it is something else than JSON.',
    why: 'The entry script reads with a strict reader and stops; so does json.load of the published ones, NaN aside.',
    fix: 'Correct the place that is named, or write the file again with `json.dump(value, file, allow_nan=False)`.',
  },
  say: ({ why, fix }, subject) => ({ message: `${subject} is not valid JSON: ${why}.`, help: fix }),
});

const BLENDED = '{"id": …, "media": "clip.mp4", "label": {…}} or "conversation" instead of "label"';

/** An item of a meta file does not have the form of one. */
export const itemInvalid = defineFinding<{
  readonly problem: string;
  /** How an item of its layout is written; else the blended one. */
  readonly form?: string;
}>({
  id: 'item-invalid',
  summary: 'An item of a meta or annotation file does not have the form of one.',
  severity: 'error',
  category: 'data',
  docs: {
    what: 'An item is `{"id", "media", "label"}` or `{"id", "media", "conversation"}`, with `video` as another name for `media`; in a LLaVA-style file it is `{"image" or "images" or "video", "conversations"}`.',
    why: 'The entry script stops.',
    fix: 'Correct the item.',
  },
  say: ({ problem, form = BLENDED }, subject) => ({
    message: `${subject}: ${problem}.`,
    help: `Write ${form}.`,
  }),
});

/** The items of a file have the form of another program. */
export const itemForeign = defineFinding<{
  readonly what: string;
  readonly file: string;
  readonly filter?: string;
  readonly fix?: string;
  readonly items: number;
}>({
  id: 'item-foreign',
  summary: 'The items have the form of another program, without conversations.',
  severity: 'error',
  category: 'data',
  docs: {
    what: 'Items with a question and an answer (ms-swift, Alpaca, VQA files), captions, OpenAI messages with parts, COCO boxes, preference pairs, Label Studio tasks.',
    why: 'The LLaVA-style layouts train on `conversations` or `messages` of text; the entry script stops.',
    fix: 'Convert the file; the message has a filter for jq where one can do it.',
  },
  say: ({ what, file, filter, fix, items }, subject) => {
    const others = items === 1 ? '' : ` and ${items - 1} more items`;
    const list = file.replace(/(\.jsonl?)?$/, '.conversations.json');
    const typed =
      filter === undefined ? fix : `Type: jq ${shellWord(filter)} ${shellWord(file)} > ${shellWord(list)}`;
    return { message: `${subject}${others}: ${what}.`, ...(typed === undefined ? {} : { help: typed }) };
  },
});

/** A conversation does not have the form of one. */
export const conversationInvalid = defineFinding<{ readonly problem: string }>({
  id: 'conversation-invalid',
  summary: 'A conversation does not have the form of one.',
  severity: 'error',
  category: 'data',
  docs: {
    what: 'A conversation is a list of messages: perhaps one by `system`, then `user` and `assistant` in turn, each with text; in a LLaVA-style file `human` and `gpt` in turn. A message of a blended item holds at most one video part; in a saved dataset, user messages hold any number of video and image parts, each with the path of one file.',
    why: 'The packers of the engine raise or train on the wrong turns (dispatcher/data/packer, 0.4.7); the entry script stops.',
    fix: 'Correct the conversation.',
  },
  say: ({ problem }, subject) => ({
    message: `${subject}: ${problem}.`,
    help: 'Write an optional system message, then user and assistant (human and gpt) in turn, each with text.',
  }),
});

/** A conversation has other messages than the published ones of its recipe. */
export const turnsUnusual = defineFinding<{ readonly roles: readonly string[] }>({
  id: 'turns-unusual',
  summary: 'A conversation has other messages than the published ones of its recipe.',
  severity: 'warning',
  category: 'data',
  docs: {
    what: 'A row of VideoPhy-2 has exactly three messages: system, user and assistant.',
    why: 'The evaluation asks with the system message. The reinforcement learning of the same recipe takes the first two messages as the prompt: without a system message the answer is one of them.',
    fix: 'Add the system message, or leave it if you evaluate without one.',
  },
  say: ({ roles }, subject) => ({
    message: `${subject} has the messages ${roles.join(', ')}, not system, user, assistant.`,
    help: 'Add the system message when the dataset is made.',
  }),
});

/** A clip or picture has settings of its own, which are not read. */
export const partKeyUnread = defineFinding<{ readonly keys: readonly string[] }>({
  id: 'part-key-unread',
  summary: 'A clip or picture has settings of its own, which are not read.',
  severity: 'warning',
  category: 'data',
  docs: {
    what: 'A media part of a message has keys beside its type and its file, such as `fps`, `nframes` or `max_pixels`.',
    why: 'The published scripts write `[custom.vision]` over them; ours takes `[custom.vision]` alone, for all samples.',
    fix: 'Set `custom.vision`, and leave the keys out of the data.',
  },
  say: ({ keys }, subject) => ({
    message: `${subject}: its media have ${keys.join(', ')}, which are not read.`,
    remedy: note('set fps, nframes or max_pixels in [custom.vision], for all samples'),
  }),
});

/** Two samples have the same id. */
export const duplicateId = defineFinding<{ readonly id: string; readonly first: string }>({
  id: 'duplicate-id',
  summary: 'Two samples have the same id.',
  severity: 'error',
  category: 'data',
  docs: {
    what: 'An id is used twice: in one meta file, or by `ID.mp4` beside `ID.camera_front_wide_120fov.mp4`.',
    why: 'A sample would be trained on twice, or a clip would get the label of another; the entry script stops.',
    fix: 'Keep one of them, or rename one.',
  },
  say: ({ id, first }, subject) => ({
    message: `${subject} has the id ${id}, which ${first} has already.`,
    help: 'Keep one of them, or give one another id.',
  }),
});

/** A row says the same about the same media as an earlier one. */
export const sampleRepeated = defineFinding<{ readonly first: number }>({
  id: 'sample-repeated',
  summary: 'A row says the same about the same media as an earlier one.',
  severity: 'info',
  category: 'data',
  docs: {
    what: 'Two rows name the same files and have the same texts.',
    why: 'It is trained on as often as it is there, and a copy may be held out for validation, where it makes the loss look better.',
    fix: 'Nothing, if rows are repeated to balance the data; else drop one.',
  },
  say: ({ first }, subject) => ({ message: `${subject} is the same as row ${first}.` }),
});
