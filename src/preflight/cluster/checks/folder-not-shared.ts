import { note } from '../../../findings/remedy.ts';
import { defineClusterCheck } from '../check.ts';

/** What is written into the run's folder here is not read on a node. */
export const folderNotShared = defineClusterCheck({
  id: 'folder-not-shared',
  summary: 'A node does not see the folder of the run.',
  severity: 'error',
  category: 'config',
  docs: {
    what: 'A small file was written where the run would lie, and read on every node through `srun`; a node did not find it, or found something else.',
    why: 'Config, record and logs of the run lie there, and every rank writes its part of a checkpoint below it: on a disk of one node they would be lost to the others.',
    fix: 'Name a folder on the shared filesystem with `--runs-dir`, and with `--output` where that is given.',
  },
  evaluate({ sight }, { folder }) {
    if (!sight.ok) return { skipped: sight.reason };
    const blind = sight.value.filter(({ marker }) => !marker).map(({ node }) => node);
    if (blind.length === 0) return [];
    return [
      {
        subject: folder,
        message: `${blind.join(', ')} ${blind.length === 1 ? 'does' : 'do'} not see what is written into ${folder} here.`,
        because: 'a file that was written here was read on every node through srun',
        remedy: note('--runs-dir takes a folder on the filesystem that the nodes share'),
        data: { folder, nodes: blind },
      },
    ];
  },
});
