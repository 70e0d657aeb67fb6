/** What can train a part that a run cannot: commands with their data and hardware, filled in with what the person gave. */
import type { FamilyId } from '../../checkpoint/family/table.ts';
import { shellWord } from '../../findings/shell-word.ts';

/** One command; UPPER_CASE words in it stand for the person's own paths. */
export interface Step {
  readonly run: string;
  /** The one that trains; it stands for the whole where there is room for one line. */
  readonly main?: true;
  /** Left out where the person gave that already. */
  readonly unless?: 'model' | 'dataset';
}

/** The placeholder of something that the person may have given. */
export interface Blank {
  readonly word: string;
  /** A model must lie on this machine; a repository's name is not taken. */
  readonly local?: true;
  /** What a dataset must hold to be meant. */
  readonly holds?: 'text' | 'motion';
}

/** One way to train something; its steps are typed in order, in one shell. */
export interface Way {
  readonly id: string;
  readonly title: string;
  /** What it trains, and by which loss. */
  readonly trains: string;
  readonly steps: readonly Step[];
  readonly data: string;
  readonly hardware: string;
  /** What must be known before. */
  readonly notes: readonly string[];
  /** Where it is documented. */
  readonly source: string;
  /** The families that its model may be of. */
  readonly of: readonly FamilyId[];
  /** The way that its steps hold too: it is not told beside this one. */
  readonly covers?: string;
  readonly model?: Blank;
  readonly dataset?: Blank;
}

/** What the person gave, as he typed it. */
export interface Gave {
  readonly models: ReadonlyArray<{
    readonly name: string;
    readonly family: FamilyId | undefined;
    readonly local: boolean;
  }>;
  readonly dataset?: { readonly path: string; readonly holds: 'text' | 'motion' | undefined };
}

function fill(run: string, blank: Blank | undefined, value: string | undefined): string {
  if (blank === undefined || value === undefined) return run;
  return run.replaceAll(new RegExp(`\\b${blank.word}\\b`, 'g'), () => shellWord(value));
}

/** The way with the model and the dataset that were given, where they are of the kind that it takes. */
export function filled(way: Way, gave: Gave): Way {
  const model = gave.models.find(
    ({ family, local }) =>
      family !== undefined && way.of.includes(family) && (local || way.model?.local !== true),
  )?.name;
  const fits = (holds: 'text' | 'motion' | undefined) =>
    way.dataset?.holds === undefined || holds === undefined || holds === way.dataset.holds;
  const dataset = gave.dataset !== undefined && fits(gave.dataset.holds) ? gave.dataset.path : undefined;
  const has = { model: model !== undefined, dataset: dataset !== undefined };
  return {
    ...way,
    steps: way.steps
      .filter(({ unless }) => unless === undefined || !has[unless])
      .map((step) => ({ ...step, run: fill(fill(step.run, way.model, model), way.dataset, dataset) })),
  };
}

/** The commands alone, in order. */
export function commandsOf({ steps }: Way): readonly string[] {
  return steps.map(({ run }) => run);
}

/** The one command that trains, for a line. */
export function mainCommand({ steps }: Way): string | undefined {
  return (steps.find(({ main }) => main) ?? steps.at(-1))?.run;
}
