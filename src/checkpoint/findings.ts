/** Findings about the files of a model: what is missing, broken, shut, or not the weights. */

import { dirname } from 'node:path';
import { defineObjectiveFinding, type ObjectiveFinding } from '../findings/objective-kind.ts';
import { note, toType } from '../findings/remedy.ts';
import { shellWord } from '../findings/shell-word.ts';

/** The model is neither a file, a folder nor a repository name. */
export const checkpointMissing = defineObjectiveFinding<{ readonly why: string }>({
  id: 'checkpoint-missing',
  summary: 'The model is neither a file, a folder nor a repository name.',
  severity: 'error',
  category: 'input',
  decides: false,
  docs: {
    what: 'The path that was given as a model leads nowhere, or the folder cannot be listed.',
    why: 'Nothing can be told about a model that is not there; the engine would take the path for a repository name and try to download it.',
    fix: 'Correct the path, or give a repository as organisation/name.',
  },
  say: ({ why }, subject) => ({
    message: `${subject}: ${why}.`,
    help: 'Give a folder with config.json and safetensors files, or organisation/name.',
  }),
});

/** A config file of the model cannot be read. */
export const checkpointConfigInvalid = defineObjectiveFinding<{ readonly why: string }>({
  id: 'checkpoint-config-invalid',
  summary: 'A config file of the model cannot be read.',
  severity: 'error',
  category: 'data',
  decides: false,
  docs: {
    what: 'config.json, model_index.json, adapter_config.json or a tokenizer file is not a plain file, not UTF-8, not JSON, or names a key twice.',
    why: 'The engine reads config.json first and stops; a key named twice has two meanings.',
    fix: 'Fetch the file again, or correct it.',
  },
  say: ({ why }, subject) => ({
    message: `${subject} cannot be used: ${why}.`,
    help: 'Fetch the file again, or correct it.',
  }),
});

/** The header of a safetensors file is broken. */
export const checkpointHeaderInvalid = defineObjectiveFinding<{ readonly why: string }>({
  id: 'checkpoint-header-invalid',
  summary: 'The header of a safetensors file is broken.',
  severity: 'error',
  category: 'data',
  decides: false,
  docs: {
    what: 'The file is cut, is no safetensors file, or its header lies: sizes beyond the file, holes, overlaps, a key twice, not UTF-8.',
    why: 'Its tensors cannot be loaded; most often a download ended early. Only the header was read, never the weights.',
    fix: 'Fetch the file again and compare its size and hash.',
  },
  say: ({ why }, subject) => ({
    message: `${subject} is not a whole safetensors file: ${why}.`,
    help: 'Fetch the file again and compare its size.',
  }),
});

/** The index of the weights is broken or contradicts the files. */
export const checkpointIndexInvalid = defineObjectiveFinding<{ readonly why: string }>({
  id: 'checkpoint-index-invalid',
  summary: 'The index of the weights is broken or contradicts the files.',
  severity: 'error',
  category: 'data',
  decides: false,
  docs: {
    what: 'model.safetensors.index.json cannot be read, sends a tensor to something that is no file name beside it, or to a file that does not hold it.',
    why: 'The engine takes the file names of the index as they are; a path in it would be read wherever it leads.',
    fix: 'Fetch the index again together with its shards.',
  },
  say: ({ why }, subject) => ({
    message: `${subject} cannot be trusted: ${why}.`,
    help: 'Fetch the index and its shards again.',
  }),
});

/** A file that the index names is missing. */
export const checkpointShardMissing = defineObjectiveFinding<{ readonly why: string }>({
  id: 'checkpoint-shard-missing',
  summary: 'A file that the index names is missing.',
  severity: 'error',
  category: 'input',
  decides: false,
  docs: {
    what: 'The index of the weights names a safetensors file that is not in the folder, while others are.',
    why: 'The download is not complete; the engine fails while it loads the model.',
    fix: 'Fetch the missing file.',
  },
  say: ({ why }, subject) => ({
    message: `${subject} is missing: ${why}.`,
    remedy: toType(
      ['hf', 'download', 'ORGANISATION/NAME', '--local-dir', 'FOLDER'],
      'fetch it again, for example with {}',
    ),
  }),
});

