/** Every kind of finding about whose file it is. */
import type { FindingKind } from '../../../findings/finding.ts';
import { engineStandsIn } from '../../findings/engine-stands-in.ts';

/** A file of another engine. */
export const otherEngineConfig: FindingKind = {
  id: 'other-engine-config',
  summary: 'the file is for another engine than cosmos-rl',
  severity: 'error',
  category: 'config',
  docs: {
    what: 'The keys of the file are those of another trainer, or none of them is a setting of cosmos-rl. Nothing else about it was checked.',
    why: "Without a table [train] cosmos-rl ends with KeyError: 'train' (policy/config/__init__.py, all versions); with one it drops every key it does not know and trains with its defaults.",
    fix: 'Start the file with its own engine, or write a cosmos-rl config: `cookbook-run cp PRESET my.toml`.',
  },
};

/** A file of cosmos-rl's other mode. */
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

/** The engine version was not given. */
export const engineGuessed: FindingKind = {
  id: 'engine-guessed',
  summary: 'no engine version was given or found; the file itself tells it',
  severity: 'info',
  category: 'config',
  enforcedBy: 'nobody',
  docs: {
    what: 'Without `--engine` and without an installed cosmos-rl, the file was checked for the version whose settings it uses.',
    why: 'Versions 0.2.6, 0.3.9, 0.4.4 and 0.4.7 have different settings, and each drops those of the others without a word.',
    fix: 'Give the version that will run it: `--engine 0.4.7`.',
  },
};

/** The engine will run another trainer than SFT. */
export const trainerNotSft: FindingKind = {
  id: 'trainer-not-sft',
  summary: 'the file is for another trainer of cosmos-rl than SFT',
  severity: 'info',
  category: 'config',
  enforcedBy: 'nobody',
  docs: {
    what: 'The engine will run GRPO with this file, because of its `type`, of a key that only GRPO has, or because there is no [train.train_policy] at all, which is a warning. What makes sense for every trainer was checked.',
    why: '`Config.preprocess` chooses the trainer (policy/config/__init__.py): by `type` from 0.4.4 on, before that by keys such as `temperature`.',
    fix: 'For SFT write `type = "sft"` in [train.train_policy] and remove the keys of GRPO.',
  },
};

export const FOREIGN_FINDINGS: readonly FindingKind[] = [
  otherEngineConfig,
  wfmConfig,
  engineGuessed,
  engineStandsIn,
  trainerNotSft,
];
