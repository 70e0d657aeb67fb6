/** The keys that our entry scripts read under [custom]; a test compares them with the scripts' own list. */
export const CUSTOM_KEYS: Readonly<Record<string, readonly string[]>> = {
  dataset: ['dataset_root', 'subdirectories', 'weights', 'meta_file', 'validation_path', 'validation_share'],
  vision: ['fps', 'nframes', 'min_pixels', 'max_pixels', 'total_pixels'],
  prompts: ['system_file', 'user_file'],
};
