/** A run of cosmos-framework as the verdict sees it. */
import type { TomlTable } from '../../../config/value.ts';
import { found } from '../../../findings/objective-kind.ts';
import type { BesideConfig, Fate, Parameter, RunObjective, Selection } from '../../objective.ts';
import { transformersName } from '../../torch/parameter-names.ts';
import { decide } from '../config/decide.ts';
import { taskNotReasoner } from './kinds.ts';
import { reachOf, TEXT_LOSS } from './reach.ts';
import { readTask, type Task } from './task.ts';

/** The key that names what is trained. */
export const TASK_KEY = 'job.task';

const WHOLE: Fate = { trained: true, adapted: false, by: 'nothing freezes it' };

/** Every weight: adapters of a reasoner are dropped, and what an experiment freezes is told by the role. */
function select(parameters: readonly Parameter[]): Selection {
  return { fates: new Map(parameters.map(({ name }) => [name, WHOLE])), matches: [] };
}

function optimises({ task, trains }: Task): string {
  if (trains === 'actions')
    return `\`${task}\` optimises flow matching on the actions and the video of Cosmos 3`;
  if (trains === 'video') return `\`${task}\` optimises flow matching on the video of Cosmos 3`;
  return task === 'vlm'
    ? 'this SFT minimises the cross entropy of text tokens'
    : `the loss of \`${task}\` is not known here`;
}

function settles(task: Task): Pick<RunObjective, 'settles'> {
  const { trains, written } = task;
  if (task.task === 'vlm') return {};
  const about = { task: task.task, written, ...(trains === undefined ? {} : { trains }) };
  const text = 'cookbook-run trains reasoners: a run with task = "vfm" is for a launcher of its own';
  return {
    settles: {
      finding: found(taskNotReasoner, TASK_KEY, about),
      ...(trains === undefined ? {} : { text }),
    },
  };
}

const LOSSES = { actions: 'actions', video: 'diffusion' } as const;

/** Reads the run out of a config. */
export function runOf(config: TomlTable, { script }: BesideConfig): RunObjective {
  const task = readTask(config);
  const onText = task.task === 'vlm';
  return {
    key: `cosmos-framework ${JSON.stringify(task)}`,
    title: onText ? 'This reasoner SFT run' : `This run with task = "${task.task}"`,
    trainer: onText ? TEXT_LOSS.trainer : task.task,
    ...(onText ? { loss: 'tokens' as const } : {}),
    ...(task.trains === undefined ? {} : { loss: LOSSES[task.trains] }),
    optimises: optimises(task),
    onText,
    plain: onText,
    entry: script === undefined ? 'stock' : 'custom',
    adapters: false,
    ...settles(task),
    ...(task.reasonerOf === undefined
      ? {}
      : { weightsOf: { id: 'cosmos3' as const, title: `the reasoner of ${task.reasonerOf}` } }),
    trouble: [],
    notes: [],
    names: { id: 'Transformers', of: transformersName },
    reach: (model) => reachOf(task, model),
    select,
    ofSettings: () => ({
      findings: [],
      skipped: task.lists.map((key) => ({
        id: 'modules',
        reason: `${key}: how the trainer matches its entries was not read`,
      })),
    }),
    settingsFor: ({ family }) =>
      family?.kind === 'token' || family?.id === 'cosmos3-edge' ? `${TASK_KEY} = "vlm"` : undefined,
    unread() {
      const { dropped, reasons } = decide(config);
      return [...dropped, ...reasons.filter(({ type }) => type === 'extra_forbidden').map(({ key }) => key)];
    },
  };
}
