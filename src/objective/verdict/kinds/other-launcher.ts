import { defineObjectiveFinding } from '../../finding-kind.ts';

/** The config is for another engine. */
export const otherLauncher = defineObjectiveFinding<{
  readonly launcher: string;
  readonly command: string;
  readonly sign: string;
}>({
  id: 'other-launcher',
  summary: 'The config is for another engine.',
  severity: 'error',
  category: 'config',
  docs: {
    what: 'The file has no [train] or [policy] of cosmos-rl, but the tables of another engine.',
    why: "cosmos-rl stops with KeyError 'train' on it.",
    fix: "Start it with that engine's own launcher.",
  },
  say: ({ launcher, command, sign }) => ({
    message: `This config is for ${launcher}, not for cosmos-rl.`,
    because: `it has ${sign}`,
    help: command,
  }),
});