/** The weights of the model could not be looked at. */
export const checkpointWeightsUnseen = defineObjectiveFinding<{
  readonly why: string;
  /** An index or another file names the tensors. */
  readonly named: boolean;
}>({
  id: 'checkpoint-weights-unseen',
  summary: 'The weights of the model could not be looked at.',
  severity: 'warning',
  decides: false,
  category: 'input',
  docs: {
    what: 'The folder holds an index without its files, pickled weights, or none at all.',
    why: 'What is said about the model then rests on its configs; pickles are never opened, for opening one runs it.',
    fix: 'Fetch the safetensors files, or their index and headers, to have the verdict rest on tensors.',
  },
  say: ({ why, named }, subject) => ({
    message: `The weights of ${subject} were not looked at: ${why}.`,
    ...(named
      ? { severity: 'info' as const }
      : { help: 'Give the folder that has the safetensors files, or their index beside config.json.' }),
  }),
});

/** The model is known by the name of its repository only. */
export const checkpointKnownByName = defineObjectiveFinding<{
  readonly repo: string;
  readonly family?: string;
}>({
  id: 'checkpoint-known-by-name',
  summary: 'The model is known by the name of its repository only.',
  severity: 'info',
  category: 'input',
  decides: false,
  unverified: true,
  docs: {
    what: 'No file of the model lies on this machine, neither at the path nor in the cache of the Hub.',
    why: 'Nothing is downloaded to answer a question. A name is the weakest evidence: its owner can put anything there.',
    fix: 'Download the config and the index, or point to a local folder.',
  },
  say: ({ repo, family }) => ({
    message: `${repo} is known by name only: ${family === undefined ? 'its family cannot be told' : `taken for ${family}`}.`,
    help: 'For certainty fetch its config.json and index, then give the folder.',
  }),
});

/** Files of the model are Git LFS pointers. */
export const checkpointPointer = defineObjectiveFinding<{ readonly why: string }>({
  id: 'checkpoint-lfs-pointer',
  summary: 'Files of the model are Git LFS pointers, not the files themselves.',
  severity: 'error',
  category: 'input',
  decides: false,
  docs: {
    what: 'The folder was cloned with git, and its large files were not fetched: each is a text of some 130 bytes that names its hash.',
    why: 'The engine reads the text as if it were weights or JSON and stops. The file is not cut, and its size need not be compared: it was never there.',
    fix: 'Run `git lfs pull` in the folder, or fetch the model with `hf download ORGANISATION/NAME --local-dir DIR`.',
  },
  say: ({ why }, subject) => ({
    message: `${subject} cannot be used: ${why}.`,
    remedy: [
      toType(['git', '-C', dirname(subject), 'lfs', 'pull']),
      toType(['hf', 'download', 'ORGANISATION/NAME', '--local-dir', dirname(subject)]),
    ],
  }),
});

/** A file of the model belongs to somebody else. */
export const checkpointForbidden = defineObjectiveFinding<{ readonly why: string }>({
  id: 'checkpoint-not-readable',
  summary: 'There is no permission to read a file of the model.',
  severity: 'error',
  category: 'input',
  decides: false,
  docs: {
    what: 'A file or folder of the model exists and may not be opened by the user who runs this: its mode or its owner forbids it.',
    why: 'Downloads by root, as in containers, leave weights of mode 600 beside configs of mode 644; the engine then reports them as missing. The file itself may be whole.',
    fix: 'Let its owner run `chmod a+r FILE`, or take it over with `chown`; a folder needs `chmod a+rx DIR`.',
  },
  say: ({ why }, subject) => ({
    message: `There is no permission to read ${subject}: ${why}.`,
    remedy: [
      toType(['sudo', 'chmod', 'a+rX', subject]),
      note(`\`sudo chown "$(id -un)" ${shellWord(subject)}\``),
    ],
  }),
});

/** The kinds, all of them. */
export const CHECKPOINT_FINDINGS: ReadonlyArray<ObjectiveFinding<object>> = [
  checkpointMissing,
  checkpointConfigInvalid,
  checkpointHeaderInvalid,
  checkpointIndexInvalid,
  checkpointShardMissing,
  checkpointWeightsUnseen,
  checkpointKnownByName,
  checkpointPointer,
  checkpointForbidden,
];
