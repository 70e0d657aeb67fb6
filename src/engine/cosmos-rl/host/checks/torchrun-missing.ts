import { note } from '../../../../findings/remedy.ts';
import { hasCapability } from '../../versions.ts';
import { defineCheck } from '../facts.ts';

/** This engine version starts its workers with torchrun, which is not on PATH. */
export const torchrunMissing = defineCheck({
  id: 'torchrun-missing',
  summary: 'This engine version starts its workers with torchrun, which is not on PATH.',
  severity: 'error',
  category: 'host',
  reads: ['programs'],
  docs: {
    what: 'There is no program called `torchrun` on PATH, and the engine is older than 0.4.7.',
    why: 'launch_replica.sh runs `torchrun` by name up to 0.4.4; 0.4.7 runs `python -m cosmos_rl.launcher.torchrun` instead.',
    fix: 'Activate the environment of the engine, whose bin folder holds torchrun.',
  },
  evaluate({ programs }, { engine }) {
    if (programs['torchrun'] !== undefined || engine === undefined || hasCapability(engine, 'ownTorchrun'))
      return [];
    return [
      {
        subject: 'torchrun',
        message: `No program called torchrun is on PATH, and cosmos-rl ${engine} starts its workers by that name.`,
        because: 'cosmos_rl/launcher/launch_replica.sh:119 (0.4.4): LAUNCH_BINARY="torchrun".',
        remedy: note("put the bin folder of the engine's environment first on PATH (activate it)"),
        data: { engine },
      },
    ];
  },
});
