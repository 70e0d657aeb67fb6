/** The wafer map recipe: pictures in a folder for each defect, four questions about every picture. */
import { basename, dirname } from 'node:path';
import { markIn, optionsIn } from '../annotations/choices.ts';
import type { Annotation, Examiner } from '../annotations/read.ts';
import { stripped } from '../annotations/text.ts';
import type { Notes } from '../finding-collector.ts';
import {
  answerContradictsLabel,
  answerNotAnOption,
  classImbalanced,
  questionsIncomplete,
} from '../findings/answers.ts';
import { llavaLayout } from './llava.ts';

/** The questions of the recipe: what defect is it, is it this one (yes and no), which of these is it. */
const KINDS = ['open', 'yes', 'no', 'choice'] as const;
type Kind = (typeof KINDS)[number];

/** A class without the differences of spelling: WM-811K writes `Edge-Loc`, the questions `edge-loc`. */
function spelt(name: string): string {
  return stripped(name).toLowerCase().replaceAll(/[ _]/g, '-');
}

/** Whether a text names a class, and not one whose name it is a part of: `loc` in `edge-loc`. */
function namesClass(text: string, name: string): boolean {
  const words = text
    .toLowerCase()
    .replaceAll('_', '-')
    .split(/[^a-z0-9-]+/);
  return name !== '' && words.includes(name);
}

interface Question {
  readonly kind: Kind;
  readonly question: string;
  readonly answer: string;
  readonly options: ReadonlyMap<string, string>;
}

function questionsOf({ spoken }: Annotation): readonly Question[] {
  const { turns } = spoken;
  return turns.flatMap(({ role, text: answer }, place): Question[] => {
    if (role !== 'assistant') return [];
    const question = turns[place - 1]?.text ?? '';
    const options = optionsIn(question);
    const yesOrNo = /^(yes|no)\b/i.exec(stripped(answer))?.[1]?.toLowerCase() as 'yes' | 'no' | undefined;
    return [{ kind: options.size > 0 ? 'choice' : (yesOrNo ?? 'open'), question, answer, options }];
  });
}

function judgeChoice(asked: Question, label: string, place: string, notes: Notes): void {
  const { answer, options } = asked;
  const mark = markIn(answer);
  const chosen = mark === undefined ? undefined : options.get(mark);
  if (chosen === undefined) {
    notes.add(answerNotAnOption, place, { answer, options: [...options.keys()], marked: mark !== undefined });
    return;
  }
  const listed = [...options.values()].some((option) => spelt(option) === spelt(label));
  if (spelt(chosen) !== spelt(label)) notes.add(answerContradictsLabel, place, { answer, label, listed });
}

function judgeYesOrNo(
  { kind, question, answer }: Question,
  label: string,
  place: string,
  notes: Notes,
): void {
  if (kind === 'no' && namesClass(question, spelt(label))) {
    notes.add(answerContradictsLabel, place, { answer, label, listed: true });
  }
}

/** Looks at every item of a wafer map file, and at the end at the questions of each picture and at the classes. */
function waferExaminer(file: string): Examiner {
  const asked = new Map<string, Set<Kind>>();
  let unlabelled = 0;
  return {
    item(annotation, notes) {
      const picture = annotation.names.pictures[0];
      if (picture === undefined) return;
      const folder = basename(dirname(picture));
      const label = folder === '.' || folder === '' ? undefined : folder;
      if (label === undefined) unlabelled += 1;
      const kinds = asked.get(picture) ?? new Set<Kind>();
      asked.set(picture, kinds);
      for (const question of questionsOf(annotation)) {
        kinds.add(question.kind);
        if (label === undefined) continue;
        if (question.kind === 'choice') judgeChoice(question, label, annotation.place, notes);
        else judgeYesOrNo(question, label, annotation.place, notes);
      }
    },
    end(notes) {
      if (unlabelled > 0) {
        const reason = `${unlabelled} pictures do not lie in a folder named after their defect`;
        notes.skip(answerContradictsLabel.id, reason);
      }
      const classes = new Map<string, number>();
      for (const [picture, kinds] of asked) {
        const missing = KINDS.filter((kind) => !kinds.has(kind));
        if (missing.length > 0) notes.add(questionsIncomplete, picture, { missing });
        const name = spelt(basename(dirname(picture)));
        classes.set(name, (classes.get(name) ?? 0) + 1);
      }
      const sizes = [...classes.values()];
      const [least, most] = [Math.min(...sizes), Math.max(...sizes)];
      if (sizes.length > 0 && (least < PUBLISHED || most > 2 * least)) {
        notes.add(classImbalanced, file, { classes: Object.fromEntries(classes), published: PUBLISHED });
      }
    },
  };
}

/** Pictures of each class in the published run. */
const PUBLISHED = 100;

/** The wafer map layout. */
export const waferMap = llavaLayout(waferExaminer);
