/** Where the media of a file lie, if not where its names begin: the folders that people mean. */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/** A folder of a dataset has few others beside its annotations. */
const MAX_FOLDERS = 200;
/** Sub-folders of which those below are looked at too. */
const MAX_NEAR = 12;
/** Names that are looked for until one is found; after that nothing lies elsewhere. */
const MAX_TRIES = 8;

function foldersIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .slice(0, MAX_FOLDERS)
      .map(({ name }) => join(folder, name));
  } catch {
    return [];
  }
}

/** Looks for the folder below which a file's names are there. */
export class MediaRoot {
  readonly #candidates: () => readonly string[];
  #known: readonly string[] | undefined;
  #tries = 0;
  /** The folder, once it is found. */
  found: string | undefined;

  /** `begins` is where names begin today, `root` the annotation file or folder. */
  constructor(begins: string, root: string, cwd: string) {
    this.#candidates = () => {
      const beside = existsSync(root) && statSync(root).isDirectory() ? root : dirname(root);
      const folders = [beside, dirname(beside), begins, dirname(begins), cwd];
      const near = [...foldersIn(beside), ...foldersIn(begins)];
      const further = near.slice(0, MAX_NEAR).flatMap(foldersIn);
      return [...new Set([...folders, ...near, ...further])].filter((one) => one !== begins);
    };
  }

  /** Whether a name that is missing is there below the other folder. */
  has(name: string): boolean {
    if (this.found !== undefined) return existsSync(resolve(this.found, name));
    if (this.#tries === MAX_TRIES) return false;
    this.#tries += 1;
    this.#known ??= this.#candidates();
    this.found = this.#known.find((folder) => existsSync(resolve(folder, name)));
    return this.found !== undefined;
  }
}
