import { brief, restingOn, sighted } from '../evidence.ts';
import type { Symptom } from '../symptom.ts';

const TEXT =
  /GatedRepoError|\b401 Client Error|\b403 Client Error|Access to model (?<model>\S+) is restricted|You are trying to access a gated repo|gated repo|Invalid (?:username or password|credentials in Authorization header|user token)|Please log in|LocalTokenNotFoundError|Unauthorized for url/;

const NOT_THERE = /Repository Not Found|RepositoryNotFoundError|not a valid model identifier/;

/** The model or dataset repository needs a token. */
export const modelGated: Symptom = {
  id: 'model-gated',
  summary: 'The model or dataset needs a token, or its licence has not been accepted',
  severity: 'error',
  category: 'token',
  outcome: 'missing-input',
  clue: TEXT,
  docs: {
    what: 'Hugging Face refused the download: no token, a wrong one, or the licence of a gated repository is not accepted.',
    why: 'The engine retries the load 11 times for about 3 minutes, then raises before the worker registers: cosmos-rl hangs (utils/util.py:701-737, 0.4.4).',
    fix: 'Accept the licence on the page of the model, then export HF_TOKEN, or download it first and give the local folder.',
  },
  matches(state) {
    const found = sighted(state, 'model-gated', TEXT);
    // A refused log-in to wandb or another service does not stop training.
    if (found === undefined || state.seen.step !== undefined) return undefined;
    // Hugging Face answers 401 for repositories that do not exist as well, and says so.
    if (NOT_THERE.test(found.text)) return undefined;
    const name =
      found.match.groups?.model ??
      /huggingface\.co\/(?:api\/(?:models|datasets)\/)?([\w.-]+\/[\w.-]+)/.exec(found.text)?.[1];
    return restingOn(found, {
      subject: 'policy.model_name_or_path',
      message: `Access to ${name ?? 'the repository'} was refused: ${brief(found.match[0])}.`,
      because: 'Hugging Face wants a token of an account that accepted the licence.',
      help: 'Accept the licence on the page of the model, then: export HF_TOKEN=hf_…',
    });
  },
};
