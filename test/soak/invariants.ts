/** What must hold after every night, whatever happened in it. */
import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { readSavedStep } from '../../src/engine/cosmos-rl/proof/checkpoint.ts';
import { readExport } from '../../src/engine/torch/proof/export.ts';
import { stillLives } from '../../src/executors/process-name.ts';
import { fileOf, type Series } from '../cli/nightly-rig.ts';
import { leftOf, processesIn } from '../cli/rig.ts';

/** What is remembered from one night to the next. */
export interface Memory {
  readonly lastGood: string | undefined;
  /** Its accuracy: a gate lets it only rise. */
  readonly accuracy: number;
  /** Text of every record that has ended. */
  readonly ended: ReadonlyMap<string, string>;
  /** Complete checkpoints of the training that goes on. */
  readonly checkpoints: ReadonlySet<string>;
}

/** How a night ended: by itself, by a kill of cookbook-run alone, or of everything. */
export type After = 'ended' | 'killed' | 'rebooted';

/** `keep.good` of the series. */
const KEPT = 2;

export const NOTHING: Memory = { lastGood: undefined, accuracy: 0, ended: new Map(), checkpoints: new Set() };

const below = (folder: string) => (existsSync(folder) ? readdirSync(folder).sort() : []);

function completeCheckpoints(run: string): readonly string[] {
  return below(join(run, 'train', 'checkpoints')).flatMap((name) => {
    const step = Number(name.replace('step_', ''));
    const proof = readSavedStep(join(run, 'train'), step, 1);
    return proof.complete ? [proof.path] : [];
  });
}

/** An adapter is nothing without the model that it was trained on. */
function checkBase(path: string, fail: (text: string) => never): void {
  if (!existsSync(join(path, 'adapter_config.json'))) return;
  const base = fileOf(join(path, 'adapter_config.json')).base_model_name_or_path;
  if (!below(base).some((name) => name.endsWith('.safetensors')))
    fail(`${path} is an adapter to ${base}, which is gone`);
}

/** Throws what is wrong; returns what the next night is measured by. `after` says how much was killed. */
export function check(one: Series, before: Memory, after: After): Memory {
  const unwatched = after === 'killed';
  const clean = after === 'ended';
  const fail = (text: string): never => {
    throw new Error(text);
  };
  const begunIn = (folder: string) =>
    below(join(one.folder, folder))
      .map((name) => join(one.folder, folder, name))
      .filter((run) => existsSync(join(run, 'run.json')));
  const begun = begunIn('runs');
  const rehearsals = begunIn('runs/rehearsals');
  const alive = [...begun, ...rehearsals].filter((run) => leftOf(run).length > 0);
  if (alive.length > (unwatched ? 1 : 0)) fail(`processes are left of ${alive.join(', ')}`);
  const strays = processesIn(one.place.folder);
  if (!unwatched && strays.length > 0)
    fail(`processes are left: ${strays.map((each) => each.command).join('; ')}`);
  if (clean && existsSync(join(one.folder, 'night.lock'))) fail('the lease was not given back');

  const nights = below(join(one.folder, 'nights')).filter((name) => name.endsWith('.json'));
  const open = nights
    .map((name) => fileOf(join(one.folder, 'nights', name)))
    .filter((night) => night.status !== 'ended');
  if (clean && open.length > 0) fail(`${open.length} nights claim to run`);
  // Killed once more while it put things in order, it leaves two claims; but nobody stands behind them.
  const owners = open.filter(({ supervisor }) => stillLives(supervisor));
  if (owners.length > 0) fail(`${owners.map(({ night }) => night).join(', ')} still has an owner`);

  const records = begun.map((run) => [run, readFileSync(join(run, 'run.json'), 'utf8')] as const);
  const ended = new Map(records.filter(([, text]) => JSON.parse(text).status === 'ended'));
  for (const [run, text] of before.ended)
    if (ended.get(run) !== text) fail(`the record of ${run} changed or is gone`);
  if (clean && ended.size !== records.length) fail('a run has no end');
  for (const run of clean ? rehearsals : []) {
    if (fileOf(join(run, 'run.json')).status !== 'ended') fail(`the rehearsal ${run} has no end`);
    if (existsSync(join(run, 'train'))) fail(`the weights of the rehearsal ${run} are left`);
  }

  let accuracy = before.accuracy;
  const link = join(one.folder, 'last-good');
  const lastGood = ((): string | undefined => {
    try {
      return readlinkSync(link);
    } catch {
      return undefined;
    }
  })();
  if (before.lastGood !== undefined && lastGood === undefined) fail('last-good is gone');
  if (lastGood !== undefined) {
    const match =
      /^runs\/([^/]+)\/train\/safetensors\/step_(\d+)$/.exec(lastGood) ?? fail(`odd link ${lastGood}`);
    const run = join(one.folder, 'runs', match[1] ?? '');
    const proof = readExport(join(run, 'train', 'safetensors', `step_${match[2]}`));
    if (!proof.complete) fail(`last-good is not whole: ${proof.problems[0]}`);
    if (fileOf(join(run, 'run.json')).outcome !== 'succeeded') fail('last-good did not succeed');
    const { gate } = fileOf(join(run, 'nightly.json'));
    if (gate?.passed !== true) fail('last-good did not pass its gate');
    checkBase(join(one.folder, lastGood), fail);
    accuracy = gate.metrics.accuracy;
    if (!(accuracy >= before.accuracy)) fail(`last-good fell from ${before.accuracy} to ${accuracy}`);
  }

  // What retention kept for its worth can be used: the newest good ones.
  const promoted = begun
    .map((run) => [run, fileOf(join(run, 'nightly.json'))] as const)
    .filter(([, { promotedAt }]) => promotedAt !== undefined)
    .sort(([, a], [, b]) => a.sequence - b.sequence);
  for (const [run] of promoted.slice(-KEPT)) {
    const exported = join(run, 'train/safetensors');
    for (const step of below(exported)) checkBase(join(exported, step), fail);
  }
  const members = begun
    .map((run) => [run, fileOf(join(run, 'nightly.json'))] as const)
    .sort(([, a], [, b]) => a.sequence - b.sequence);
  for (const [run, member] of members)
    if (member.objective.scope !== 'brain-only') fail(`${run} hides its objective`);
  const chain = members.at(-1)?.[1].chain;
  const mine = members.filter(([, member]) => member.chain === chain).map(([run]) => run);
  const over = mine.some((run) =>
    ['succeeded', 'loss-not-finite', 'unverified'].includes(fileOf(join(run, 'run.json')).outcome),
  );
  const checkpoints = new Set(over ? [] : mine.flatMap(completeCheckpoints));
  if (!over)
    for (const path of before.checkpoints)
      if (mine.some((run) => path.startsWith(run)) && !checkpoints.has(path)) fail(`${path} was lost`);
  return { lastGood, accuracy, ended, checkpoints };
}
