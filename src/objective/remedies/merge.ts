/** From a LoRA adapter to a whole model that others can take. */
import type { Way } from './way.ts';

/**
 * One line of Python. An adapter_config.json of cosmos-rl has `alpha_pattern: null`, on which peft stops, and targets as
 * substrings, of which peft meets only some: so the config is made anew, with the exact modules that the file holds.
 */
const PROGRAM = [
  'import json,sys',
  'from safetensors import safe_open',
  'from peft import LoraConfig,PeftModel',
  'from transformers import AutoModelForImageTextToText as Model,AutoProcessor as Processor',
  'adapter,base,out=sys.argv[1:]',
  "c=json.load(open(adapter+'/adapter_config.json'))",
  "names=safe_open(adapter+'/adapter_model.safetensors','pt').keys()",
  "modules=sorted({n.split('.lora_')[0].removeprefix('base_model.model.') for n in names if '.lora_' in n})",
  "lora=LoraConfig(r=c['r'],lora_alpha=c['lora_alpha'],use_rslora=bool(c.get('use_rslora')),modules_to_save=c.get('modules_to_save'),rank_pattern=c.get('r_pattern') or {},target_modules=modules)",
  "model=PeftModel.from_pretrained(Model.from_pretrained(base,torch_dtype='bfloat16'),adapter,config=lora)",
  'model.merge_and_unload(safe_merge=True).save_pretrained(out)',
  'Processor.from_pretrained(base).save_pretrained(out)',
].join(';');

/** The command that merges; paths are the arguments behind it. */
export const MERGE_COMMAND = `python -c "${PROGRAM}" ADAPTER_DIR BASE_MODEL MERGED_DIR`;

/** Merging an adapter, then going on with what it makes. */
export const MERGE: Way = {
  id: 'merge-adapter',
  title: 'Merge the adapter into its base model, then use the merged folder',
  trains: 'nothing: it makes a whole model, with its processor, from the adapter and its base',
  steps: [{ main: true, run: MERGE_COMMAND }],
  data: 'the adapter folder and its base model',
  hardware: 'a CPU suffices; memory for the base model in bf16',
  notes: [
    'peft 0.17.1 or later; any warning about missing adapter keys means that nothing was merged',
    'then give MERGED_DIR as --model',
  ],
  source: 'peft 0.17.1 to 0.21.2 and transformers 4.57.6 on adapters of cosmos-rl 0.4.7',
  of: ['adapter'],
  model: { word: 'ADAPTER_DIR', local: true },
};
