/** Whether model and trainer of a run belong together, as findings. */

import type { Checkpoint } from '../checkpoint/checkpoint.ts';
import { likenessOf, packingOf } from '../checkpoint/family/by-name.ts';
import { type Family, primaryFamily } from '../checkpoint/family/family.ts';
import { FAMILIES } from '../checkpoint/family/table.ts';
import type { RunObjective } from '../engine/objective.ts';
import type { Finding } from '../findings/finding.ts';
import { found } from '../findings/objective-kind.ts';
import { isObject, textAt, textsAt, valueAt } from '../json/object.ts';
import {
  brainOnlyCheckpoint,
  expertExportDisguised,
  modelNotLoadable,
  modelQuantised,
  modelUnknown,
  trainerModelMismatch,
  trajectoryTokensInVocabulary,
  weightsPrefixMismatch,
} from './findings/model.ts';
import { modelSignsOf } from './modules/model-signs.ts';

const TRAJECTORY_TOKEN = /^<i\d+>$|^<\|traj_\w+\|>$/;

/** What of an Alpamayo checkpoint a run can do with it. */
function alpamayo(checkpoint: Checkpoint, family: Family, run: RunObjective): readonly Finding[] {
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

/** Why nothing tells the family. */
function whyUnknown({ where, problems, config }: Checkpoint): string {
  const type = textAt(config, 'model_type') ?? textsAt(config, 'architectures')[0];
  if (type !== undefined) return `config.json says ${type}, which is no model that is known here`;
  if (where.kind === 'name') return 'no file of it was read, and its name is none that is known here';
  if (where.kind === 'missing') return 'it is not on this machine';
  return problems[0]?.why ?? 'its files say nothing that is known here';
}

/** A model that nothing tells, unless its name agrees with a trainer that takes no other kind. */
function unknown(checkpoint: Checkpoint, run: RunObjective): readonly Finding[] {
  const id = likenessOf(checkpoint.name);
  const { loss } = run;
  const agrees =
    id !== undefined &&
    ((loss === 'actions' && FAMILIES[id].kind === 'action') ||
      (loss === 'diffusion' && FAMILIES[id].kind === 'diffusion'));
  if (agrees) return [];
  const resembles = id === undefined ? {} : { resembles: FAMILIES[id].title };
  return [found(modelUnknown, checkpoint.name, { why: whyUnknown(checkpoint), ...resembles })];
}

function quantised(checkpoint: Checkpoint): readonly Finding[] {
  const { config, where, name } = checkpoint;
  const packing = where.kind === 'name' || where.kind === 'hub-cache' ? packingOf(where.repo) : undefined;
  const packed = valueAt(config, 'quantization_config');
  const method = isObject(packed)
    ? `config.json: quantization_config.quant_method = ${textAt(packed, 'quant_method') ?? 'not said'}`
    : undefined;
  const evidence = method ?? (packing === undefined ? undefined : `the repository's name says ${packing}`);
  return evidence === undefined ? [] : [found(modelQuantised, name, { evidence })];
}

/** Words for the roles that a reader cares about when nothing of a model can be trained. */
function mismatched(
  checkpoint: Checkpoint,
  family: Family | undefined,
  run: RunObjective,
): readonly Finding[] {
  if (family === undefined) return unknown(checkpoint, run);
  const facts = modelSignsOf(checkpoint);
  const decide = run.reach(facts);
  const roles = ['language model', 'diffusion transformer', 'action head'] as const;
  const reaches = roles.map((role) => decide(role));
  if (reaches.some(({ reach }) => reach === 'reached')) return [];
  const { title, evidence } = family;
  const why = reaches[0]?.why ?? '';
  const settings = run.settingsFor(facts);
  const data = { trainer: run.trainer, title, why, evidence };
  return [
    found(trainerModelMismatch, checkpoint.name, settings === undefined ? data : { ...data, settings }),
  ];
}

/** Findings about family and trainer; none where they belong together. */
export function fitFindings(checkpoint: Checkpoint, run: RunObjective): readonly Finding[] {
  const family = primaryFamily(checkpoint.families);
  const { loss, trouble } = run;
  const unknown = loss === undefined ? trouble : [];
  if (family?.kind === 'alpamayo') return [...unknown, ...alpamayo(checkpoint, family, run)];
  if (family?.kind === 'expert-export')
    return [...unknown, found(expertExportDisguised, checkpoint.name, { evidence: family.evidence })];
  if (loss === undefined || trouble.length > 0) return trouble;
  const wrong = mismatched(checkpoint, family, run);
  if (wrong.length > 0) return wrong;
  const packed = quantised(checkpoint);
  if (packed.length > 0) return packed;
  const tokens = checkpoint.addedTokens.filter((text) => TRAJECTORY_TOKEN.test(text));
  if (family?.id === 'alpamayo-vlm-repack')
    return [found(brainOnlyCheckpoint, checkpoint.name, { title: family.title, evidence: family.evidence })];
  return tokens.length === 0
    ? []
    : [found(trajectoryTokensInVocabulary, checkpoint.name, { tokens: tokens.slice(0, 8) })];
}
