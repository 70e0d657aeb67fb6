/** The `[custom]` tables of our entry scripts, for the editor; the engine takes any table there. */

interface Property {
  readonly type: string;
  readonly description: string;
  readonly items?: { readonly type: string };
}

const property = (type: string, description: string): Property => ({ type, description });

/** Keys by table. */
export const CUSTOM_TABLES: Readonly<Record<string, Readonly<Record<string, Property>>>> = {
  dataset: {
    annotation_path: property(
      'string',
      'LLaVA-style layouts: the JSON file with the annotations; layout wts: or their folder.',
    ),
    media_path: property('string', 'LLaVA-style layouts: the folder that image and video paths begin in.'),
    system_prompt: property(
      'string',
      'LLaVA-style layouts: the system turn of every conversation that has none.',
    ),
    path: property('string', 'Layouts hf-conversations, mimicgen, videophy2: the folder of a saved dataset.'),
    dataset_root: property('string', 'Layouts blended-av and av3d: the folder of the data.'),
    subdirectories: {
      ...property('array', 'Layout blended-av: the parts of the blend, folders below dataset_root.'),
      items: { type: 'string' },
    },
    weights: {
      ...property('array', 'Layout blended-av: sampling weights, one per sub-directory, in the same order.'),
      items: { type: 'number' },
    },
    meta_file: property('string', 'Layouts blended-av and av3d: the name of the list of samples.'),
    validation_path: property('string', 'A dataset of its own for validation.'),
    validation_share: property(
      'number',
      'Share of the samples held out where validation is on; 0.1 by default.',
    ),
  },
  vision: {
    fps: property('number', 'Frames per second taken from a clip; not together with nframes.'),
    nframes: property('integer', 'Frames taken from a clip; not together with fps.'),
    min_pixels: property('integer', 'Lower bound of the pixels of a frame.'),
    max_pixels: property('integer', 'Upper bound of the pixels of a frame.'),
    total_pixels: property('integer', 'Upper bound of the pixels of all frames of a clip.'),
  },
  prompts: {
    system_file: property('string', 'A file with the system prompt, instead of ours.'),
    user_file: property('string', 'A file with the user prompt, instead of ours.'),
  },
  cookbook_run: {
    preset: property(
      'string',
      'The preset this file was made from; read by cookbook-run, not given to the engine.',
    ),
  },
};
