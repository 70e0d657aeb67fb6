/** Downloads: the Hugging Face Hub and Weights & Biases. */
import { symptomsOf } from '../../../torch/log/told.ts';

const NOT_TRAINING = (state: { readonly seen: { readonly step?: unknown } }) => state.seen.step === undefined;

const REFUSED =
  /(GatedRepoError|\b(?:401|403) (?:Client Error|Forbidden|Unauthorized)|Access to (?:model|dataset) \S+ is restricted|You are trying to access a gated repo|(?<!private or )[Gg]ated repo|[Gg]ated dataset|Invalid (?:username or password|credentials in Authorization header|user token)|Please log in|LocalTokenNotFoundError|Unauthorized for url)/;
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
    id: 'hub-blocked',
    summary: 'A proxy, or its certificate, stands between this host and the hub',
    outcome: 'host',
    subject: 'network',
    because:
      'A network that looks into connections signs them itself, which Python does not know; another attempt meets the same proxy.',
    source: 'requests 2.32 adapters.py; urllib3 2.5 connection.py',
    printed: true,
    forms: [
      {
        text: /(CERTIFICATE_VERIFY_FAILED[^\n]*)/,
        when: NOT_TRAINING,
        says: 'The certificate of this connection is not one that Python knows: {}.',
        help: '`export REQUESTS_CA_BUNDLE=/etc/ssl/certs/ca-certificates.crt SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt`, with the certificate of your network in it; or download elsewhere (`hf download REPO --local-dir DIR`) and give the folder.',
      },
      {
        text: /(407 Proxy Authentication Required|Tunnel connection failed: 40\d[^\n]*|Unable to connect to proxy[^\n]*|ProxyError\([^\n]*)/,
        when: NOT_TRAINING,
        says: 'The proxy of this network refuses the connection: {}.',
        help: '`export HTTPS_PROXY=http://USER:PASSWORD@HOST:PORT NO_PROXY=localhost,127.0.0.1`, or download elsewhere (`hf download REPO --local-dir DIR`) and give the folder.',
      },
    ],
  },
  {
    id: 'hub-cache-locked',
    summary: 'Another process holds the download cache of the hub',
    outcome: 'retryable',
    subject: 'HF_HUB_CACHE',
    because:
      'A download holds a lock file for as long as it goes on; a filesystem without locks leaves it for ever.',
    source: 'huggingface_hub file_download.py, utils/_fixes.py; filelock 3',
    printed: true,
    forms: [
      {
        text: /The file lock '([^']*\.lock)' could not be acquired/,
        says: 'The lock {} of a download is held by another process.',
        help: 'See who downloads: `pgrep -af python`; wait for it, or where there is none remove that file. Then start again.',
      },
    ],
  },
  {
    id: 'wandb-unreachable',
    summary: 'Weights & Biases cannot be reached from here',
    outcome: 'retryable',
    subject: 'logging.logger',
    because:
      'The controller starts wandb before anything else when logging.logger names it, and waits 90 s for it.',
    source: 'dispatcher/controller.py:138, 0.4.4; wandb 0.22 sdk/wandb_init.py',
    forms: [
      {
        text: /(Run initialization has timed out[^\n]*|(?:wandb|CommError)[^\n]*(?:[Nn]etwork error|timed out|ConnectTimeout|Connection (?:refused|reset))[^\n]*)/,
        when: NOT_TRAINING,
        says: 'Weights & Biases did not answer: {}.',
        help: '`export WANDB_MODE=offline`, or go without it: `logging.logger=["console"]`',
      },
    ],
  },
  {
    id: 'hub-unreachable',
    summary: 'The hub cannot be reached from here',
    outcome: 'retryable',
    subject: 'network',
    because: 'The name does not resolve, the network is closed, or the server has a fault.',
    source: 'requests 2.32, httpx 0.28, huggingface_hub utils/_http.py',
    printed: true,
    forms: [
      {
        text: /((?:Failed to resolve|Name or service not known|Temporary failure in name resolution|getaddrinfo failed)[^\n]*(?:huggingface|hf\.co|xethub)[^\n]*|(?:huggingface\.co|hf\.co|xethub)[^\n]*(?:Failed to resolve|NameResolutionError|Name or service not known|Temporary failure in name resolution|Max retries exceeded|Read timed out|timed out|Connection refused|Network is unreachable)[^\n]*|\b50[0234] Server Error[^\n]*|Cannot reach https:\/\/huggingface\.co[^\n]*)/,
        when: NOT_TRAINING,
        says: 'The hub cannot be reached from here: {}.',
        help: 'Download on a machine that can (`hf download REPO --local-dir DIR`) and give the folder, or export HF_ENDPOINT and HTTPS_PROXY as this network wants; then start again.',
      },
      {
        text: /(Consistency check failed: file should be of size[^\n]*)/,
        when: NOT_TRAINING,
        says: 'A download was cut: {}.',
        help: 'Fetch it again before the start: `hf download REPO --local-dir DIR --force-download`',
      },
      {
        text: /(CAS service error[^\n]*|[^\n]*cas-server\.xethub[^\n]*)/,
        when: NOT_TRAINING,
        says: 'The storage behind the hub failed: {}.',
        help: '`export HF_HUB_DISABLE_XET=1`, then start again.',
      },
    ],
  },
]);
