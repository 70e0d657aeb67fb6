/** What can train a part that a run cannot: commands with their data and hardware, filled in with what the person gave. */
import type { FamilyId } from '../../checkpoint/family/table.ts';
import { shellWord } from '../../findings/shell-word.ts';

/** One command; UPPER_CASE words in it stand for the person's own paths. */
export interface Step {
  readonly run: string;
  /** The one that trains; it stands for the whole where there is room for one line. */
  readonly main?: true;
  /** Left out where the person gave that already, or where it was made before. */
  readonly unless?: 'model' | 'dataset' | 'made';
  /** What a larger model needs beside: words that are added where its name says so. */
  readonly larger?: { readonly named: RegExp; readonly adds: string };
}

/** The placeholder of something that the person may have given. */
interface Blank {
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
  /** The placeholder of a folder that its steps make, once. */
  readonly makes?: string;
  /** The repository in its steps; another of its families takes its place. */
  readonly repository?: string;
  /** What need not be done any more, and what shows it. */
  readonly done?: string;
}

/** The folder that the steps of a way have made before, and why it cannot be used. */
export interface Made {
  readonly name: string;
  readonly problem?: string;
}

/** What the person gave, as he typed it. */
export interface Gave {
  readonly models: ReadonlyArray<{
    readonly name: string;
    readonly family: FamilyId | undefined;
    readonly local: boolean;
  }>;
  readonly dataset?: { readonly path: string; readonly holds: 'text' | 'motion' | undefined };
  readonly made?: Made;
}

function fill(run: string, blank: Blank | undefined, value: string | undefined): string {
  if (blank === undefined || value === undefined) return run;
  return run.replaceAll(new RegExp(`\\b${blank.word}\\b`, 'g'), () => shellWord(value));
}

/** The way with what is known of the folder that its steps make. */
function withMade(way: Way, made: Made | undefined): Way {
  if (way.makes === undefined || made === undefined) return way;
  const { name, problem } = made;
  if (problem !== undefined)
    return {
      ...way,
      notes: [`${name} is there and cannot be used: ${problem}; remove it first`, ...way.notes],
    };
  return { ...way, done: `${name} is there and whole: nothing is converted again` };
}

/** The way with the model and the dataset that were given, where they are of the kind that it takes. */
export function filled(way: Way, gave: Gave): Way {
  const fitting = gave.models.filter(({ family }) => family !== undefined && way.of.includes(family));
  const model = fitting.find(({ local }) => local || way.model?.local !== true)?.name;
  const [named = ''] = fitting.map(({ name }) => name);
  const repository = fitting.find(({ local }) => !local)?.name;
  const fits = (holds: 'text' | 'motion' | undefined) =>
    way.dataset?.holds === undefined || holds === undefined || holds === way.dataset.holds;
  const dataset = gave.dataset !== undefined && fits(gave.dataset.holds) ? gave.dataset.path : undefined;
  const whole = withMade(way, gave.made);
  const made = whole.done === undefined ? undefined : gave.made?.name;
  // What was made needs its model no more.
  const has = {
    model: model !== undefined || made !== undefined,
    dataset: dataset !== undefined,
    made: made !== undefined,
  };
  const blanks: ReadonlyArray<readonly [Blank | undefined, string | undefined]> = [
    [way.model, model],
    [way.dataset, dataset],
    [way.makes === undefined ? undefined : { word: way.makes }, made],
    [way.repository === undefined ? undefined : { word: way.repository }, repository],
  ];
  return {
    ...whole,
    steps: way.steps
      .filter(({ unless }) => unless === undefined || !has[unless])
      .map(({ larger, ...step }) => {
        const run = larger?.named.test(named) === true ? `${step.run}${larger.adds}` : step.run;
        return { ...step, run: blanks.reduce((text, [blank, value]) => fill(text, blank, value), run) };
      }),
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
