/** What may stand for a value: presets, runs, keys of the engine's config, versions, findings, files. */
import { join } from 'node:path';
import type { EditorNode } from '../../engine/editor-node.ts';
import { ENGINES } from '../../engine/registry.ts';
import { OUTCOMES } from '../../findings/outcome.ts';
import { TARGETS } from '../../findings/target.ts';
import type { Io } from '../../io.ts';
import { namesIn } from '../../path-status.ts';
import { RECIPES } from '../../recipe/registry.ts';

/** One word that may stand next. */
export interface Offer {
  readonly text: string;
  readonly about?: string;
}

interface Asked {
  readonly io: Io;
  readonly runsDir: string | undefined;
  /** What stands there so far. */
  readonly typed: string;
}

interface Values {
  readonly offers: readonly Offer[];
  readonly directives: ReadonlyArray<':files' | ':folders' | ':nospace'>;
}

const NOTHING: Values = { offers: [], directives: [] };
const FILES: Values = { offers: [], directives: [':files'] };
const FOLDERS: Values = { offers: [], directives: [':folders'] };

const presets = (): readonly Offer[] => RECIPES.map(({ name, task }) => ({ text: name, about: task }));

/** The newest runs: more than this nobody picks from a list. */
const NEWEST_RUNS = 100;

async function runs({ io, runsDir }: Asked): Promise<readonly Offer[]> {
  const [{ readRecord, runsFolder }, { runFiles }] = await Promise.all([
    import('../../run/record.ts'),
    import('../../run/files.ts'),
  ]);
  const folder = runsFolder(io.cwd, io.env, runsDir);
  const names = [...namesIn(folder)].sort().reverse().slice(0, NEWEST_RUNS);
  const records = names.flatMap((name) => {
    try {
      const record = readRecord(runFiles(join(folder, name)));
      return record === undefined ? [] : [record];
    } catch {
      return [];
    }
  });
  const known = records.flatMap(({ id, name, outcome, status }) => {
    const about = outcome ?? status;
    return [{ text: id, about }, ...(name === undefined ? [] : [{ text: name, about }])];
  });
  return [...known, { text: 'last', about: 'the newest run' }];
}

async function keys({ typed }: Asked): Promise<Values> {
  const { chosenEngine } = await import('../../plan/chosen-engine.ts');
  const { adapter, engine } = chosenEngine(undefined);
  const schema = (await adapter.editorSchema?.(engine)) ?? {};
  const leaves = leavesOf(schema, '');
  if (!typed.includes('=')) {
    const removal = typed.startsWith('~') ? '~' : '';
    const end = removal === '' ? '=' : '';
    const offers = leaves.map(({ path, node }) => ({
      text: `${removal}${path}${end}`,
      about: node.description?.split('\n')[0] ?? '',
    }));
    return { offers, directives: removal === '' ? [':nospace'] : [] };
  }
  const key = typed.slice(0, typed.indexOf('='));
  const node = leaves.find(({ path }) => path === key)?.node;
  const values = node === undefined ? [] : choicesOf(node);
  return { offers: values.map((value) => ({ text: `${key}=${value}` })), directives: [] };
}

function leavesOf(
  node: EditorNode,
  path: string,
): ReadonlyArray<{ readonly path: string; readonly node: EditorNode }> {
  const tables = [node, ...(node.anyOf ?? [])].filter((one) => one.properties !== undefined);
  if (tables.length === 0) return [{ path, node }];
  return tables.flatMap((table) =>
    Object.entries(table.properties ?? {}).flatMap(([key, child]) =>
      leavesOf(child, path === '' ? key : `${path}.${key}`),
    ),
  );
}

function choicesOf(node: EditorNode): readonly string[] {
  const members = [node, ...(node.anyOf ?? [])];
  const listed = members.flatMap((one) => one.enum ?? []).map(String);
  const truth = members.some(({ type }) => type === 'boolean') ? ['true', 'false'] : [];
  return [...new Set([...listed, ...truth])];
}

/** Offers for a value: `name` is a placeholder or an argument's name, `flag` the option that it stands behind. */
export async function valuesOf(name: string, flag: string | undefined, asked: Asked): Promise<Values> {
  switch (flag) {
    case '--preset':
      return { offers: presets(), directives: [':files'] };
    case '--recipe':
      return { offers: presets(), directives: [] };
    case '--model':
    case '--base':
      return FOLDERS;
    case '--status':
      return { offers: Object.keys(OUTCOMES).map((text) => ({ text })), directives: [] };
  }
  switch (name) {
    case 'preset':
      return { offers: presets(), directives: [':files'] };
    case 'run':
      return { offers: await runs(asked), directives: [] };
    case 'adapter':
      return { offers: await runs(asked), directives: [':folders'] };
    case 'overrides':
    case 'key=value':
      return keys(asked);
    case 'verb': {
      const { DOCUMENTS } = await import('../documents/documents.ts');
      return { offers: Object.keys(DOCUMENTS).map((text) => ({ text })), directives: [] };
    }
    case 'target':
      return { offers: TARGETS.map((text) => ({ text })), directives: [] };
    case 'version':
      return {
        offers: ENGINES.flatMap((one) => one.versions.map((text) => ({ text, about: one.name }))),
        directives: [],
      };
    case 'id': {
      const { explained } = await import('../explain.ts');
      return { offers: explained(), directives: [] };
    }
    case 'file':
    case 'path':
    case 'log':
    case 'data':
      return FILES;
    case 'folder':
    case 'folders':
      return FOLDERS;
    default:
      return NOTHING;
  }
}
