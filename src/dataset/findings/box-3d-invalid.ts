import { defineDatasetFinding } from '../finding-kind.ts';

/** A 3D box is not one. */
export const box3dInvalid = defineDatasetFinding<{ readonly where: string; readonly problem: string }>({
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
