/** Judges trainer, model and the settings that choose parameters, on what the checkpoint tells. */

import { primaryFamily } from '../../checkpoint/family/family.ts';
import { found } from '../../checkpoint/finding-kind.ts';
import { checkpointMissing } from '../../checkpoint/findings.ts';
import { problemFindings } from '../../checkpoint/problems.ts';
import { isTable } from '../../config/value.ts';
import type { Finding, Skipped } from '../../findings/finding.ts';
import { trainerUnknown, weightsPrefixMismatch } from '../findings/model.ts';
import { fitFindings } from '../fit.ts';
import type { GraftRow } from '../graft/compare.ts';
import { type Graft, graft } from '../graft/graft.ts';
import { settingFindings } from '../modules/settings.ts';
import { evaluationOnly, tokensNotDecoder } from './kinds.ts';
import type { Situation } from './situation.ts';

const TRAINER = 'train.train_policy.trainer_type';

/** Registered by the examples inside cosmos-rl, whose entry scripts come with it (tools/gym_example, tools/custom_example, 0.4.7). */
const EXAMPLES: ReadonlySet<string> = new Set(['gym_pg', 'custom_grpo_example']);

/** Registered by the Alpamayo recipes' own entry script; trains the VLM only (alpamayo-recipes b790b8e8, README FAQ). */
const ALPAMAYO_RL = 'reasoning_vla_grpo';

/** What was found and what could not be looked at. */
export interface About {
  readonly findings: readonly Finding[];
  readonly skipped: readonly Skipped[];
  /** Backbone and consumer side by side. */
  readonly graft?: readonly GraftRow[];
}

/** A VLA config that names no trainer only evaluates: validation and a rollout backend are all it has. */
export function evaluates({ config }: Situation): boolean {
  const { train, rollout } = config;
  const policy = isTable(train) ? train['train_policy'] : undefined;
  const named = isTable(policy) && (policy['trainer_type'] !== undefined || policy['type'] === 'sft');
  return !named && isTable(rollout) && rollout['backend'] === 'vla' && isTable(config['validation']);
}

/** The trainers of scripts that are known: those of the engine's examples, and the Alpamayo recipes' own. */
function knownScripts(one: Situation, findings: readonly Finding[]): readonly Finding[] {
  const { run, script } = one;
  if (EXAMPLES.has(run.trainer)) return findings.filter(({ id }) => id !== trainerUnknown.id);
  if (run.trainer !== ALPAMAYO_RL || script === undefined) return findings;
  const what = 'alpamayo1_x_rl post-trains the VLM';
  const evidence =
    'its README: "The action expert head (flow-matching) is not trained" (alpamayo-recipes b790b8e8)';
  return [
    ...findings.filter(({ id }) => id !== trainerUnknown.id),
    found(tokensNotDecoder, TRAINER, { what, evidence }),
  ];
}

/** Weights that policy.model_safetensor_path names must be of the model's own family. */
function otherWeights({ weights, family, model }: Situation): readonly Finding[] {
  const other = weights === undefined ? undefined : primaryFamily(weights.families);
  if (other === undefined || family === undefined || other.kind === family.kind) return [];
  const data = { config: model?.name ?? family.title, tensors: other.title, says: other.evidence };
  return [found(weightsPrefixMismatch, 'policy.model_safetensor_path', data)];
}

/** What the model, the trainer and the consumer say about each other. */
export function aboutModel(one: Situation): About {
  const { model, trained, run, consumer } = one;
  if (evaluates(one)) {
    const why = 'no trainer is named; rollout.backend = "vla" with [validation]';
    return { findings: [found(evaluationOnly, TRAINER, { why })], skipped: [] };
  }
  if (model === undefined || trained === undefined) return { findings: [], skipped: [] };
  const settings = settingFindings(trained);
  const back: Graft =
    consumer === undefined ? { findings: [], skipped: [], table: [] } : graft(model, consumer);
  // A file that cannot be read is no evidence for or against: it is said, and does not decide.
  const unread = problemFindings(model).filter(({ id }) => id !== checkpointMissing.id);
  return {
    findings: [
      ...knownScripts(one, fitFindings(model, run)),
      ...otherWeights(one),
      ...settings.findings,
      ...back.findings,
      ...unread,
    ],
    skipped: [...settings.skipped, ...back.skipped],
    ...(back.table.length === 0 ? {} : { graft: back.table }),
  };
}
