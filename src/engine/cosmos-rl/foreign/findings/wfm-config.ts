/** A file of cosmos-rl's other mode. */
import type { FindingKind } from '../../../../findings/finding.ts';

export const wfmConfig: FindingKind = {
  id: 'wfm-config',
  summary: 'the file is for cosmos-rl --wfm-mode, which has settings of its own',
  severity: 'info',
  category: 'config',
  docs: {
    what: 'The file is a config of the world foundation model trainer inside cosmos-rl, whose settings differ from those of SFT and GRPO. Nothing else about it was checked.',
    why: '`cosmos-rl --wfm-mode` (0.3.9 and later, launcher/launch_vision.py) reads another class, CosmosVisionGenConfig.',
    fix: 'Start it with `cosmos-rl --wfm-mode`.',
  },
};
