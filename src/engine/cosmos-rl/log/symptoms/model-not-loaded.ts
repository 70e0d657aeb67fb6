import { brief, raised, restingOn } from '../evidence.ts';
import type { Symptom } from '../symptom.ts';

const TEXT =
  /Can't load (?:the configuration|the model|tokenizer|image processor|feature extractor|processor) (?:of|for) '(?<path>[^']*)'|(?<repo>\S+) is not a local folder and is not a valid model identifier|RepositoryNotFoundError|Repository Not Found|EntryNotFoundError|HFValidationError: (?<invalid>.*)|We couldn't connect to '|OfflineModeIsEnabled|LocalEntryNotFoundError|does not appear to have a file named (?<file>\S+)|Error no file named \S+|Unrecognized model in (?<bad>\S+?)\.|No such file or directory: '(?<weights>[^']*\.(?:safetensors|index\.json))'/;

/** The model cannot be found or read. */
export const modelMissing: Symptom = {
  id: 'model-not-loaded',
  summary: 'The model cannot be found or is incomplete',
  severity: 'error',
  category: 'input',
  outcome: 'missing-input',
  clue: TEXT,
  docs: {
    what: 'policy.model_name_or_path is neither a complete local folder nor a repository that can be reached.',
    why: 'Loading the config is retried 11 times for about 3 minutes before the worker registers; then cosmos-rl hangs (utils/util.py:701-737; seen with 0.4.7).',
    fix: 'Give a local folder that holds config.json and the weights, or download the repository first.',
  },
  matches(state) {
    const retry = state.seen['load-retry']?.first;
    const inRetry = retry === undefined ? null : TEXT.exec(retry.text);
    const other = raised(state, TEXT);
    const found = retry !== undefined && inRetry !== null ? { ...retry, match: inRetry } : other;
    if (found === undefined) return undefined;
    // A load that was retried with success: the worker went on.
    if (other === undefined && (state.seen['config-checked'] !== undefined || state.seen.step !== undefined))
      return undefined;
    const groups = found.match.groups ?? {};
    const name = groups.path ?? groups.repo ?? groups.bad;
    return restingOn(
      found,
      {
        subject: 'policy.model_name_or_path',
        message: `The model ${name ?? ''} cannot be loaded: ${brief(found.match[0])}.`.replace('  ', ' '),
        because:
          'The engine retries for about 3 minutes, then cosmos-rl hangs without an exit code (utils/util.py:701-737, 0.4.7).',
        help: 'Check policy.model_name_or_path: a local folder needs config.json and the weights; a private or gated repository needs HF_TOKEN.',
      },
      { ...(name === undefined ? {} : { model: name }) },
    );
  },
};
