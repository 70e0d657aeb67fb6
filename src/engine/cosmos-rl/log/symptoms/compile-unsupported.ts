import { brief, raised, restingOn } from '../evidence.ts';
import type { Symptom } from '../symptom.ts';

const TEXT = /Compile is not supported for HFModel/;

/** train.compile with a model that runs on the Hugging Face fall-back. */
export const compileUnsupported: Symptom = {
  id: 'compile-unsupported',
  summary: 'train.compile is on, and the model runs on the Hugging Face fall-back',
  severity: 'error',
  category: 'run',
  outcome: 'failed',
  docs: {
    what: 'The model is loaded through Hugging Face, and that path cannot be compiled.',
    why: 'policy/model/hf_models/parallelize.py:57 asserts it; train.compile is true by default, and 0.4.7 exits 0 after it (seen). A native model whose load fails falls back to this path: then "Failed to load model" is the cause.',
    fix: 'Set train.compile = false.',
  },
  matches(state) {
    const found = raised(state, TEXT);
    if (found === undefined) return undefined;
    const native = state.seen['native-load-failed']?.first.notice.reason;
    return restingOn(found, {
      subject: 'train.compile',
      message:
        native === undefined
          ? 'train.compile is on, and a model on the Hugging Face fall-back cannot be compiled.'
          : `The native model could not be loaded (${brief(native)}), and its fall-back cannot be compiled.`,
      because: 'Asserted in policy/model/hf_models/parallelize.py:57 (0.4.7); compile is on by default.',
      help: 'Set train.compile=false.',
    });
  },
};
