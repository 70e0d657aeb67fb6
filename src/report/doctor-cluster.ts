/** What `doctor --on slurm` found, as text. */
import { plural } from '../findings/amounts.ts';
import { bySeverity, type Report } from '../findings/finding.ts';
import { NOT_ASKED } from '../host/facts.ts';
import type { ClusterFacts, NodeReport } from '../preflight/cluster/facts.ts';
import { findingText, skippedLines } from './findings.ts';
import type { Paint } from './style.ts';

/** The answer that is printed. */
interface ClusterAnswer extends Report {
  readonly ready: boolean;
  readonly facts: ClusterFacts;
  readonly nodes: number;
}

function nodeLine({ node, driver, facts, links }: NodeReport): string {
  const { engine, gpus } = facts;
  const parts = [
    engine.ok ? `engine ${engine.value.version}, Python ${engine.value.pythonVersion}` : engine.reason,
    gpus.ok ? `${gpus.value.length} GPUs` : gpus.reason,
    ...(driver === undefined ? [] : [`driver ${driver}`]),
    `${links.filter(({ ok }) => ok).length} of ${links.length} ports reached`,
  ];
  return `${node.padEnd(8)}${parts.join(', ')}`;
}

function reduceLine([first]: readonly NodeReport[]): readonly string[] {
  if (first === undefined || !first.reduce.ok || first.reduce.value.failed !== undefined) return [];
  const { backend, ranks, bytes, seconds } = first.reduce.value;
  const speed = `${(bytes / seconds / 1e9).toFixed(2)} GB/s`;
  const limit = backend === 'nccl' ? '' : '; no GPU is visible, so NCCL itself was not tried';
  return [`sum     over ${ranks} ranks by ${backend}: ${speed}${limit}`];
}

/** The whole answer. */
export function clusterDoctorText(
  { ready, facts, nodes, findings, skipped }: ClusterAnswer,
  paint: Paint,
): string {
  const told = facts.nodes.ok ? facts.nodes.value : [];
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  const last = ready
    ? `The ${nodes} nodes are ready.`
    : errors === 0
      ? 'The nodes could not be looked at in full, so they are not known to be ready.'
      : `The nodes are not ready: ${plural(errors, 'error')}.`;
  const lines = [
    ...told.map(nodeLine),
    ...reduceLine(told),
    ...(told.length === 0 ? [] : ['']),
    ...bySeverity(findings).map((finding) => findingText(finding, paint).trimEnd()),
    ...skippedLines(skipped.filter(({ reason }) => reason !== NOT_ASKED)),
    '',
    last,
  ];
  return `${lines.join('\n')}\n`;
}
