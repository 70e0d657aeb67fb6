/** Findings about answers, as far as a recipe knows what a right one looks like. */
import { defineFinding } from '../../findings/finding.ts';

/** The answer of a multiple-choice question is none of its options. */
export const answerNotAnOption = defineFinding<{
  readonly answer: string;
  readonly options: readonly string[];
  /** The answer is the mark of an option, of one that is not listed. */
  readonly marked: boolean;
}>({
  id: 'answer-not-an-option',
  summary: 'The answer of a multiple-choice question is none of the options that it lists.',
  severity: 'error',
  category: 'data',
  docs: {
    what: 'The question lists options (`A: …` in lines, or `(1) …`), and the answer is a letter or number that is not among them; a warning where the answer is no letter or number at all.',
    why: 'The model learns an answer that cannot be right, without a word by the engine.',
    fix: 'Correct the answer, or remove the item.',
  },
  say: ({ answer, options, marked }, subject) => ({
    message: `${subject}: the answer ${JSON.stringify(answer.slice(0, 40))} is none of the options ${options.join(', ')}.`,
    help: 'Write the letter or number of an option as the answer.',
    severity: marked ? 'error' : 'warning',
  }),
});

/** An answer says another class than the folder of its picture. */
export const answerContradictsLabel = defineFinding<{
  readonly answer: string;
  readonly label: string;
  /** The label is one of the options. */
  readonly listed: boolean;
}>({
  id: 'answer-contradicts-label',
  summary: 'An answer contradicts the folder that its picture lies in.',
  severity: 'error',
  category: 'data',
  docs: {
    what: 'The chosen option is another defect than the folder of the picture names, upper and lower case aside, or a question about that very defect is answered with no; a warning where the folder is none of the options.',
    why: 'The create_annotation.py of the recipe looks folder names up in lower case. WM-811K writes them as `Center` and `Edge-Loc`, so that every multiple-choice answer becomes `(1) loc.`, and the defect of a question to be denied may be the true one: a quarter of the data is wrong, without a word.',
    fix: 'Rename the folders to lower case (`center`, `edge-loc`) and make the annotation file anew.',
  },
  say: ({ answer, label, listed }, subject) => ({
    message: listed
      ? `${subject}: the answer ${JSON.stringify(answer.slice(0, 60))} contradicts the folder of its picture, ${label}.`
      : `${subject}: the folder of its picture, ${label}, is none of the options, and the answer is ${JSON.stringify(answer.slice(0, 60))}.`,
    help: 'Rename the folders of the pictures to lower case, and make the annotations anew.',
    severity: listed ? 'error' : 'warning',
  }),
});

/** An answer does not have the form that its question asks for. */
export const answerUnusual = defineFinding<{
  readonly answer: string;
  readonly expected: string;
  readonly category?: string;
}>({
  id: 'answer-unusual',
  summary: 'An answer does not have the form that its question asks for.',
  severity: 'warning',
  category: 'data',
  docs: {
    what: 'In the warehouse recipe the `category` of an item decides the form of its answer: `left_right`, `mcq` and `count` (a whole number), `distance` (a number). Several questions of an item with one answer to all are unusual too.',
    why: 'The data_preprocess.py of the recipe writes `normalized_answer` behind every question of an item, whatever was asked; the published script trains on the first only, ours on all.',
    fix: 'Correct the answer; split an item with several questions into several.',
  },
  say: ({ answer, expected, category }, subject) => ({
    message: `${subject}: the answer ${JSON.stringify(answer.slice(0, 40))} is not ${expected}${category === undefined ? '' : `, which ${category} asks for`}.`,
    help: 'Correct the answer, or remove the item.',
  }),
});

/** What the questions are called. */
const NAMES = {
  open: 'what it shows',
  yes: 'one answered with yes',
  no: 'one answered with no',
  choice: 'a choice among options',
};

