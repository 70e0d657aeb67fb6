import { note } from '../../../findings/remedy.ts';
import { defineClusterCheck } from '../check.ts';

/** Model, data, script or program are not on a node under the same path. */
export const pathNotOnNode = defineClusterCheck({
  id: 'path-not-on-node',
  summary: 'A path of the run is not on every node.',
  severity: 'error',
  category: 'input',
  docs: {
    what: 'Model folder, dataset, entry script, working folder or the program itself was looked for on every node through `srun`, and a node does not have it under that path.',
    why: 'Every node reads the same absolute paths; a rank that does not find one fails minutes after the start, and the others wait for it.',
    fix: 'Put it on the shared filesystem and name it there, or bring it to the same path on every node.',
  },
  evaluate({ sight }, { paths }) {
    if (!sight.ok) return { skipped: sight.reason };
    return paths.flatMap(({ path, what }) => {
      const without = sight.value.filter(({ missing }) => missing.includes(path)).map(({ node }) => node);
      if (without.length === 0) return [];
      return [
        {
          subject: path,
          message: `${what} ${path} is not on ${without.join(', ')}.`,
          remedy: note('put it on the filesystem that the nodes share, and name it there'),
          data: { path, what, nodes: without },
        },
      ];
    });
  },
});
