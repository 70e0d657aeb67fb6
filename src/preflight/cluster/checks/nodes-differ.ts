import type { FindingDraft } from '../../../findings/finding.ts';
import { note } from '../../../findings/remedy.ts';
import { defineClusterCheck } from '../check.ts';
import type { NodeReport } from '../facts.ts';

/** What is compared, and how a node tells it; `undefined` where it is not known there. */
const COMPARED: ReadonlyArray<readonly [what: string, of: (node: NodeReport) => string | undefined]> = [
  ['the version of the engine', ({ facts }) => (facts.engine.ok ? facts.engine.value.version : undefined)],
  ['Python', ({ facts }) => (facts.engine.ok ? facts.engine.value.pythonVersion : undefined)],
  ['the driver of the GPUs', ({ driver }) => driver],
  ['the GPUs', ({ facts }) => (facts.gpus.ok ? gpusText(facts.gpus.value) : undefined)],
];

function gpusText(gpus: ReadonlyArray<{ readonly name: string; readonly memoryTotalMiB: number }>): string {
  const kinds = [...new Set(gpus.map(({ name, memoryTotalMiB }) => `${name} (${memoryTotalMiB} MiB)`))];
  return gpus.length === 0 ? 'none' : `${gpus.length} x ${kinds.join(' and ')}`;
}

function packages(nodes: readonly NodeReport[]): typeof COMPARED {
  const names = nodes.flatMap(({ facts }) =>
    facts.engine.ok ? Object.keys(facts.engine.value.packages) : [],
  );
  return [...new Set(names)]
    .sort()
    .map((name) => [
      `the package ${name}`,
      ({ facts }) => (facts.engine.ok ? (facts.engine.value.packages[name] ?? 'not installed') : undefined),
    ]);
}

/** The nodes are not alike in something that every rank must agree on. */
export const nodesDiffer = defineClusterCheck({
  id: 'nodes-differ',
  summary: 'The nodes are not alike.',
  severity: 'warning',
  category: 'host',
  docs: {
    what: 'Versions of engine, Python, driver and packages, and the GPUs, are not the same on every node; which node has which is told. Another version of the engine is an error.',
    why: 'The ranks of one run are started from what lies on their own node: different versions fail in the middle of a run, or train differently on each node; the slowest GPU decides how fast a step is.',
    fix: 'Use one environment on the shared filesystem or one container image; leave a node out with `sbatch = ["--exclude=NODE"]` in the site file.',
  },
  evaluate({ nodes }) {
    if (!nodes.ok) return { skipped: nodes.reason };
    const rows = [...COMPARED, ...packages(nodes.value)];
    return rows.flatMap(([what, of]): readonly FindingDraft[] => {
      const known = nodes.value.flatMap((node) => {
        const value = of(node);
        return value === undefined ? [] : [{ node: node.node, value }];
      });
      const values = [...new Set(known.map(({ value }) => value))];
      if (values.length < 2) return [];
      const told = values.map(
        (value) =>
          `${value} on ${known
            .filter((one) => one.value === value)
            .map(({ node }) => node)
            .join(', ')}`,
      );
      return [
        {
          subject: what,
          ...(what === COMPARED[0]?.[0] ? { severity: 'error' as const } : {}),
          message: `The nodes differ in ${what}: ${told.join('; ')}.`,
          remedy: note('one environment on the shared filesystem, or one image, makes them alike'),
          data: { what, values: Object.fromEntries(known.map(({ node, value }) => [node, value])) },
        },
      ];
    });
  },
});
