/** What can do what a run leaves undone: the ways to the targets that its findings leave unserved. */
import { type Family, primaryFamily } from '../../checkpoint/family/family.ts';
import { FAMILIES } from '../../checkpoint/family/table.ts';
import type { Role } from '../../engine/objective.ts';
import { type Finding, withRemedy } from '../../findings/finding.ts';
import { note } from '../../findings/remedy.ts';
import type { Target } from '../../findings/target.ts';
import { TEXT_WAYS, wayOfRole, wayTo } from '../remedies/choose.ts';
import { filled, type Gave, mainCommand, type Way } from '../remedies/way.ts';
import type { KindOf } from './kind-of.ts';
import { type Situation, trainsText } from './situation.ts';

/** The target that a family's own loss is for. */
function targetOf(family: Family | undefined): Target {
  switch (family?.kind) {
    case 'alpamayo':
    case 'expert-export':
    case 'action':
      return 'trajectory-decoder';
    case 'diffusion':
    case 'world-model':
      return 'video-diffusion';
    default:
      return 'vlm-text';
  }
}

function consumerOf({ consumer }: Situation): Family | undefined {
  return consumer === undefined ? undefined : primaryFamily(consumer.families);
}

/** The family that the weights come from, where the model's name is that of an architecture. */
function originOf({ run: { weightsOf } }: Situation): readonly Family[] {
  if (weightsOf === undefined) return [];
  return [{ id: weightsOf.id, ...FAMILIES[weightsOf.id], from: 'config', evidence: weightsOf.title }];
}

/** The families that the ways are chosen by, the consumer's first. */
export function familiesFor(one: Situation): readonly (Family | undefined)[] {
  return [consumerOf(one), ...originOf(one), one.family];
}

function leftBy(finding: Finding, one: Situation): Target | undefined {
  const leaves = one.kindOf(finding)?.leaves?.(finding.data);
  if (leaves === 'of-model') return one.optimize ?? targetOf(one.family);
  if (leaves !== 'of-consumer') return leaves;
  // Whoever grafts wants another VLM in a model: where that model's VLM can be trained itself, that is the way.
  const kind = consumerOf(one)?.kind;
  return kind === 'token' || kind === 'alpamayo' ? 'vlm-text' : 'trajectory-decoder';
}

/** The targets that the findings leave unserved, the asked one first. */
export function unserved(one: Situation, findings: readonly Finding[]): readonly Target[] {
  const harmful = findings.filter(
    (finding) => finding.severity !== 'info' && one.kindOf(finding)?.unverified !== true,
  );
  const asked = one.optimize === undefined || harmful.length === 0 ? [] : [one.optimize];
  const left = harmful.map((finding) => leftBy(finding, one)).filter((target) => target !== undefined);
  return [...new Set([...asked, ...left])];
}

/** What the person gave, for the blanks of a command. */
function gaveOf(one: Situation): Gave {
  const models = [one.consumer, one.model].flatMap((checkpoint) => {
    if (checkpoint === undefined) return [];
    const { name, where } = checkpoint;
    const local = where.kind === 'folder' || where.kind === 'file';
    return [{ name, family: primaryFamily(checkpoint.families)?.id, local }];
  });
  const { dataset, content } = one;
  const made = one.made === undefined ? {} : { made: one.made };
  if (dataset === undefined) return { models, ...made };
  const has = (kind: string) => content?.columns.some((column) => column.kind === kind) === true;
  const holds = has('text') ? ('text' as const) : has('numbers') ? ('motion' as const) : undefined;
  return { models, ...made, dataset: { path: dataset, holds } };
}

/** What trains a module that this run does not train, with what the person gave filled in. */
export function wayForRole(one: Situation, role: Role): Way | undefined {
  const way = wayOfRole(role, familiesFor(one));
  return way === undefined ? undefined : filled(way, gaveOf(one));
}

/** The way to a target, with what the person gave filled in, unless it would only tell him to do what he does already. */
export function wayInstead(one: Situation, target: Target): Way | undefined {
  const stock = wayTo(target, familiesFor(one));
  const way = stock === undefined ? undefined : filled(stock, gaveOf(one));
  const text = way !== undefined && TEXT_WAYS.has(way.id);
  const does = one.family === undefined || one.family.kind === 'token' || trainsText(one);
  return text && one.run.plain && does ? undefined : way;
}

/** The ways to several targets, each once. */
export function waysFor(one: Situation, targets: readonly Target[]): readonly Way[] {
  const ways = targets.flatMap((target) => wayInstead(one, target) ?? []);
  const covered = new Set(ways.map(({ covers }) => covers));
  return [...new Map(ways.map((way) => [way.id, way])).values()].filter(({ id }) => !covered.has(id));
}

/** A finding that refuses ends with the command that does it. */
export function withCommand(finding: Finding, way: Way | undefined, kindOf: KindOf): Finding {
  if (finding.severity !== 'error' || way === undefined) return finding;
  if (kindOf(finding)?.needsRemedy !== true) return finding;
  const command = mainCommand(way);
  const instead = command === undefined ? `${way.title}: ${way.trains}` : `${way.title}: ${command}`;
  return withRemedy(finding, note(instead));
}
