/** `diff` as a value: a preset against a file, against what was published, or a run against a run. */
import { ExitCode } from '../findings/exit-code.ts';
import { Failure } from '../findings/failure.ts';
import { chosenEngine, type ShownBy, shownBy } from '../plan/chosen-engine.ts';
import { presetAlone } from '../plan/preset-for.ts';
import type { Recipe } from '../recipe/recipe.ts';
import { differences, explainedDifferences } from '../recipe/upstream.ts';
import type { DiffAnswer, DiffRow } from '../report/diff.ts';
import { diffRow, written } from './row.ts';
import { cluesOf, type Operand, type Side, sideOf } from './side.ts';

/** Differences of two sides; where ours is a preset, its reasons for what was published. */
function compare(engine: ShownBy, theirs: Side, ours: Side, recipe: Recipe | undefined): readonly DiffRow[] {
  const known =
    recipe === undefined
      ? []
      : explainedDifferences(recipe, ours.config, ours.translations).filter((row) => row.why !== '');
  return differences(theirs.config, ours.config).map((difference) => {
    const published = known.find((row) => row.key === difference.key);
    const sameAsPublished =
      published !== undefined && written(published.theirs) === written(difference.theirs);
    const per =
      engine.keys.all.includes(difference.key) && recipe === undefined ? 'every run has its own' : '';
    const at = difference.theirs === undefined ? undefined : theirs.originOf(difference.key);
    const origin =
      at?.layer === 'file'
        ? {
            file: at.source,
            ...(at.line === undefined ? {} : { line: at.line }),
            ...(at.column === undefined ? {} : { column: at.column }),
          }
        : undefined;
    return diffRow(engine, { ...difference, why: sameAsPublished ? published.why : per }, origin);
  });
}

/** What two records say beside their configs. */
function recordRows(theirs: Operand, ours: Operand): readonly DiffRow[] {
  if (theirs.kind !== 'run' || ours.kind !== 'run') return [];
  const facts = ({ record, plan }: typeof theirs): ReadonlyArray<readonly [string, unknown]> => [
    ['preset', record.preset],
    ['engine', record.engine],
    ['gpus', plan.gpus],
    ['entry script', (plan.script ?? plan.argv.find((word) => word.endsWith('.py')))?.split('/').at(-1)],
    ['outcome', record.outcome ?? record.status],
    ['exit code', record.exitCode],
    ['last step', record.step.last],
    ['planned steps', record.step.planned],
  ];
  const right = new Map(facts(ours));
  const shown = (value: unknown) =>
    value === undefined || value === null || value === '' ? null : String(value);
  return facts(theirs).flatMap(([key, value]) =>
    shown(value) === shown(right.get(key))
      ? []
      : [{ key, theirs: shown(value), ours: shown(right.get(key)) }],
  );
}

/** A preset of ours against what NVIDIA published. */
export function againstPublished(recipe: Recipe, shown: ShownBy, cwd: string): DiffAnswer {
  if (recipe.extended !== undefined || recipe.place !== undefined) {
    const below = recipe.extended?.name;
    throw new Failure(
      ExitCode.usage,
      `\`${recipe.name}\` is a preset of yours: nothing was published that it could be compared with`,
      below === undefined ? undefined : `compare with what it extends: cookbook-run diff ${below} --upstream`,
    );
  }
  const side = presetAlone(recipe, shown, cwd);
  return {
    theirs: { kind: 'published', name: 'published' },
    ours: { kind: 'preset', name: recipe.name },
    engineName: shown.engine.name,
    engine: shown.engine.version,
    differences: explainedDifferences(recipe, side.config, side.translations).map((row) =>
      diffRow(shown, row, undefined),
    ),
  };
}

/** Throws Failure 2 for configs of two engines: a key of the one is none of the other. */
function assertOneEngine(
  operands: readonly Operand[],
  clues: ReadonlyArray<ReturnType<typeof cluesOf>>,
): void {
  const [first, second] = clues.map(({ engine, ...told }) => chosenEngine(engine, told).adapter.name);
  if (first === second) return;
  const [one, other] = operands.map(({ name }) => name);
  throw new Failure(
    ExitCode.usage,
    `${one} is for ${first}, and ${other} for ${second}: their keys have nothing to do with each other`,
    'docs/engines.md says what the one calls what the other does, and how to move',
  );
}

/** Two operands, on the engine that was asked for, else that of the run among them. */
export async function againstEachOther(
  first: Operand,
  second: Operand,
  asked: string | undefined,
  cwd: string,
): Promise<DiffAnswer> {
  // A preset stands on our side, wherever it was named; else the first is theirs.
  const [theirs, ours] =
    first.kind === 'preset' && second.kind !== 'preset' ? [second, first] : [first, second];
  // What is surer of its engine decides: a run, a preset, then the shape of a file.
  const clues = [theirs, ours].map((operand) => cluesOf(operand, cwd));
  const { engine: ran, ...told } = { ...clues[0], ...clues[1] };
  assertOneEngine([theirs, ours], clues);
  const shown = await shownBy(asked ?? ran, told);
  const recipe = ours.kind === 'preset' && ours.recipe.place === undefined ? ours.recipe : undefined;
  const record = recordRows(theirs, ours);
  return {
    theirs: { kind: theirs.kind, name: theirs.name },
    ours: { kind: ours.kind, name: ours.name },
    engineName: shown.engine.name,
    engine: shown.engine.version,
    ...(record.length === 0 ? {} : { record }),
    differences: compare(shown, sideOf(theirs, shown, cwd), sideOf(ours, shown, cwd), recipe),
  };
}
