import { defineObjectiveFinding } from '../../finding-kind.ts';

/** A key asks for a decoder or a loss, and nobody reads it. */
export const decoderKeyIgnored = defineObjectiveFinding<{
  readonly key: string;
  readonly engine: string;
  readonly custom: boolean;
}>({
  id: 'decoder-key-ignored',
  summary: 'A key asks for a decoder or a loss, and nobody reads it.',
  severity: 'error',
  category: 'config',
  docs: {
    what: 'The config sets a loss, a decoder or a reward that this run has not got.',
    why: 'cosmos-rl drops unknown keys without a word, at any depth; [custom] is for entry scripts, and no script is given that reads it (0.4.7, policy/config/__init__.py). The loss stays the cross entropy of text.',
    fix: 'Remove the key, or run what trains that part; with a script of your own, give it with --script.',
  },
  say: ({ key, engine, custom }) => ({
    message: `\`${key}\` has no effect: this Reason SFT run has no such loss or module.`,
    because: custom
      ? 'cosmos-rl does not read [custom], and no entry script is given that does'
      : `cosmos-rl ${engine} drops the key without a word`,
    help: 'remove it, or see "what can train it"',
  }),
});
