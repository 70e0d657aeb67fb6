/** What the run begins with, goes on from, and leaves. */
import { gigabytes } from '../../../findings/amounts.ts';
import { note, toRemove, toSet, toType } from '../../../findings/remedy.ts';
import { textAt } from '../../../json/object.ts';
import { RESUME_KEY, WEIGHTS_KEY as WEIGHTS } from '../keys.ts';
import { exportsModel } from '../planning/placement.ts';
import { defineRule } from '../rule.ts';
import { convertedBytes, converter, NOT_THERE } from '../start-weights.ts';

const BACKBONE = 'model.backbone.model_name';
const START = 'custom.start.checkpoint';

/** The experiments that mean Cosmos, by the checkpoint whose reasoner they train. */
const COSMOS: Readonly<Record<string, string>> = {
  videophy2_sft_nano: 'Cosmos3-Nano',
  videophy2_sft_super: 'Cosmos3-Super',
};

export const startWeightsNotCosmos = defineRule({
  id: 'start-weights-not-cosmos',
  summary: 'the run begins with plain Qwen3-VL, not with Cosmos',
  severity: 'warning',
  enforcedBy: 'nobody',
  docs: {
    what: 'The experiment of Cosmos3-Nano or Cosmos3-Super without `model.backbone.safetensors_path` and `checkpoint.load_path`.',
    why: 'The backbone names the architecture, Qwen/Qwen3-VL-…-Instruct, and without a path its own weights are loaded: a good run of another model (docs/training.md, 5eee9ed).',
    fix: 'Convert the checkpoint and name the folder.',
  },
  evaluate(view) {
    const name = view.text('custom.experiment.base') ?? view.text('job.experiment') ?? '';
    const checkpoint = textAt(COSMOS, name);
    const backbone = view.text(BACKBONE) ?? 'Qwen/Qwen3-VL';
    const own = [WEIGHTS, 'checkpoint.load_path', RESUME_KEY].some((key) => (view.text(key) ?? '') !== '');
    if (checkpoint === undefined || own || !/Qwen3-VL-\w+-Instruct$/.test(backbone)) return [];
    return [
      {
        ...view.at(WEIGHTS),
        message: `the run begins with the weights of ${backbone}, not with those of ${checkpoint}`,
        because: 'the name of the backbone is its architecture; without a path its own weights are loaded',
        remedy: toSet(
          { [WEIGHTS]: `${checkpoint}-reasoner`, [START]: checkpoint },
          'name the converted folder, and what it is converted from: {}',
        ),
        data: { backbone, checkpoint },
      },
    ];
  },
});

export const startWeightsMissing = defineRule({
  id: 'start-weights-missing',
  summary: 'the start weights are not there yet',
  severity: 'error',
  category: 'input',
  enforcedBy: 'nobody',
  docs: {
    what: '`model.backbone.safetensors_path` names a folder that is not there or not whole.',
    why: 'The trainer fails after its processes have started. Nano and Super are converted once: the reasoner is taken out of the Cosmos 3 checkpoint, 2 bytes a parameter (about 18 GB for Nano, 66 GB for Super) and as much again for the download; nobody has measured how long it takes.',
    fix: 'With `custom.start.checkpoint` a launch converts them first, in the environment of cosmos-framework (Python 3.12 or newer), and never again; else name the folder of the converted weights.',
  },
  evaluate(view) {
    const { weights, launch, nodes } = view.context;
    if (weights?.problem === undefined) return [];
    const argv = converter(view.config, weights.path);
    if (argv !== undefined && weights.problem === NOT_THERE && nodes !== undefined)
      return [
        {
          ...view.at(WEIGHTS),
          message: `the start weights ${weights.path} are not there yet, and a run on several nodes does not make them`,
          because: 'every node would begin with its own torchrun before one of them has made them',
          remedy: toType(argv, 'make them first, in the environment of cosmos-framework: {}'),
          data: { path: weights.path },
        },
      ];
    if (argv !== undefined && weights.problem === NOT_THERE)
      return [
        {
          ...view.at(WEIGHTS),
          severity: 'info' as const,
          message: `the start weights ${weights.path} are not there yet, and are made first from ${view.text(START)}`,
          because: 'that takes the room of the reasoner and of the download, once',
          remedy: toType(argv, 'by hand, in the environment of cosmos-framework: {}'),
          data: { path: weights.path },
        },
      ];
    return [
      {
        ...view.at(WEIGHTS),
        // A file that is only checked may be for a machine that shares this folder's name.
        severity: launch === true ? ('error' as const) : ('warning' as const),
        message: `the start weights ${weights.path} cannot be used: ${weights.problem}`,
        because: 'the run would fail after its processes have started',
        remedy: note(
          argv === undefined
            ? `name the folder of the converted weights in ${WEIGHTS}`
            : `remove that folder, and it is made anew, or name another in ${WEIGHTS}`,
        ),
        data: { path: weights.path, why: weights.problem },
      },
    ];
  },
});

