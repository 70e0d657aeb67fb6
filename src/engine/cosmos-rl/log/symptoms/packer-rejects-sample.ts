import { brief, raised, restingOn } from '../evidence.ts';
import type { Symptom } from '../symptom.ts';

const TEXT =
  /Unsupported content type: (.*)|Unsupported (?:role|image type|message)|conversation (?:must|should)|'str' object has no attribute 'copy'|string indices must be integers/;

/** The data packer does not accept the form of the conversation. */
export const packerRejectsSample: Symptom = {
  id: 'packer-rejects-sample',
  summary: 'The data packer does not accept the form of the conversations',
  severity: 'error',
  category: 'data',
  outcome: 'data',
  docs: {
    what: 'The data packer cannot read the conversation that the dataset returns.',
    why: 'The forms differ: HFVLMDataPacker (Reason 2) takes assistant content as a list of parts, Qwen2_5_VLM_DataPacker (Reason 1) only as a plain string, else "Unsupported content type" (dispatcher/data/packer/qwen2_5_vlm_data_packer.py:398, 0.4.7, seen).',
    fix: 'Return the form that the packer of the model wants; the entry scripts of cookbook-run do.',
  },
  matches(state) {
    const retry = state.seen['sample-retry']?.first;
    const retried = retry !== undefined && TEXT.test(retry.notice.message) ? retry : undefined;
    const found = raised(state, TEXT);
    const best = retried ?? (found?.text.includes('Unsupported') === true ? found : undefined);
    if (best === undefined) return undefined;
    const reason = retried === undefined ? best.text : retried.notice.message;
    return restingOn(best, {
      subject: 'dataset',
      message: `The data packer rejects the samples: ${brief(reason)}.`,
      because:
        'Each packer accepts one form of conversation; the engine retries the same sample 50 times and ends (0.4.x).',
      help: 'Return assistant content as a plain string for Qwen2.5-VL (Reason 1) and as [{"type": "text", "text": …}] for Qwen3-VL (Reason 2).',
    });
  },
};
