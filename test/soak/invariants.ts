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

export const NOTHING: Memory = { lastGood: undefined, accuracy: 0, ended: new Map(), checkpoints: new Set() };

const below = (folder: string) => (existsSync(folder) ? readdirSync(folder).sort() : []);

function completeCheckpoints(run: string): readonly string[] {
  return below(join(run, 'train', 'checkpoints')).flatMap((name) => {
    const step = Number(name.replace('step_', ''));
    const proof = readSavedStep(join(run, 'train'), step, 1);
    return proof.complete ? [proof.path] : [];
  });
}

/** Throws what is wrong; returns what the next night is measured by. `after` says how much was killed. */
export function check(one: Series, before: Memory, after: After): Memory {
  const unwatched = after === 'killed';
  const clean = after === 'ended';
  const fail = (text: string): never => {
    throw new Error(text);
  };
  const runs = below(join(one.folder, 'runs')).map((name) => join(one.folder, 'runs', name));
  const begun = runs.filter((run) => existsSync(join(run, 'run.json')));
  const alive = begun.filter((run) => leftOf(run).length > 0);
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
    accuracy = gate.metrics.accuracy;
    if (!(accuracy >= before.accuracy)) fail(`last-good fell from ${before.accuracy} to ${accuracy}`);
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
