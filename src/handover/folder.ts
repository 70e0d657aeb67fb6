/** The prepared folder as a value: its files, what is still asked for, and what it will take. */
import { shellWord } from '../findings/shell-word.ts';
import { CHEAP_CHECKS, STAGES } from '../objective/remedies/advice.ts';
import { blanksIn, type Variable } from './blanks.ts';
import type { Handed } from './judge.ts';
import { checkFile, type HandoverFile, HEAD, HERE, scriptsOf, valuesFile } from './script.ts';
import { type Destination, TRAINED } from './targets.ts';

/** What the person gave. */
export interface HandoverGiven {
  /** The result: a folder of a model. */
  readonly brain?: string;
  readonly model?: string;
  readonly dataset?: string;
  readonly nav?: string;
  readonly host?: string;
  /** Stage 2 alone. */
  readonly decoderOnly?: boolean;
}

/** Everything that is written, and what is said of it. */
export interface Handover {
  readonly files: readonly HandoverFile[];
  /** What the scripts stop for until it is given. */
  readonly open: readonly Variable[];
  readonly hardware: string;
  readonly data: string;
  readonly notes: readonly string[];
  readonly checks: readonly string[];
  readonly source: string;
}

const NIM_IMAGE = 'nvcr.io/nim/nvidia/alpamayo1.5:1.0.0';

const START = `${HEAD}${HERE}\n`;

function forNim(brain: string): Omit<Handover, 'open'> {
  return {
    files: [
      {
        name: '1-copy.sh',
        about: 'a copy without links, which the container could not follow',
        text: `${START}[ -e "$HERE/model" ] && { echo "$HERE/model is there already" >&2; exit 73; }\ncp -rL -- ${shellWord(brain)} "$HERE/model"\n[ -f "$HERE/model/config.json" ]\n`,
      },
      {
        name: '2-serve.sh',
        about: 'the NIM with this model',
        text: `${START}: "\${NGC_API_KEY:?is not set: the key of your NGC account}"\nexec docker run --rm --gpus all -e NGC_API_KEY -e NIM_FT_CHECKPOINT=/checkpoint -v "$HERE/model:/checkpoint:ro" -p 127.0.0.1:8000:8000 ${NIM_IMAGE}\n`,
      },
    ],
    hardware: 'as the page of the NIM says',
    data: 'none',
    notes: [
      'whole Alpamayo 1.5 folders only: no adapter, no deltas, no expert alone',
      'what convert_checkpoint.py to-a15 writes are absolute links, so it is copied with cp -rL',
    ],
    checks: ['ask the NIM and the model before the training the same question, with the same pictures'],
    source: 'docs.nvidia.com/nim/alpamayo, looked up 2026-11-28; nothing of it was run here',
  };
}

function forVllm(brain: string): Omit<Handover, 'open'> {
  return {
    files: [
      {
        name: '1-serve.sh',
        about: 'an OpenAI-compatible server on this host alone',
        text: `${START}PORT=\${PORT:-8000}\nexec vllm serve ${shellWord(brain)} --served-model-name tuned --host 127.0.0.1 --port "$PORT"\n`,
      },
      {
        name: '2-ask.sh',
        about: 'does it answer, and under which name',
        text: `${START}PORT=\${PORT:-8000}\ncurl -sSf "http://127.0.0.1:$PORT/v1/models"\n`,
      },
    ],
    hardware:
      'one GPU that holds the weights and the cache: about 2 bytes for each parameter in bf16, and room beside',
    data: 'none',
    notes: [
      'frames, pixels and prompt must be those of the training: [custom.vision] and the system prompt in the config of the run',
      'more GPUs: VLLM takes --tensor-parallel-size N',
    ],
    checks: ['the answers of a few held-out samples are those that `cookbook-run eval RUN` gives'],
    source: 'vLLM, its serve command; nothing of it was run here',
  };
}

/** The folder for a place; `judged` says what of the result is used. */
export function handoverFolder(place: Destination, judged: Handed, given: HandoverGiven): Handover {
  const { brain = '' } = given;
  if (place === 'nim') return { ...forNim(brain), open: [] };
  if (place === 'vllm') return { ...forVllm(brain), open: [] };
  const target = TRAINED[place];
  const stage1 = judged.as === 'stage-1-vlm';
  const model = judged.as === 'whole' ? brain : given.model;
  const has = { model: model !== undefined, dataset: given.dataset !== undefined, made: false };
  const { steps, ...whole } = stage1 || given.decoderOnly === true ? target.decoder : target.both;
  const way = { ...whole, steps: steps.filter(({ unless }) => unless === undefined || !has[unless]) };
  const blanks = blanksIn(way.steps.map(({ run }) => run));
  const { dataset, nav, host } = given;
  const values: Readonly<Record<string, string | undefined>> = { model, dataset, nav, host };
  const filled = Object.fromEntries(
    blanks.flatMap(({ word, flag }) => {
      const value = flag === undefined ? undefined : values[flag];
      return value === undefined ? [] : [[word, value]];
    }),
  );
  const open = blanks.filter(({ word, standard }) => standard === undefined && filled[word] === undefined);
  const vlm: Variable = { word: 'STAGE1_VLM', what: 'the VLM that was trained before', exists: true };
  const all = stage1 ? [...blanks, vlm] : blanks;
  const extra = stage1 ? { 'stage-2': '"model.stage1_vlm_checkpoint_path=$(hydra "$STAGE1_VLM")"' } : {};
  return {
    files: [
      valuesFile(all, stage1 ? { ...filled, STAGE1_VLM: brain } : filled),
      checkFile(all, target.gpus, target.data),
      ...scriptsOf(way, extra),
    ],
    open,
    hardware: way.hardware,
    data: way.data,
    notes: [
      ...way.notes.filter((note) => !note.startsWith('after a stage 1 add') || !stage1),
      ...(target.unproved === undefined ? [] : [target.unproved]),
    ],
    checks: [...CHEAP_CHECKS, ...STAGES],
    source: way.source,
  };
}

const bullets = (items: readonly string[]) => items.map((item) => `* ${item}`).join('\n');

/** The README of the folder. */
export function readmeOf(place: Destination, judged: Handed, given: HandoverGiven, one: Handover): string {
  const what = {
    whole: `The model \`${given.brain}\` is what the stages begin with.`,
    'stage-1-vlm': `The VLM \`${given.brain}\` goes into stage 2; stage 1 is behind it.`,
    served: `The model \`${given.brain}\` is used as it is.`,
    'nothing-given': 'Nothing was handed over: the stages begin with the published model.',
    refused: '',
  }[judged.as];
  return `# To ${place}

${what} Nothing in here was started.

## In this order

${one.files.map(({ name, about }, index) => `${index + 1}. \`${name}\`: ${about}`).join('\n')}

${one.open.length === 0 ? 'Every value is filled in.' : `Still asked for, in \`values.sh\` or the environment:\n\n${bullets(one.open.map(({ word, what: text }) => `\`${word}\`: ${text}`))}`}

## What it takes

* GPUs: ${one.hardware}
* data: ${one.data}

## Look at these before any training

${bullets(one.checks)}

## To know

${bullets(one.notes)}

Read in: ${one.source}. None of these commands was trained here.
`;
}
