import { brief, raised, restingOn } from '../evidence.ts';
import type { Symptom } from '../symptom.ts';

const PYDANTIC = /(\d+) validation errors? for (\w+)/;
const WRAPPED = /Failed to load or parse config file (\S+): (.*)/s;

/** The engine's own Config class rejected the config. */
export const configRejected: Symptom = {
  id: 'config-rejected',
  summary: "The engine's Config rejected the config",
  severity: 'error',
  category: 'config',
  outcome: 'config',
  docs: {
    what: 'A value of the config is not of the type or range that the engine accepts.',
    why: 'The controller parses it with pydantic after about 20 s of imports and ends with 1 (dispatcher/run_web_panel.py, 0.4.7, seen); its wrapper "Failed to load or parse config file" also stands for other errors, so the text inside decides.',
    fix: 'Correct the key that the message names; `cookbook-run sft --config FILE --dry-run` finds these before the launch.',
  },
  matches(state) {
    const found = raised(state, PYDANTIC);
    if (found !== undefined) {
      const detail = 'detail' in found ? (found.detail as readonly string[]) : [];
      const [key, reason] = [detail[0]?.trim(), detail[1]?.trim().replace(/ \[type=.*/, '')];
      return restingOn(
        found,
        {
          subject: key ?? 'config',
          message: `The engine rejects the config: ${key === undefined ? brief(found.text) : `${key}: ${brief(reason ?? 'invalid')}`}.`,
          because: "Checked by the engine's own Config (policy/config/__init__.py).",
          help: `Correct ${key ?? 'the key that the log names'}, then run cookbook-run sft --config FILE --dry-run.`,
        },
        { count: Number(found.match[1]) },
      );
    }
    const wrapped = raised(state, WRAPPED);
    const inner = wrapped?.match[2] ?? '';
    // Raised by validators outside pydantic's report: ValueError, KeyError and AssertionError of Config.from_dict.
    const cause = raised(state, /^(?:ValueError|KeyError|AssertionError|TypeError): /);
    if (wrapped === undefined || cause === undefined || /redis|wandb/i.test(inner)) return undefined;
    return restingOn(cause, {
      subject: 'config',
      message: `The engine rejects the config: ${brief(cause.text)}.`,
      because: `The controller could not build its Config from it${'where' in cause ? ` (${String(cause.where)})` : ''}.`,
      help: 'Correct the key that the message names, then run `cookbook-run sft --config FILE --dry-run`.',
    });
  },
};
