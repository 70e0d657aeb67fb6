/** What the trainer refuses, or takes and drops: keys, types, tasks and experiments. */
import { joinKey, splitKey, type TomlValue } from '../../../config/value.ts';
import { nearest } from '../../../findings/nearest.ts';
import { note, type OverrideRemedy, toRemove, toSet } from '../../../findings/remedy.ts';
import { placeOf } from '../config/overrides.ts';
import { defineRule } from '../rule.ts';
import { SCHEMA } from '../schema/schema.ts';

/** The same value under another key. */
function moved(from: string, to: string, value: TomlValue | undefined, text?: string): OverrideRemedy {
  return {
    kind: 'override',
    set: { [to]: value ?? '' },
    remove: [from],
    ...(text === undefined ? {} : { text }),
  };
}

function without(remove: readonly string[], text: string): OverrideRemedy {
  return { kind: 'override', remove, text };
}

/** Registered by the package itself; an entry script may add others. */
const EXPERIMENTS = [
  'videophy2_sft_edge',
  'videophy2_sft_nano',
  'videophy2_sft_super',
  'pre_exp012_llava_ov',
  'pre_exp012_llava_ov_mapstyle_dataloader',
] as const;
/** The name under which our entry script registers one. */
const OWN_EXPERIMENT = 'cookbook_run';

export const tomlKeyRefused = defineRule({
  id: 'toml-key-refused',
  summary: 'cosmos-framework has no such key in its TOML',
  severity: 'error',
  enforcedBy: 'engine',
  docs: {
    what: 'A key that is none of the some sixty of the TOML.',
    why: 'Its classes forbid what they do not know, so that the run ends with exit code 1 after some ten seconds (configs/toml_config/sft_config.py, 5eee9ed). Everything else of the trainer’s config is set by an override after `--`, in Hydra’s spelling.',
    fix: 'Correct the key, or write it below `[custom.overrides]`, which cookbook-run gives to the trainer after `--`.',
  },
  evaluate(view) {
    return view.decision.reasons
      .filter(({ type }) => type === 'extra_forbidden')
      .map(({ key }) => {
        const value = view.written(key);
        const near = nearest(key, Object.keys(SCHEMA.fields));
        return {
          ...view.at(key),
          message: `\`${key}\` is not a key of the TOML of cosmos-framework`,
          because: 'its classes refuse it, and the run ends with exit code 1',
          remedy: [
            ...(near === undefined ? [] : [moved(key, near, value, 'did you mean {}?')]),
            moved(key, `custom.overrides.${key}`, value, 'where it is a key of the trainer’s own config: {}'),
          ],
          data: { key, ...(near === undefined ? {} : { suggestion: near }) },
        };
      });
  },
});

export const tomlValueRefused = defineRule({
  id: 'toml-value-refused',
  summary: 'a value has a type that cosmos-framework refuses',
  severity: 'error',
  enforcedBy: 'engine',
  docs: {
    what: 'A value that pydantic does not convert to what its class asks for, for example 2.5 steps or one number where a list belongs.',
    why: 'The run ends with exit code 1 after some ten seconds (configs/toml_config/sft_config.py, 5eee9ed).',
    fix: 'Write a value of the type that is asked for.',
  },
  evaluate(view) {
    return view.decision.reasons
      .filter(({ type }) => type !== 'extra_forbidden')
      .map(({ key, type, message }) => ({
        ...view.at(key),
        message: `\`${key}\` ${message}`,
        because: `its classes refuse it (${type})`,
        remedy: without([key], 'without it the value of the experiment holds: {}'),
        data: { key, type },
      }));
  },
});

export const experimentUnknown = defineRule({
  id: 'experiment-not-registered',
  summary: 'the config names no experiment that is known',
  severity: 'error',
  enforcedBy: 'engine',
  docs: {
    what: '`job.experiment` is missing, or names none that the package or our entry script registers.',
    why: 'Dataset, processor, freezing and export stand in the experiment. Without one the trainer stops at once, with an unknown one after 17 s (seen on a GPU, 5eee9ed).',
    fix: 'Name one of the package, or `cookbook_run` with `custom.experiment.base` for data of your own.',
  },
  evaluate(view) {
    const name = view.text('job.experiment') ?? '';
    if (view.task === 'vfm') return [];
    const known: readonly string[] = [...EXPERIMENTS, OWN_EXPERIMENT];
    const base = view.text('custom.experiment.base') ?? '';
    if (name === OWN_EXPERIMENT && !known.slice(0, -1).includes(base))
      return [
        {
          ...view.at('custom.experiment.base'),
          message: `\`custom.experiment.base\` ${base === '' ? 'is missing' : `names no experiment of the package: ${base}`}`,
          because: 'our entry script changes that experiment and registers it again',
          remedy: toSet({ 'custom.experiment.base': nearest(base, EXPERIMENTS) ?? EXPERIMENTS[1] }),
          data: { base },
        },
      ];
    if (known.includes(name)) return [];
    const missing = name === '';
    return [
      {
        ...view.at('job.experiment'),
        severity: missing ? ('error' as const) : ('warning' as const),
        message: missing ? 'no experiment is named' : `the experiment ${name} is not one of the package`,
        because: missing
          ? 'the trainer stops: everything but numbers stands in an experiment'
          : 'unless an entry script of yours registers it, the run ends after some 17 seconds',
        remedy: toSet({ 'job.experiment': nearest(name, EXPERIMENTS) ?? EXPERIMENTS[1] }),
        data: { experiment: name },
      },
    ];
  },
});

