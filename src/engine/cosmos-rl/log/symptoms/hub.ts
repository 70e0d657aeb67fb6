/** Downloads: the Hugging Face Hub and Weights & Biases. */
import { symptomsOf } from '../../../torch/log/told.ts';

const NOT_TRAINING = (state: { readonly seen: { readonly step?: unknown } }) => state.seen.step === undefined;

const REFUSED =
  /(GatedRepoError|\b(?:401|403) (?:Client Error|Forbidden|Unauthorized)|Access to (?:model|dataset) \S+ is restricted|You are trying to access a gated repo|[Gg]ated repo|[Gg]ated dataset|Invalid (?:username or password|credentials in Authorization header|user token)|Please log in|LocalTokenNotFoundError|Unauthorized for url)/;
// Hugging Face answers 401 for repositories that do not exist as well, and says so.
const NOT_THERE = /RepositoryNotFound|Repository Not Found|not a valid model identifier/;

/** In order: the narrower text first. */
export const HUB = symptomsOf([
  {
    id: 'hub-rate-limited',
    summary: 'The hub limits the number of requests',
    outcome: 'retryable',
    subject: 'policy.model_name_or_path',
    because:
      'Every rank asks the hub for every file at the start; anonymous requests of one address are limited together.',
    source: 'huggingface_hub utils/_http.py',
    printed: true,
    forms: [
      {
        text: /(\b429 (?:Client Error|Too Many Requests)[^\n]*|HTTP(?: Error)? 429[^\n]*|status(?:_code)?[ =:]+429\b|We had to rate limit[^\n]*|Too Many Requests[^\n]*)/,
        when: NOT_TRAINING,
        says: 'The hub refuses more requests for now: {}.',
        help: 'Download once (`hf download REPO --local-dir DIR`) and give the folder, or `export HF_HUB_OFFLINE=1` with a full cache; HF_TOKEN raises the limit. Then start again.',
      },
    ],
  },
  {
    id: 'wandb-not-logged-in',
    summary: 'Weights & Biases wants a key',
    outcome: 'missing-input',
    category: 'token',
    subject: 'logging.logger',
    because: 'The controller starts wandb before anything else when logging.logger names it.',
    source: 'dispatcher/controller.py:138, 0.4.4; wandb 0.22',
    forms: [
      {
        text: /(api_key not configured[^\n]*|No API key configured[^\n]*|wandb\S*: API key must be[^\n]*|wandb[^\n]*(?:401|403)[^\n]*)/,
        when: NOT_TRAINING,
        says: 'Weights & Biases refused the log-in: {}.',
        help: 'export WANDB_API_KEY=…, or WANDB_MODE=offline, or go without it: `logging.logger=["console"]`',
      },
    ],
  },
  {
    id: 'model-gated',
    summary: 'The model or dataset needs a token, or its licence has not been accepted',
    outcome: 'missing-input',
    category: 'token',
    subject: 'policy.model_name_or_path',
    because:
      'Hugging Face wants a token of an account that accepted the licence. The engine retries for about 3 minutes before the worker registers: then cosmos-rl hangs.',
    source: 'utils/util.py:701-737, 0.4.4',
    printed: true,
    forms: [
      {
        text: /Access to (?:model|dataset) (\S+) is restricted|huggingface\.co\/(?:api\/(?:models|datasets)\/)?([\w.-]+\/[\w.-]+)/,
        needs: REFUSED,
        unless: NOT_THERE,
        when: NOT_TRAINING,
        says: 'Access to {} was refused.',
        help: 'Accept the licence on the page of the model, then: export HF_TOKEN=hf_… (a token of that account)',
      },
      {
        text: REFUSED,
        unless: NOT_THERE,
        when: NOT_TRAINING,
        says: 'Access to the repository was refused: {}.',
        help: 'Accept the licence on the page of the model, then: export HF_TOKEN=hf_… (a token of that account)',
      },
    ],
  },
  {
    id: 'hub-unreachable',
    summary: 'The hub cannot be reached from here',
    outcome: 'retryable',
    subject: 'network',
    because: 'The name does not resolve, a proxy or certificate is in the way, or the server has a fault.',
    source: 'requests 2.32, httpx 0.28, huggingface_hub utils/_http.py',
    printed: true,
    forms: [
      {
        text: /((?:Failed to resolve|Name or service not known|Temporary failure in name resolution|getaddrinfo failed)[^\n]*(?:huggingface|hf\.co|xethub)[^\n]*|(?:huggingface\.co|hf\.co|xethub)[^\n]*(?:Failed to resolve|NameResolutionError|Name or service not known|Temporary failure in name resolution|Max retries exceeded|Read timed out|timed out|CERTIFICATE_VERIFY_FAILED|ProxyError|Connection refused|Network is unreachable)[^\n]*|\b50[0234] Server Error[^\n]*|CERTIFICATE_VERIFY_FAILED[^\n]*|Cannot reach https:\/\/huggingface\.co[^\n]*)/,
        when: NOT_TRAINING,
        says: 'The hub cannot be reached from here: {}.',
        help: 'Download on a machine that can (`hf download REPO --local-dir DIR`) and give the folder, or export HF_ENDPOINT and HTTPS_PROXY as this network wants; then start again.',
      },
    ],
  },
]);
