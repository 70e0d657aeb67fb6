/** The preset is not meant for this engine version. */
import { toType } from '../../../findings/remedy.ts';
import { defineRule } from '../rule.ts';

export const presetEngineUnsupported = defineRule({
  id: 'preset-engine-unsupported',
  summary: 'the preset is not meant for this engine version',
  severity: 'error',
  enforcedBy: 'nobody',
  docs: {
    what: 'The preset names the engine versions it is meant for, and this is none of them.',
    why: 'Reason 2 (qwen3_vl) needs HFVLMDataPacker, which 0.2.6 does not have (dispatcher/data/packer); the workers would end after the model was loaded.',
    fix: 'Use one of the versions that `cookbook-run list` shows for the preset.',
  },
  evaluate(view) {
    const { presetEngines, engine } = view.context;
    if (presetEngines === undefined || presetEngines.includes(engine.known)) return [];
    return [
      {
        subject: 'engine',
        message: `this preset is meant for cosmos-rl ${presetEngines.join(', ')}, not for ${engine.version}`,
        remedy: toType(['pip', 'install', `cosmos-rl==${presetEngines.at(-1)}`]),
        data: { engine: engine.version, engines: presetEngines },
      },
    ];
  },
});
