/** The preset for data whose layout was found: by layout. */
import type { Setting } from '../config/layers.ts';
import { splitKey } from '../config/value.ts';
import type { Candidate, Found } from '../dataset/find/candidate.ts';
import { ENGINES } from '../engine/registry.ts';
import type { RunKeys } from '../engine/run-keys.ts';
import { ExitCode } from '../findings/exit-code.ts';
import { Failure } from '../findings/failure.ts';
import type { Layout, Recipe } from '../recipe/recipe.ts';
import { RECIPES } from '../recipe/registry.ts';

/** The presets that read a layout: those of the engine that is meant where none is named, then the others. */
export function presetsFor(layout: Layout): readonly Recipe[] {
  const rank = ({ engineName }: Recipe) => ENGINES.findIndex(({ name }) => name === engineName);
  const fitting = RECIPES.filter((recipe) => recipe.layout === layout);
  const [first, others] = [true, false].map((is) => fitting.filter((recipe) => (rank(recipe) === 0) === is));
  // Of an engine whose memory nobody has measured the smallest model comes first: the list begins with it.
  return [...(first ?? []).reverse(), ...(others ?? [])];
}

/** The settings that data needs beside its root, as a layer below the user's own. */
export function candidateSettings(
  { settings, source = {}, layout }: Candidate,
  { data }: RunKeys,
): readonly Setting[] {
  const own = Object.entries(source).flatMap(([name, value]) =>
    [data?.[name as keyof typeof data]].flatMap((key) => (key === undefined ? [] : [[key, value] as const])),
  );
  return [...Object.entries(settings), ...own].map(([key, value]) => ({
    path: splitKey(key),
    value,
    origin: { layer: 'cookbook-run', source: `found in the data (${layout})` },
  }));
}

/** One line for each candidate, with what speaks for it. */
export function candidateLines({ candidates }: Found): readonly string[] {
  return candidates.map(({ layout, root, why }) => `${layout.padEnd(16)} ${root}: ${why.join('; ')}`);
}

/** The candidate that is meant; throws Failure 66, 65 or 2 where there is none, or more than one that fits as well. */
export function chosenCandidate(found: Found, layout?: string): Candidate {
  const { path, problem, candidates, foreign } = found;
  if (problem !== undefined)
    throw new Failure(
      ExitCode.input,
      `${path} cannot be used: ${problem}`,
      'name a folder or file with data',
    );
  const fitting = layout === undefined ? candidates : candidates.filter((one) => one.layout === layout);
  const [first, second] = fitting;
  if (first === undefined) {
    const [form, ...more] = foreign;
    const what = form === undefined ? 'nothing there looks like data of a layout' : form.what;
    const others = more.length === 0 ? '' : ` (and ${more.length} more)`;
    throw new Failure(
      ExitCode.data,
      `${form?.path ?? path} has no layout that can be trained on: ${what}${others}`,
      form?.fix ?? 'docs/data.md shows the eleven layouts; `cookbook-run init` makes an example of one',
    );
  }
  if (second === undefined || second.weight < first.weight || second.root === first.root) return first;
  throw new Failure(
    ExitCode.usage,
    `several layouts fit what lies in ${path}:\n  ${candidateLines(found).slice(0, 8).join('\n  ')}`,
    `name one of those folders, or the preset: --preset ${presetsFor(first.layout)[0]?.name ?? 'NAME'}`,
  );
}