/** A picture has not the four questions of the wafer map recipe. */
export const questionsIncomplete = defineFinding<{
  readonly missing: ReadonlyArray<keyof typeof NAMES>;
}>({
  id: 'questions-incomplete',
  summary: 'A picture lacks one of the four questions of the wafer map recipe.',
  severity: 'warning',
  category: 'data',
  docs: {
    what: 'About every picture the recipe asks what it shows, for this defect (yes), for another one (no), and to choose among the options.',
    why: 'Without the questions that are answered with no, for example, the model learns to say yes.',
    fix: 'Add the question; make the annotation file anew if it was cut.',
  },
  say: ({ missing }, subject) => ({
    message: `About the picture ${subject} a question is missing: ${missing.map((kind) => NAMES[kind]).join('; ')}.`,
    help: 'Make the annotation file anew, with four questions about every picture.',
  }),
});

/** The classes of a wafer map dataset are small or of unequal size. */
export const classImbalanced = defineFinding<{
  readonly classes: Readonly<Record<string, number>>;
  readonly published: number;
}>({
  id: 'class-imbalanced',
  summary: 'The classes have few pictures, or some have more than twice as many as others.',
  severity: 'info',
  category: 'data',
  docs: {
    what: 'The pictures of each folder are counted; the published run had 100 of each of eight classes.',
    why: 'A class with few pictures is seldom predicted; its accuracy says little.',
    fix: 'Sample the classes evenly.',
  },
  say: ({ classes, published }, subject) => {
    const sizes = Object.entries(classes).sort(([, a], [, b]) => a - b);
    const [least = ['', 0], most = least] = [sizes[0], sizes.at(-1)];
    return {
      message: `${subject} has ${sizes.length} classes with ${least[1]} (${least[0]}) to ${most[1]} (${most[0]}) pictures; the published run had ${published} of each.`,
    };
  },
});

/** An answer about times has an interval that cannot be, or none. */
export const intervalInvalid = defineFinding<{
  readonly problem: string;
  readonly severity: 'error' | 'warning';
}>({
  id: 'interval-invalid',
  summary: 'An answer about times has an interval that cannot be, or none.',
  severity: 'error',
  category: 'data',
  docs: {
    what: 'Answers of the temporal localization recipe write events as `<start> <end>`, in seconds of the clip. One that ends before it starts is an error; one without length or behind the end of the clip, a single time, and an answer without an interval are warnings.',
    why: 'The model learns the times as they are written: nothing checks them, neither the published scripts nor the engine.',
    fix: 'Correct the answer. Behind the end of the clip: compare the clip with the one that was annotated.',
  },
  say: ({ problem, severity }, subject) => ({
    severity,
    message: `${subject}: the answer ${problem}.`,
    help: 'Write <start> <end> in seconds of the clip, for example <1.5> <3.0> grasp the cup.',
  }),
});

/** Some intervals are shorter than the time between two frames that the model sees. */
export const intervalBetweenFrames = defineFinding<{
  readonly unseen: number;
  readonly of: number;
  /** Seconds. */
  readonly shortest: number;
}>({
  id: 'interval-between-frames',
  summary: 'Some intervals are shorter than the time between two frames that the model sees.',
  severity: 'info',
  category: 'data',
  docs: {
    what: 'With `custom.vision.fps` or `nframes` as they are, an event may begin and end between two frames.',
    why: 'The model cannot see such an event. The published run trained at 1 frame per second, the default of its script, and was evaluated at 8.',
    fix: 'Raise `custom.vision.fps`; the vision tokens grow with it, as `data check` shows.',
  },
  say: ({ unseen, of, shortest }, subject) => ({
    message: `${subject}: ${unseen} of ${of} intervals are shorter than the time between two frames; the shortest has ${shortest} s.`,
    help: 'Raise custom.vision.fps, for example to 8 as in the published evaluation.',
  }),
});