export const startWeightsNoRoom = defineRule({
  id: 'start-weights-no-room',
  summary: 'there is no room for the start weights that the launch makes',
  severity: 'error',
  category: 'disk',
  enforcedBy: 'nobody',
  docs: {
    what: 'The start weights are not there yet, and the disk on which they are made has less free space than they take.',
    why: 'The conversion writes 2 bytes a parameter, about 18 GB for Cosmos3-Nano and 67 GB for Cosmos3-Super, after it has downloaded as much again to the folder of the hub.',
    fix: 'Free some space, or name a folder on another disk.',
  },
  evaluate(view) {
    const { weights, launch } = view.context;
    const bytes = convertedBytes(view.config);
    if (weights?.problem !== NOT_THERE || weights.free === undefined || bytes === undefined) return [];
    if (weights.free >= bytes) return [];
    return [
      {
        ...view.at(WEIGHTS),
        severity: launch === true ? ('error' as const) : ('warning' as const),
        message: `the start weights take ${gigabytes(bytes)}, and there are ${gigabytes(weights.free)} free where ${weights.path} is made`,
        because: 'the conversion would fail near its end',
        remedy: note(`free some space there, or name a folder on another disk in ${WEIGHTS}`),
        data: { path: weights.path, bytes, free: weights.free },
      },
    ];
  },
});

export const startWeightsIgnored = defineRule({
  id: 'start-weights-ignored',
  summary: 'start weights are named twice, and one is ignored',
  severity: 'warning',
  enforcedBy: 'nobody',
  docs: {
    what: '`checkpoint.load_path` beside `model.backbone.safetensors_path`.',
    why: 'With a `load_path` the weights of the backbone are not loaded at all (model/generator/vlm_model.py:380, 5eee9ed); optimizer and step are not taken from it either.',
    fix: 'Keep one of the two. To go on with a run, use `sft --resume RUN`.',
  },
  evaluate(view) {
    const load = view.text('checkpoint.load_path') ?? '';
    const weights = view.text(WEIGHTS) ?? '';
    if (load === '' || weights === '') return [];
    return [
      {
        ...view.at('checkpoint.load_path'),
        message: `the weights come from ${load}, and ${weights} is ignored`,
        because:
          'a load_path takes the place of the backbone’s weights, and brings neither optimizer nor step',
        remedy: [toRemove(WEIGHTS), toRemove('checkpoint.load_path')],
        data: { load, weights },
      },
    ];
  },
});

