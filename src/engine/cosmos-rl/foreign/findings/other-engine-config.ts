/** A file of another engine. */
import type { FindingKind } from '../../../../findings/finding.ts';

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
