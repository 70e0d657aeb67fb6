/** Whether model and trainer of a run belong together, as findings. */

import type { Checkpoint } from '../checkpoint/checkpoint.ts';
import { type Family, primaryFamily } from '../checkpoint/family/family.ts';
import { found } from '../checkpoint/finding-kind.ts';
import { trainerOf } from '../engine/cosmos-rl/trainers.ts';
import type { Finding } from '../findings/finding.ts';
import { textAt } from '../json/object.ts';
import {
  brainOnlyCheckpoint,
  expertExportDisguised,
  modelNotLoadable,
  modelUnknown,
  trainerEvaluatesOnly,
  trainerModelMismatch,
  trainerUnknown,
  trajectoryTokensInVocabulary,
  weightsPrefixMismatch,
} from './findings/model.ts';
import { reachOf } from './modules/reach.ts';
import type { TrainedRun } from './modules/run.ts';

const TRAJECTORY_TOKEN = /^<i\d+>$|^<\|traj_\w+\|>$/;

/** What of an Alpamayo checkpoint a run can do with it. */
function alpamayo(checkpoint: Checkpoint, family: Family, run: TrainedRun): readonly Finding[] {
  const { title, evidence } = family;
  const subject = checkpoint.name;
  const said = checkpoint.families.find(({ kind }) => kind === 'token');
  const mismatch =
    said === undefined
      ? []
      : [
          found(weightsPrefixMismatch, subject, {
            config: textAt(checkpoint.config, 'model_type') ?? said.title,
            tensors: title,
            says: evidence,
          }),
        ];
  const loading = found(modelNotLoadable, subject, { title, evidence, custom: run.entry === 'custom' });
  const brain =
    family.id === 'alpamayo-reasoning-vla' ? [found(brainOnlyCheckpoint, subject, { title, evidence })] : [];
  return [...(mismatch.length > 0 ? mismatch : [loading]), ...brain];
}

/** Whether files are there, and none of them could say what they are. */
function saysNothing({ where, config, modelIndex, tensors, adapters }: Checkpoint): boolean {
  const there = where.kind !== 'name' && where.kind !== 'missing';
  const read = config !== undefined || modelIndex !== undefined || tensors.size > 0 || adapters.length > 0;
  return there && !read;
}

/** Words for the roles that a reader cares about when nothing of a model can be trained. */
function mismatched(checkpoint: Checkpoint, family: Family | undefined, run: TrainedRun): readonly Finding[] {
  if (family === undefined && saysNothing(checkpoint))
    return [found(modelUnknown, checkpoint.name, { why: checkpoint.problems[0]?.why ?? 'it is empty' })];
  if (family === undefined) return [];
  const decide = reachOf(checkpoint, run);
  const roles = ['language model', 'diffusion transformer', 'action head'] as const;
  const reaches = roles.map((role) => decide(role));
  if (reaches.some(({ reach }) => reach === 'reached')) return [];
  const { title, evidence } = family;
  const why = reaches[0]?.why ?? '';
  return [found(trainerModelMismatch, checkpoint.name, { trainer: run.trainer, title, why, evidence })];
}

/** Findings about family and trainer; none where they belong together. */
export function fitFindings(checkpoint: Checkpoint, run: TrainedRun): readonly Finding[] {
  const family = primaryFamily(checkpoint.families);
  const trainer = trainerOf(run.trainer);
  const key = 'train.train_policy.trainer_type';
  const custom = run.entry === 'custom';
  const unknown = trainer === undefined ? [found(trainerUnknown, key, { trainer: run.trainer, custom })] : [];
  if (family?.kind === 'alpamayo') return [...unknown, ...alpamayo(checkpoint, family, run)];
  if (family?.kind === 'expert-export')
    return [...unknown, found(expertExportDisguised, checkpoint.name, { evidence: family.evidence })];
  if (trainer === undefined) return unknown;
  if (trainer.loss === 'none') return [found(trainerEvaluatesOnly, key, { trainer: run.trainer })];
  const wrong = mismatched(checkpoint, family, run);
  if (wrong.length > 0) return wrong;
  const tokens = checkpoint.addedTokens.filter((text) => TRAJECTORY_TOKEN.test(text));
  if (family?.id === 'alpamayo-vlm-repack')
    return [found(brainOnlyCheckpoint, checkpoint.name, { title: family.title, evidence: family.evidence })];
  return tokens.length === 0
    ? []
    : [found(trajectoryTokensInVocabulary, checkpoint.name, { tokens: tokens.slice(0, 8) })];
}
