/** A run of cosmos-rl as the verdict sees it. */
import { isTable, type TomlTable } from '../../../config/value.ts';
import type { Finding } from '../../../findings/finding.ts';
import { found } from '../../../findings/objective-kind.ts';
import { tokensNotDecoder } from '../../../findings/tokens-not-decoder.ts';
import type { BesideConfig, RunObjective } from '../../objective.ts';
import { decide } from '../config-class/decision.ts';
import { isNative, parameterName } from '../models.ts';
import { asCosmosRl } from '../versions.ts';
import { evaluationOnly, trainerEvaluatesOnly, trainerUnknown } from './kinds.ts';
import { reachOf, settingsFor } from './reach.ts';
import { type TrainedRun, trainedRunOf } from './run.ts';
import { select } from './selection.ts';
import { settingFindings } from './settings.ts';
import { type Trainer, trainerOf } from './trainers.ts';

/** The key that names the trainer. */
export const TRAINER_KEY = 'train.train_policy.trainer_type';

/** Registered by the examples inside cosmos-rl, whose entry scripts come with it (tools/gym_example, tools/custom_example, 0.4.7). */
const EXAMPLES: ReadonlySet<string> = new Set(['gym_pg', 'custom_grpo_example']);

/** Registered by the Alpamayo recipes' own entry script; trains the VLM only (alpamayo-recipes b790b8e8, README FAQ). */
const ALPAMAYO_RL = 'reasoning_vla_grpo';

/** The loss as a clause: what this run minimises. */
function optimises(run: TrainedRun, trainer: Trainer | undefined): string {
  if (trainer === undefined) return `the loss of \`${run.trainer}\` is not known here`;
  if (trainer.type === 'sft') return 'this SFT minimises the cross entropy of text tokens';
  return `\`${trainer.type}\` optimises ${trainer.says}`;
}

/** Whether the trainer is that of a script which is known and given. */
function isAlpamayos({ trainer, entry }: TrainedRun): boolean {
  return trainer === ALPAMAYO_RL && entry === 'custom';
}

function trouble(run: TrainedRun, trainer: Trainer | undefined): readonly Finding[] {
  if (trainer?.loss === 'none') return [found(trainerEvaluatesOnly, TRAINER_KEY, { trainer: run.trainer })];
  if (trainer !== undefined || EXAMPLES.has(run.trainer) || isAlpamayos(run)) return [];
  return [found(trainerUnknown, TRAINER_KEY, { trainer: run.trainer, custom: run.entry === 'custom' })];
}

function notes(run: TrainedRun): readonly Finding[] {
  if (!isAlpamayos(run)) return [];
  const what = 'alpamayo1_x_rl post-trains the VLM';
  const evidence =
    'its README: "The action expert head (flow-matching) is not trained" (alpamayo-recipes b790b8e8)';
  return [found(tokensNotDecoder, TRAINER_KEY, { what, evidence })];
}

/** What of a run the verdict asks for; `unread` is told where its config is known. */
export function objectiveOf(run: TrainedRun, unread: () => readonly string[] = () => []): RunObjective {
  const trainer = trainerOf(run.trainer);
  return {
    key: JSON.stringify(run),
    title: run.trainer === 'sft' ? 'This Reason SFT run' : `This run with the trainer \`${run.trainer}\``,
    trainer: run.trainer,
    ...(trainer === undefined ? {} : { loss: trainer.loss }),
    optimises: optimises(run, trainer),
    onText: (trainer === undefined || trainer.loss === 'tokens') && !run.isDiffusers,
    plain: run.trainer === 'sft',
    entry: run.entry,
    adapters: run.lora !== undefined,
    trouble: trouble(run, trainer),
    notes: notes(run),
    names: {
      id: run.forceHf ? 'cosmos-rl, through Transformers' : 'cosmos-rl',
      of: (tensor, modelType) => parameterName(tensor, modelType, isNative(modelType, run.forceHf)),
    },
    reach: (model) => reachOf(model, run),
    select: (parameters) => select(parameters, run),
    ofSettings: settingFindings,
    settingsFor,
    unread,
  };
}

/** A VLA config that names no trainer only evaluates: validation and a rollout backend are all it has. */
function evaluates({ train, rollout, validation }: TomlTable): string | undefined {
  const policy = isTable(train) ? train['train_policy'] : undefined;
  const named = isTable(policy) && (policy['trainer_type'] !== undefined || policy['type'] === 'sft');
  return !named && isTable(rollout) && rollout['backend'] === 'vla' && isTable(validation)
    ? 'no trainer is named; rollout.backend = "vla" with [validation]'
    : undefined;
}

/** Reads the run out of a config. */
export function runOf(config: TomlTable, { engine, script }: BesideConfig): RunObjective {
  const own = asCosmosRl(engine);
  const run = trainedRunOf(config, own.known, script === undefined ? 'stock' : 'custom');
  const why = evaluates(config);
  return {
    ...objectiveOf(run, () => decide(config, own).dropped),
    ...(why === undefined ? {} : { settles: { finding: found(evaluationOnly, TRAINER_KEY, { why }) } }),
  };
}
