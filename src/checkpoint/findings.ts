/** Findings about the files of a model: what is missing, broken, shut, or not the weights. */
import type { FindingKind } from '../findings/finding.ts';
import { defineObjectiveFinding } from './finding-kind.ts';

/** The model is neither a file, a folder nor a repository name. */
export const checkpointMissing = defineObjectiveFinding<{ readonly why: string }>({
  id: 'checkpoint-missing',
  summary: 'The model is neither a file, a folder nor a repository name.',
  severity: 'error',
  category: 'input',
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
  docs: {
    what: 'config.json, model_index.json, adapter_config.json or a tokenizer file is not a plain file, not UTF-8, not JSON, or names a key twice.',
    why: 'The engine reads config.json first, retries ten times (181 s) and stops (utils/util.py:701-737, 0.4.4); a key named twice has two meanings.',
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
  docs: {
    what: 'The index of the weights names a safetensors file that is not in the folder, while others are.',
    why: 'The download is not complete; the engine fails while it loads the model.',
    fix: 'Fetch the missing file.',
  },
  say: ({ why }, subject) => ({
    message: `${subject} is missing: ${why}.`,
    help: 'Fetch it again, for example with `hf download`.',
  }),
});

/** The weights of the model could not be looked at. */
export const checkpointWeightsUnseen = defineObjectiveFinding<{ readonly why: string }>({
  id: 'checkpoint-weights-unseen',
  summary: 'The weights of the model could not be looked at.',
  severity: 'info',
  category: 'input',
  docs: {
    what: 'The folder holds an index without its files, pickled weights, or none at all.',
    why: 'What is said about the model then rests on its configs; pickles are never opened, for opening one runs it.',
    fix: 'Fetch the safetensors files, or their index and headers, to have the verdict rest on tensors.',
  },
  say: ({ why }, subject) => ({
    message: `The weights of ${subject} were not looked at: ${why}.`,
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

/** The kinds, all of them. */
export const CHECKPOINT_FINDINGS: readonly FindingKind[] = [
  checkpointMissing,
  checkpointConfigInvalid,
  checkpointHeaderInvalid,
  checkpointIndexInvalid,
  checkpointShardMissing,
  checkpointWeightsUnseen,
  checkpointKnownByName,
];
