/** What was read or seen of cosmos-framework for the pages of findings that every engine can have. */
import type { SharedPages } from '../adapter.ts';

/** By id. */
export const PAGES: SharedPages = {
  'worker-killed': {
    why: 'cosmos-framework leaves the checkpoint process of the killed worker behind (5eee9ed, seen).',
  },
  'worker-exception': { why: 'torchrun makes 1 of every exception.' },
  'cuda-out-of-memory': {
    why: 'torchrun makes 1 of it with cosmos-framework (5eee9ed, seen).',
    fix: 'For cosmos-framework: shorter samples, since its packer cuts none, model.activation_checkpointing.mode = "full", and more GPUs to share the states.',
  },
  'disk-full': {
    why: 'cosmos-framework raises it at the next save (5eee9ed, seen), and keeps every checkpoint.',
    fix: 'cosmos-framework saves less often with a larger checkpoint.save_iter.',
  },
  'loss-not-finite': {
    why: 'Seen with cosmos-framework (5eee9ed).',
    fix: 'The rate of cosmos-framework is optimizer.lr.',
  },
  'stop-requested': {
    what: 'For cosmos-framework it is a file that its callback looks for.',
    why: 'Seen with cosmos-framework (5eee9ed).',
  },
};
