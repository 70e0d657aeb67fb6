/** What a person must give before a way can be typed: each blank of `src/objective/remedies` with its flag and its words. */

/** One blank, as a variable of the scripts. */
export interface Variable {
  readonly word: string;
  /** The flag that fills it in; without one it follows from the others. */
  readonly flag?: 'model' | 'dataset' | 'nav' | 'host';
  readonly what: string;
  /** A value for the shell, where nobody has to give one; it may use HERE, the folder of the scripts. */
  readonly standard?: string;
  /** It is there before any training: the first script looks for it. */
  readonly exists?: true;
}

const BLANKS: readonly Variable[] = [
  {
    word: 'R1_DIR',
    flag: 'model',
    what: 'folder of nvidia/Alpamayo-R1-10B (a local folder, not its name)',
    exists: true,
  },
  {
    word: 'A15_DIR',
    flag: 'model',
    what: 'folder of nvidia/Alpamayo-1.5-10B (a local folder, not its name)',
    exists: true,
  },
  {
    word: 'ALPAMAYO2_SUPER',
    flag: 'model',
    what: 'nvidia/Alpamayo2-Super (gated) or a complete snapshot of it',
    standard: 'nvidia/Alpamayo2-Super',
  },
  {
    word: 'PAI_DIR',
    flag: 'dataset',
    what: 'folder of PhysicalAI-Autonomous-Vehicles, or of your own data in its form',
    exists: true,
  },
  {
    word: 'NAV_JSON',
    flag: 'nav',
    what: 'navigation texts: a list of clip_id, t0_relative (µs), nav_text',
    exists: true,
  },
  { word: 'HOST_0', flag: 'host', what: 'name of the first node, as the others reach it' },
  { word: 'NODE_RANK', what: 'number of this node from 0', standard: '0' },
  { word: 'A1_DIR', what: 'the model in the form that is trained', standard: '$HERE/a1' },
  { word: 'A15_OUT', what: 'the trained model in the form of 1.5, of links', standard: '$HERE/a15-links' },
  { word: 'A15_FULL', what: 'the same as files', standard: '$HERE/a15' },
  { word: 'OUT_DIR', what: 'checkpoints of the first stage that is trained', standard: '$HERE/output' },
  { word: 'OUT_DIR_2', what: 'checkpoints of stage 2 after a stage 1', standard: '$HERE/output-2' },
];

/** The blanks that stand in these commands, in the order of the table. */
export function blanksIn(commands: readonly string[]): readonly Variable[] {
  const text = commands.join('\n');
  return BLANKS.filter(({ word }) => new RegExp(`\\b${word}\\b`).test(text));
}