/** An answer of the scoring recipe is no score from 1 to 5. */
export const scoreInvalid = defineFinding<{ readonly answer: string; readonly score?: number }>({
  id: 'score-invalid',
  summary: 'An answer of the scoring recipe is no score from 1 to 5.',
  severity: 'error',
  category: 'data',
  docs: {
    what: 'An answer is a whole number from 1 to 5, alone or in `<answer>` tags. Another number is an error, anything else a warning.',
    why: 'The model learns to answer what nobody asks for; the published evaluation counts an answer that is no number as wrong.',
    fix: 'Correct the score, or take the row out.',
  },
  say: ({ answer, score }, subject) =>
    score === undefined
      ? {
          severity: 'warning',
          message: `${subject}: the answer is no score alone: ${JSON.stringify(answer)}.`,
          help: 'Write the score alone, or in <answer> tags.',
        }
      : {
          message: `${subject}: the score ${score} is not a whole number from 1 to 5.`,
          help: 'Correct the score, or take the row out.',
        },
});

/** Nearly all answers are the same score. */
export const scoresUnbalanced = defineFinding<{
  readonly score: number;
  readonly count: number;
  readonly total: number;
  readonly histogram: Readonly<Record<string, number>>;
}>({
  id: 'scores-unbalanced',
  summary: 'Nearly all answers are the same score.',
  severity: 'warning',
  category: 'data',
  docs: {
    what: 'More than four fifths of the samples have one score.',
    why: 'A model that always answers this score is right nearly always, so the loss falls without anything being learnt about the clips.',
    fix: 'Balance the scores: drop or repeat rows.',
  },
  say: ({ score, count, total }, subject) => ({
    message: `${subject}: ${count} of ${total} answers are the score ${score}.`,
    help: 'Balance the scores when the dataset is made.',
  }),
});

/** The same clip has two scores. */
export const labelsContradict = defineFinding<{
  readonly clip: string;
  readonly score: number;
  readonly first: string;
  readonly firstScore: number;
}>({
  id: 'labels-contradict',
  summary: 'The same clip has two scores.',
  severity: 'warning',
  category: 'data',
  docs: {
    what: 'Two rows name the same file and give it different scores.',
    why: 'The published download script names clips by the number of their row, in one folder for all datasets: a second dataset with its rows in another order takes the clips of the first, with the wrong labels.',
    fix: 'Download each dataset into a folder of its own, and make it anew.',
  },
  say: ({ clip, score, first, firstScore }, subject) => ({
    message: `${subject} gives ${clip} the score ${score}; ${first} gives it ${firstScore}.`,
    help: 'Download the clips of each dataset into a folder of its own, and make it anew.',
  }),
});

/** A 3D box is not one. */
export const box3dInvalid = defineFinding<{ readonly where: string; readonly problem: string }>({
  id: 'box-3d-invalid',
  summary: 'A 3D box is not nine finite numbers and a label.',
  severity: 'error',
  category: 'data',
  docs: {
    what: 'A box is `{"bbox_3d": [x, y, z, x_size, y_size, z_size, roll, pitch, yaw], "label": "car"}`: nine finite numbers and a text.',
    why: 'The answer is a list of such boxes; the model would be taught another form, which no evaluation can read.',
    fix: 'Correct the box, or remove it; a picture without vehicles has an empty list.',
  },
  say: ({ where, problem }, subject) => ({
    message: `${subject}: ${where} ${problem}.`,
    help: 'Write {"bbox_3d": [x, y, z, x_size, y_size, z_size, roll, pitch, yaw], "label": "car"}.',
  }),
});

/** A 3D box cannot be seen, or has no size. */
export const box3dUnusual = defineFinding<{ readonly where: string; readonly problem: string }>({
  id: 'box-3d-unusual',
  summary: 'A 3D box has numbers that no vehicle in the picture can have.',
  severity: 'warning',
  category: 'data',
  docs: {
    what: 'A box lies behind the camera or more than 100 m away, has a size of 0 or less, or an angle of more than a turn in radians.',
    why: 'The published curation leaves such boxes out: coordinates are those of the camera (x right, y down, z forward, in metres), and a model cannot learn from a picture what the picture does not show. World coordinates and degrees look like this.',
    fix: 'Transform the boxes into the coordinates of the camera, or leave these out.',
  },
  say: ({ where, problem }, subject) => ({ message: `${subject}: ${where}: ${problem}.` }),
});
