import { toType } from '../../../../findings/remedy.ts';
import { defineCheck } from '../facts.ts';

/** A LEPTON_ variable switches the launcher into the mode of a Lepton job. */
export const leptonVariablesSet = defineCheck({
  id: 'lepton-variables-set',
  summary: 'A LEPTON_ variable switches the launcher into the mode of a Lepton job.',
  severity: 'error',
  category: 'host',
  reads: ['leptonVariables'],
  docs: {
    what: 'LEPTON_JOB_WORKER_INDEX is set.',
    why: "The launcher then takes its addresses from LEPTON_JOB_SERVICE_PREFIX and LEPTON_SUBDOMAIN, changes the host's name, and waits for names to resolve (launcher/launch_all.py:769-960, 0.4.7).",
    fix: 'Unset it: `unset LEPTON_JOB_WORKER_INDEX`.',
  },
  // The other LEPTON_ variables are only read when this one is set.
  evaluate: ({ leptonVariables }) =>
    !leptonVariables.includes('LEPTON_JOB_WORKER_INDEX')
      ? []
      : [
          {
            subject: 'LEPTON_JOB_WORKER_INDEX',
            message: 'LEPTON_JOB_WORKER_INDEX is set, which makes the engine launch as part of a Lepton job.',
            remedy: toType(['unset', 'LEPTON_JOB_WORKER_INDEX']),
            data: { variables: leptonVariables },
          },
        ],
});
