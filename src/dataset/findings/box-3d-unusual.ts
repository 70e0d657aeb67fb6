import { defineDatasetFinding } from '../finding-kind.ts';

/** A 3D box cannot be seen, or has no size. */
export const box3dUnusual = defineDatasetFinding<{ readonly where: string; readonly problem: string }>({
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