export const goesOnUnasked = defineRule({
  id: 'goes-on-unasked',
  summary: 'the run would go on with what lies in its folder, unasked',
  severity: 'error',
  enforcedBy: 'nobody',
  docs: {
    what: 'Below `IMAGINAIRE_OUTPUT_ROOT` the folder of this project, group and name holds `checkpoints/latest_checkpoint.txt`.',
    why: 'The trainer takes everything from there, the step too, and ignores `load_path`; at the last step it makes none and exits 0. Two runs at once overwrite each other (seen on GPUs, 5eee9ed).',
    fix: 'cookbook-run gives every run a folder of its own; by hand, give it a new `job.name`, or mean it: `sft --resume RUN`.',
  },
  evaluate(view) {
    const { goesOnFrom, launch } = view.context;
    if (goesOnFrom === undefined) return [];
    return [
      {
        ...view.at('job.name'),
        severity: launch === true ? ('error' as const) : ('warning' as const),
        message: `started by hand, this run goes on with ${goesOnFrom}`,
        because: 'the trainer resumes what lies under its project, group and name, without being asked',
        remedy: note('start it with `cookbook-run sft --config FILE`, which gives it a folder of its own'),
        data: { folder: goesOnFrom },
      },
    ];
  },
});

const EXPORT = 'custom.overrides.checkpoint.hf_export.enabled';

export const exportOff = defineRule({
  id: 'export-off',
  summary: 'the run leaves no model that anything else loads',
  severity: 'warning',
  enforcedBy: 'nobody',
  docs: {
    what: 'The export to the Hugging Face form is off: by an override, or by the experiment `pre_exp012_llava_ov`.',
    why: 'Only the trainer’s own `hf_export` makes a model that transformers or vLLM load; the published export command does not work for a reasoner (run with 5eee9ed: KeyError backbone_path).',
    fix: 'Switch it on.',
  },
  evaluate(view) {
    if (exportsModel(view.config) || view.override('ckpt_type') === 'dummy') return [];
    return [
      {
        ...view.at(EXPORT),
        message: 'the run leaves no model that transformers or vLLM load',
        because: 'only the export while it trains makes one; the published export command does not work here',
        remedy: toSet({ [EXPORT]: true }),
        data: {},
      },
    ];
  },
});

const OURS = ['job.', 'checkpoint.load_training_state'];

export const overrideNotYours = defineRule({
  id: 'override-not-yours',
  summary: 'an override takes away what proves and separates runs',
  severity: 'error',
  enforcedBy: 'nobody',
  docs: {
    what: '`[custom.overrides]` sets `job.*` or `checkpoint.load_training_state`, or holds a key that Hydra’s grammar does not read.',
    why: 'Project, group and name are the folder of the run, which cookbook-run gives it and reads its end from; an override comes last and wins.',
    fix: 'Remove it; the folder is chosen with --output, and a run is gone on with by --resume.',
  },
  evaluate(view) {
    const table = view.written('custom.overrides');
    if (typeof table !== 'object' || Array.isArray(table)) return [];
    return overrideKeys(table as never).flatMap(([key, place]) => {
      const own = OURS.some((one) => place.startsWith(one));
      const odd = !/^(?:\+{1,2}|~)?[A-Za-z_][\w-]*(?:[./][\w-]+)*$/.test(key);
      if (!own && !odd) return [];
      return [
        {
          ...view.at('custom.overrides'),
          message: own
            ? `the override ${key} takes away what cookbook-run sets for every run`
            : `Hydra does not read ${JSON.stringify(key)} as a key`,
          remedy: toRemove('custom.overrides'),
          data: { key },
        },
      ];
    });
  },
});

function overrideKeys(
  table: Readonly<Record<string, unknown>>,
  prefix = '',
): readonly (readonly [string, string])[] {
  return Object.entries(table).flatMap(([name, value]) => {
    const key = `${prefix}${name}`;
    const plain = typeof value === 'object' && value !== null && !Array.isArray(value);
    if (plain && Object.keys(value).length > 0)
      return overrideKeys(value as Readonly<Record<string, unknown>>, `${key}.`);
    return [[key, key.replace(/^(?:\+{1,2}|~)/, '')] as const];
  });
}
