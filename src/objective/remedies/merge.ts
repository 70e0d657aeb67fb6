/** From a LoRA adapter to a whole model that others can take. */
import type { Way } from './way.ts';

/** The folder that a merge makes, where the reader has not named one. */
export const MERGED = 'MERGED_DIR';

/** The command that merges an adapter; its base is the model that the adapter names. */
export function mergeCommand(adapter = 'ADAPTER_DIR'): readonly string[] {
  return ['cookbook-run', 'merge', adapter, '--out', MERGED];
}

/** Merging an adapter, then going on with what it makes. */
export const MERGE: Way = {
  id: 'merge-adapter',
  title: 'Merge the adapter into its base model, then use the merged folder',
  trains: 'nothing: it makes a whole model, with its processor, from the adapter and its base',
  steps: [{ main: true, run: mergeCommand().join(' ') }],
  data: 'the adapter folder and its base model',
  hardware: 'a CPU suffices; memory does not grow with the model',
  notes: [
    'where the base that the adapter names is not on this machine, add --base FOLDER',
    `then give ${MERGED} as --model`,
  ],
  source: 'peft 0.18.1 and transformers 4.57.6 as judges of merged adapters of cosmos-rl 0.4.7',
  of: ['adapter'],
  model: { word: 'ADAPTER_DIR', local: true },
};
