/** The cosmos-rl of the TAO Toolkit image: a dialect with keys, a logger and a scheme of its own. */
import type { TomlValue } from '../../config/value.ts';
import type { ConfigView } from './rule.ts';

/** One sign of the dialect, and what stands there for the cosmos-rl of PyPI; without a value the key goes. */
interface TaoMark {
  readonly key: string;
  /** As a sentence names it. */
  readonly text: string;
  readonly value?: TomlValue;
  /** True where a run of the cosmos-rl of PyPI only misses something. */
  readonly harmless?: true;
}

/** Keys that the image's Config has and the published ones (0.2.6 to 0.4.7) drop (its example configs, 2026-08-20). */
const KEYS = ['validation.freq_in_epoch', 'train.optm_warmup_epochs'];

const MODEL = 'policy.model_name_or_path';
const LOGGER = 'logging.logger';

/** Every sign of the dialect in the config. */
export function taoMarks(view: ConfigView): readonly TaoMark[] {
  const keys = KEYS.filter((key) => view.decision.dropped.includes(key));
  const loggers = view.written(LOGGER);
  const model = view.written(MODEL);
  const repository = typeof model === 'string' ? /^hf_model:\/\/(.+)$/.exec(model)?.[1] : undefined;
  return [
    ...(repository === undefined
      ? []
      : [{ key: MODEL, text: `the scheme of \`${model}\``, value: repository }]),
    ...keys.map((key) => ({ key, text: `\`${key}\`` })),
    ...(Array.isArray(loggers) && loggers.includes('tao')
      ? [
          {
            key: LOGGER,
            text: 'the logger "tao"',
            value: loggers.length > 1 ? loggers.filter((name) => name !== 'tao') : ['console'],
            harmless: true as const,
          },
        ]
      : []),
  ];
}
