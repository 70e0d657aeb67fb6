/** Counts the tokens of a text with the model's own tokenizer.json. */
import { join, resolve } from 'node:path';
import { readText } from '../../json/read.ts';

/** The number of tokens of a text, without special tokens. */
export type CountText = (text: string) => number;

/** A counter, or why there is none. */
export type TokenizerResult =
  | { readonly ok: true; readonly count: CountText; readonly path: string }
  | { readonly ok: false; readonly why: string };

/** tokenizer.json of a Qwen model has 7 to 11 MB. */
const MAX_BYTES = 200 * 1024 * 1024;

function readObject(path: string): object {
  const text = readText(path, MAX_BYTES);
  if (typeof text !== 'string') throw Object.assign(new Error(text.why), { code: text.why });
  const value: unknown = JSON.parse(text);
  if (typeof value !== 'object' || value === null) throw new Error('it is not a JSON object');
  return value;
}

/** Loads the tokenizer of a model folder, and the library with it, only when asked to. Never throws. */
export async function loadTokenizer(folder: string): Promise<TokenizerResult> {
  const path = join(folder, 'tokenizer.json');
  try {
    const definition = readObject(path);
    const { Tokenizer } = await import('@huggingface/tokenizers');
    const tokenizer = new Tokenizer(definition, {});
    const count: CountText = (text) =>
      text === '' ? 0 : tokenizer.encode(text, { add_special_tokens: false }).ids.length;
    count('A test.');
    return { ok: true, path, count };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return {
      ok: false,
      why: code === 'ENOENT' ? `${path} is not there` : `${path} cannot be used: ${message}`,
    };
  }
}

/** The tokenizer in a model's folder; `undefined` for a model that is none of this machine. */
export async function tokenizerOf(folder: string | undefined): Promise<TokenizerResult> {
  return folder === undefined
    ? { ok: false, why: 'the model is not a folder of this machine: give one with --model' }
    : loadTokenizer(resolve(folder));
}
