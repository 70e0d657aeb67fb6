/** Whose file a config is: of which engine version, and for which trainer. */

import { getValue, splitKey, type TomlTable } from '../../../config/value.ts';
import { type Finding, type Origin, stamp } from '../../../findings/finding.ts';
import { note, toSet } from '../../../findings/remedy.ts';
import type { Decision, EngineTable } from '../config-class/answer.ts';
import { type CosmosRl, engineLike, NEWEST } from '../versions.ts';
import { guessVersion } from './detect.ts';
import { engineGuessed, trainerNotSft } from './findings.ts';
import { keysText } from './keys-text.ts';

/** The engine to judge by: the one asked for, else the one whose settings the file uses, which is said. */
export function engineOfFile(
  table: TomlTable,
  given: CosmosRl | undefined,
  newest: Decision,
): { readonly engine: CosmosRl; readonly findings: readonly Finding[] } {
  if (given !== undefined) return { engine: given, findings: [] };
  const { version, keys } = guessVersion(table, newest);
  const engine = engineLike(version, version);
  const why =
    keys.length === 0
      ? 'the newest known'
      : `the newest that reads ${keysText(keys)}, which cosmos-rl ${NEWEST} drops`;
  return {
    engine,
    findings: [
      stamp(engineGuessed, {
        subject: 'engine',
        message: `checked for cosmos-rl ${version}, ${why}: no --engine was given and none is installed`,
        remedy: note(`name the version that will run it: \`--engine ${version}\``),
        data: { version, keys },
      }),
    ],
  };
}

/** Says that the engine will run another trainer than SFT. */
export function trainerFindings(
  table: TomlTable,
  decision: Decision,
  origins: ReadonlyMap<string, Origin>,
  engine: CosmosRl,
): readonly Finding[] {
  const train = decision.effective?.['train'] as EngineTable | undefined;
  const policy = train?.['train_policy'] as EngineTable | undefined;
  const type = policy?.['type'];
  if (typeof type !== 'string' || type === 'sft') return [];
  // A file that says nothing of its trainer gets GRPO, which hardly anyone means who wrote no table for it.
  const asked = ['train.train_policy', 'rollout', 'mode', 'vla', 'distillation'].some(
    (one) => getValue(table, splitKey(one)) !== undefined,
  );
  const key = ['train.train_policy.type', 'train.train_policy', 'train'].find((one) => origins.has(one));
  const origin = key === undefined ? undefined : origins.get(key);
  return [
    stamp(trainerNotSft, {
      subject: 'train.train_policy.type',
      ...(origin === undefined ? {} : { origin }),
      ...(asked ? {} : { severity: 'warning' as const, remedy: toSet({ 'train.train_policy.type': 'sft' }) }),
      message: asked
        ? `cosmos-rl ${engine.version} will run ${type.toUpperCase()} with this file, not SFT`
        : `there is no [train.train_policy]: cosmos-rl ${engine.version} will run ${type.toUpperCase()}, its default`,
      because: 'checks that are about SFT only were left out',
      data: { trainer: type },
    }),
  ];
}
