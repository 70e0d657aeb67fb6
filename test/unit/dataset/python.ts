/** The Python that the entry scripts are run with in tests. */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Layout } from '../../../src/recipe/recipe.ts';

/** Layouts that need the `datasets` package of Hugging Face. */
export const SAVED_LAYOUTS: ReadonlySet<Layout> = new Set(['hf-conversations', 'mimicgen', 'videophy2']);

const VENV = fileURLToPath(new URL('../../../.venv/bin/python', import.meta.url));

function runs(python: string, program: string): boolean {
  try {
    execFileSync(python, ['-c', program], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** Python 3.10 or newer, which the entry scripts need. */
export function hasPython(): boolean {
  return runs('python3', 'import sys; sys.exit(sys.version_info < (3, 10))');
}

/** A Python that has `datasets`: that of COOKBOOK_DATASETS_PYTHON, of `.venv`, or the one on PATH. */
export function pythonWithDatasets(): string | undefined {
  const candidates = [process.env['COOKBOOK_DATASETS_PYTHON'], VENV, 'python3'];
  return candidates.find((python) => python !== undefined && runs(python, 'import datasets'));
}
