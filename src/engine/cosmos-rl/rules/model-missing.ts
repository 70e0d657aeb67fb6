/** The model folder does not exist. */
import { note } from '../../../findings/remedy.ts';
import { defineRule } from '../rule.ts';

/** No repository has such a name: Hugging Face refuses it before it asks. A folder of another machine may be called anything. */
const IMPOSSIBLE = /^(?![./~]).*[\\"'`;|*?<>]/;

export const modelMissing = defineRule({
  id: 'model-missing',
  summary: 'the model folder does not exist',
  severity: 'error',
  category: 'input',
  enforcedBy: 'nobody',
  fallback: true,
  docs: {
    what: '`policy.model_name_or_path` names a local folder that does not exist or holds no config.json, or nothing.',
    why: 'Hugging Face is asked 11 times for about three minutes, then the worker dies before it registers and the launcher hangs: seen on a GPU.',
    fix: 'Correct the path, or use a repository name like nvidia/Cosmos-Reason1-7B.',
  },
  evaluate(view) {
    const model = view.context.model;
    if (model?.problem === undefined || model.name.startsWith('hf_model://')) return [];
    return [
      {
        ...view.at('policy.model_name_or_path'),
        // Only where the run is to start can a missing folder be told from one of another machine.
        severity:
          view.context.launch === true || IMPOSSIBLE.test(model.name)
            ? ('error' as const)
            : ('warning' as const),
        message: model.problem,
        because: 'the workers would retry for three minutes and the launcher would then hang',
        remedy: note('name a folder that holds config.json, or a repository like nvidia/Cosmos-Reason2-2B'),
        data: { model: model.name },
      },
    ];
  },
});
