/** On several nodes: which one failed first, by the line that the cause rests on, or by what ended first. */
import type { Ending, StopReason } from '../engine/engine.ts';
import type { Handle } from '../executors/executor.ts';
import { FIRST_NODE, JOB_GONE, NODE_LOST, NOT_STARTED } from '../executors/slurm/findings.ts';
import { type Finding, stamp } from '../findings/finding.ts';
import { failedSomewhere, OUTCOMES } from '../findings/outcome.ts';
import { STOPPED_AS } from './stop-requests.ts';

/** What is known of the nodes of a run. */
export interface NodesSeen extends Pick<Handle, 'ends' | 'nodeOf'> {
  /** Nobody inside of the job wrote its end: what Slurm says of it. */
  readonly unseen?: string;
  /** Why cookbook-run itself stopped the run. */
  readonly stop?: StopReason;
}

/** The ending with the node named, and whether the cluster is the reason: a node was lost, or a program was not started. */
interface EndingOnNodes {
  readonly ending: Ending;
  readonly failed?: { readonly node: string; readonly rank?: number };
  readonly lost: boolean;
}

const lineOf = (finding: Finding | undefined): number | undefined =>
  typeof finding?.data['line'] === 'number' ? finding.data['line'] : undefined;

/** An ending that was judged from what lies there, with Slurm's words. */
function withUnseen(ending: Ending, unseen: string): Ending {
  const finding = stamp(JOB_GONE, {
    subject: 'job',
    message: `${unseen}; nobody inside of it wrote how the run ended.`,
  });
  return { ...ending, findings: [...ending.findings, finding] };
}

/**
 * A program that was killed says nothing itself: what other nodes say of the connection that it closed comes before its own end.
 * Codes of ABRT, BUS, KILL and SEGV; TERM is how others are asked to end.
 */
const KILLED: ReadonlySet<number> = new Set([134, 135, 137, 139]);
/** The script on a node looks every 0.3 s and cleans up before it tells the end: ends this close are in no order. */
const TOGETHER_MS = 5000;

/** Stops by somebody who does not want the run to go on; the others are Slurm's, or of a deadline. */
const BY_A_PERSON: ReadonlySet<StopReason> = new Set(['SIGINT', 'SIGTERM']);

/** An ending that is the cluster's, not the run's: another attempt may get further, unless somebody had asked for the end. */
function byCluster(
  ending: Ending,
  finding: Finding,
  node: string,
  stop: StopReason | undefined,
): EndingOnNodes {
  if (stop !== undefined && BY_A_PERSON.has(stop))
    return {
      ending: { ...ending, ...STOPPED_AS[stop], findings: [...ending.findings, finding] },
      failed: { node },
      lost: false,
    };
  const again = { outcome: 'retryable', exitCode: OUTCOMES.retryable } as const;
  return {
    ending: { ...ending, ...again, findings: [finding, ...ending.findings] },
    failed: { node },
    lost: true,
  };
}

/** What the nodes add to an ending; nothing for a run of one host. */
export function onNodes(judged: Ending, { ends = [], nodeOf, unseen, stop }: NodesSeen): EndingOnNodes {
  const ending = unseen === undefined ? judged : withUnseen(judged, unseen);
  const [first] = ends;
  if (ending.outcome === 'succeeded' || (first === undefined && nodeOf === undefined))
    return { ending, lost: false };
  const lostNode = ends.find(({ lost }) => lost === true);
  if (lostNode !== undefined) {
    const message = `Slurm lost the node ${lostNode.node}, and the run ended on the others.`;
    const finding = stamp(NODE_LOST, { subject: lostNode.node, message, data: { node: lostNode.node } });
    return byCluster(ending, finding, lostNode.node, stop);
  }
  if (!failedSomewhere(ending.outcome, stop !== undefined)) return { ending, lost: false };
  if (first?.unstarted === true) {
    const { node, role, said = 'it gave no reason' } = first;
    const message = `Slurm did not start the ${role} on ${node}: ${said}.`;
    return byCluster(
      ending,
      stamp(NOT_STARTED, { subject: node, message, data: { node, role } }),
      node,
      stop,
    );
  }
  const line = lineOf(ending.findings[0]);
  const told = line === undefined ? undefined : nodeOf?.(line);
  const killed = ends.find(({ code, at }) => KILLED.has(code) && at - (first?.at ?? at) < TOGETHER_MS)?.node;
  const node = killed ?? told ?? first?.node;
  if (node === undefined) return { ending, lost: false };
  const rank = killed === undefined || killed === told ? ending.rank : undefined;
  const own = ends.find((one) => one.node === node);
  const message = `${node} failed first${rank === undefined ? '' : `, with rank ${rank}`}${own === undefined ? '' : `: its ${own.role} ended with exit code ${own.code}`}.`;
  const finding = stamp(FIRST_NODE, {
    subject: node,
    message,
    data: {
      node,
      ...(rank === undefined ? {} : { rank }),
      ...(own === undefined ? {} : { role: own.role, code: own.code }),
    },
  });
  return {
    ending: { ...ending, findings: [...ending.findings.slice(0, 1), finding, ...ending.findings.slice(1)] },
    failed: { node, ...(rank === undefined ? {} : { rank }) },
    lost: false,
  };
}
