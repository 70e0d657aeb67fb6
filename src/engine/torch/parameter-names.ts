/** What the model classes of Transformers call the parameters of a checkpoint's files. */

/** Where a tensor of a Qwen-VL belongs, whatever layout its files have. */
interface PlaceInModel {
  /** From `visual.` on. */
  readonly vision?: string;
  /** Below the language model: `layers…`, `embed_tokens…`, `norm…`. */
  readonly language?: string;
  readonly head?: string;
}

/** Tells the place of a tensor by its name. */
export function placeInModel(name: string): PlaceInModel {
  const vision = /^(?:model\.)?(visual\..*)$/.exec(name)?.[1];
  const language =
    /^(?:model\.language_model|language_model\.model|model)\.((?:layers|embed_tokens|norm)\b.*)$/.exec(
      name,
    )?.[1];
  const head = /^(?:model\.|language_model\.)?(lm_head\..*)$/.exec(name)?.[1];
  return {
    ...(vision === undefined ? {} : { vision }),
    ...(language === undefined ? {} : { language }),
    ...(head === undefined ? {} : { head }),
  };
}

/**
 * Transformers renames the old on-disk layout of Qwen2.5-VL (`visual.`, `model.layers.`) to `model.visual.`,
 * `model.language_model.`; names of other models stay.
 */
export function transformersName(name: string, modelType: string): string {
  if (!/^qwen(2|2_5|3)_vl/.test(modelType)) return name;
  const { vision, language, head } = placeInModel(name);
  if (vision !== undefined) return `model.${vision}`;
  return language === undefined ? (head ?? name) : `model.language_model.${language}`;
}

/** One spelling for every layout of a Qwen-VL: that of Transformers. */
export const commonName = (name: string): string => transformersName(name, 'qwen3_vl');
