import { note, toSet } from '../../../../findings/remedy.ts';
import { defineCheck } from '../facts.ts';

/** The start weights cannot be converted by the `python` on PATH. */
export const conversionPythonUnfit = defineCheck({
  id: 'conversion-python-unfit',
  summary: 'The start weights cannot be converted by the `python` on PATH.',
  severity: 'error',
  category: 'host',
  reads: ['conversionPython'],
  docs: {
    what: 'The launch converts the start weights first, and `python` is not on PATH, has no module `cosmos_framework`, or is older than 3.12.',
    why: 'The conversion is a module of cosmos-framework, and runs by the name `python`; it imports what Python has since 3.12, though training itself needs 3.10 only (5eee9ed).',
    fix: 'Activate the environment of cosmos-framework with Python 3.12 or newer, or convert elsewhere and name the folder: `model.backbone.safetensors_path=DIR`.',
  },
  evaluate: ({ conversionPython: why }, { makes = [] }) =>
    why === '' || !makes.includes('python')
      ? []
      : [
          {
            subject: 'python',
            message: `The start weights must be converted first, and that cannot be done here: ${why}.`,
            remedy: [
              note('activate an environment of cosmos-framework with Python 3.12'),
              toSet(
                { 'model.backbone.safetensors_path': 'DIR' },
                'name weights that were converted elsewhere with {}',
              ),
            ],
            data: { why },
          },
        ],
});