export const reasonerLoraDropped = defineRule({
  id: 'reasoner-lora-dropped',
  summary: 'LoRA is asked for, and every weight would be trained',
  severity: 'error',
  enforcedBy: 'nobody',
  docs: {
    what: '`model.lora_enabled = true` with `task = "vlm"`.',
    why: 'The trainer takes the LoRA keys and drops them: exit code 0, and a full fine-tune (seen on a GPU; PATH_REMAPS, 5eee9ed).',
    fix: 'Train the adapter with cosmos-rl: docs/engines.md shows how Cosmos3-Nano and Cosmos3-Super get there. Without the keys this run trains every weight, as its config then says.',
  },
  evaluate(view) {
    if (view.task !== 'vlm' || view.written('model.lora_enabled') !== true) return [];
    const keys = view.decision.dropped.filter((key) => key.startsWith('model.lora_'));
    return [
      {
        ...view.at('model.lora_enabled'),
        message: 'LoRA is asked for, and cosmos-framework would train every weight',
        because: 'it drops its LoRA keys for a reasoner without a word, and ends with exit code 0',
        remedy: [
          without(keys, 'to train every weight: {}'),
          note(
            'for an adapter use cosmos-rl: `cookbook-run feasibility --model nvidia/Cosmos3-Nano` prints the way',
          ),
        ],
        data: { keys },
      },
    ];
  },
});

export const tomlKeyDropped = defineRule({
  id: 'toml-key-dropped',
  summary: 'a key is taken and then read by nobody',
  severity: 'warning',
  enforcedBy: 'nobody',
  docs: {
    what: 'A key of the TOML that has no place in the config of this task.',
    why: 'The trainer drops it without a word (PATH_REMAPS, 5eee9ed), and the value of the experiment holds.',
    fix: 'Remove it.',
  },
  evaluate(view) {
    const lora = view.written('model.lora_enabled') === true;
    return view.decision.dropped
      .filter((key) => !(lora && key.startsWith('model.lora_')))
      .map((key) => ({
        ...view.at(key),
        message: `\`${key}\` has no effect: it is dropped for the task ${view.task}`,
        remedy: toRemove(key),
        data: { key },
      }));
  },
});

/** What the grammar takes as it stands, and an interpolation. */
const SAFE = /^(?:[\w/.][\w/.@%+*?|-]*(?:[:=][\w/.@%+*?|-]+)*|\$\{[^}]*\}|\?\?\?)$/;
const TYPED = /^(?:true|false|null|[+-]?(?:inf|nan)|[+-]?(?:[\d_]+\.?[\d_]*|\.[\d_]+)(?:e[+-]?\d+)?)$/i;

export const textReadOtherwise = defineRule({
  id: 'text-read-otherwise',
  summary: 'Hydra would read a text as something else, or not at all',
  severity: 'error',
  enforcedBy: 'nobody',
  docs: {
    what: 'A text of the TOML that Hydra’s grammar takes for a number, a switch or nothing, or cannot read.',
    why: 'The trainer makes an override of each key and quotes a text only where it holds a comma or a blank (configs/toml_config, 5eee9ed): "20260913" becomes a number, and brackets, quotes and signs end the run.',
    fix: 'Write it below `[custom.overrides]`, under its place in the trainer’s own config: cookbook-run quotes it.',
  },
  evaluate(view) {
    return Object.entries(SCHEMA.fields).flatMap(([key, [type]]) => {
      const value = view.written(key);
      const path = splitKey(key);
      const place = placeOf(view.config, path);
      if (type !== 'str' || typeof value !== 'string' || place === null || value === '') return [];
      if (key === 'job.task' || key === 'job.experiment') return [];
      const quoted = /[ ,]/.test(value) && !/['\\]/.test(value);
      if (quoted || (SAFE.test(value) && !TYPED.test(value))) return [];
      const to = joinKey(['custom', 'overrides', ...place]);
      return [
        {
          ...view.at(key),
          message: `Hydra does not read \`${key}\` as the text ${JSON.stringify(value)}`,
          because: TYPED.test(value)
            ? 'it makes a number or a switch of it'
            : 'its grammar ends at a sign in it',
          remedy: moved(key, to, value),
          data: { key, value },
        },
      ];
    });
  },
});
