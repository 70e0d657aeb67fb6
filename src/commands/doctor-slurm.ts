/** `doctor --on slurm`: are the nodes of the cluster ready, alike, and can they reach each other? */
import { kindOf } from '../catalogue.ts';
import { adapterOf } from '../engine/registry.ts';
import { nodeSetup } from '../executors/slurm/batch-script.ts';
import { ExitCode, exitCodeOf } from '../findings/exit-code.ts';
import { Failure } from '../findings/failure.ts';
import type { Finding, Report, Skipped } from '../findings/finding.ts';
import type { Need } from '../host/check.ts';
import { NOT_ASKED } from '../host/facts.ts';
import type { HostRequirements } from '../host/requirements.ts';
import type { Io } from '../io.ts';
import { jsonAnswer } from '../json/text.ts';
import { freePorts } from '../plan/ports.ts';
import { askNodes, nodeLines } from '../preflight/cluster/ask-nodes.ts';
import { runClusterChecks } from '../preflight/cluster/check.ts';
import { CLUSTER_CHECKS } from '../preflight/cluster/checks/index.ts';
import type { ClusterFacts, ClusterNeed, NodeReport } from '../preflight/cluster/facts.ts';
import type { NodeTask } from '../preflight/cluster/node.ts';
import { chosenPartitions, gpusNamed } from '../preflight/cluster/partitions.ts';
import { probeCluster } from '../preflight/cluster/probe.ts';
import { checkHost } from '../preflight/readiness.ts';
import { clusterDoctorText } from '../report/doctor-cluster.ts';
import { painter } from '../report/style.ts';
import { srunNodes } from '../run/before-submit.ts';
import { runsFolder } from '../run/record.ts';
import { thisProgram } from '../run/submit.ts';
import { type JobFlags, jobAsked } from './job-options.ts';

/** What the command line gives. */
interface DoctorSlurmOptions extends JobFlags {
  readonly nodes?: string;
  readonly gpus?: string;
  readonly json?: boolean;
  /** What a preset and its engine need of each node; those of the first engine where none is named. */
  readonly need?: Need;
  readonly host?: HostRequirements;
}

/** The answer: what the cluster and its nodes are, and what is wrong with them. */
interface ClusterDoctor extends Report {
  readonly ready: boolean;
  readonly facts: ClusterFacts;
  readonly nodes: number;
}

function count(flag: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^\d{1,4}$/.test(text) && Number(text) > 0) return Number(text);
  throw new Failure(ExitCode.usage, `${flag} takes a whole number from 1, not \`${text}\``, `${flag} 2`);
}

/** The same finding of several nodes is one, which names them. */
function ofNodes(host: HostRequirements, nodes: readonly NodeReport[], need: Need): Report {
  const reports = nodes.map(({ node, facts }) => ({ node, ...checkHost(host, facts, need) }));
  const gather = <T extends { readonly id: string }>(
    of: (report: Report) => readonly T[],
    say: (one: T) => string,
  ) => {
    const found = new Map<string, { readonly one: T; readonly on: string[] }>();
    for (const report of reports)
      for (const one of of(report)) {
        const key = `${one.id} ${say(one)}`;
        found.set(key, { one, on: [...(found.get(key)?.on ?? []), report.node] });
      }
    return [...found.values()];
  };
  const where = (on: readonly string[]) =>
    on.length === nodes.length && on.length > 1 ? 'every node' : on.join(', ');
  return {
    findings: gather<Finding>(
      ({ findings }) => findings,
      ({ message }) => message,
    ).map(({ one, on }) => ({
      ...one,
      subject: `${where(on)}: ${one.subject}`,
      message: `${where(on)}: ${one.message}`,
      data: { ...one.data, nodes: on },
    })),
    skipped: gather<Skipped>(
      ({ skipped }) => skipped,
      ({ reason }) => reason,
    ).map(({ one, on }) => ({
      id: one.id,
      reason: one.reason === NOT_ASKED ? one.reason : `${where(on)}: ${one.reason}`,
    })),
  };
}

/** The most GPUs that a node of the partition has, where none were asked for. */
function mostGpus({ partitions }: ClusterFacts, need: Pick<ClusterNeed, 'partition' | 'gres'>): number {
  if (!partitions.ok) return 0;
  const chosen = chosenPartitions(partitions.value, need);
  return Math.max(
    0,
    ...chosen.flatMap(({ groups }) => groups.map((group) => gpusNamed(group, need.gres ?? 'gpu'))),
  );
}

const isNoError = ({ severity }: Finding) => severity !== 'error';

async function look(options: DoctorSlurmOptions, io: Io): Promise<ClusterDoctor> {
  const asked = jobAsked(options, io);
  const nodes = count('--nodes', options.nodes) ?? 2;
  const { partition, gres } = asked;
  const named = {
    ...(partition === undefined ? {} : { partition }),
    ...(gres === undefined ? {} : { gres }),
  };
  const need: ClusterNeed = {
    ...named,
    nodes,
    gpusPerNode: count('--gpus', options.gpus) ?? 0,
    signalSeconds: 0,
    stopSeconds: 0,
    maxRequeues: 0,
    checkpoints: true,
    folder: runsFolder(io.cwd, io.env),
    paths: [...thisProgram(), io.cwd].map((path) => ({
      path,
      what: path === io.cwd ? 'the working folder' : 'the program',
    })),
  };
  const step = srunNodes(nodes, asked);
  // Nodes that there are not would be waited for.
  const known = await probeCluster(need, {}, io);
  const stands = runClusterChecks(CLUSTER_CHECKS, known, need).findings.every(isNoError);
  const facts = stands ? await probeCluster(need, { nodes: step }, io) : known;
  const before = runClusterChecks(CLUSTER_CHECKS, facts, need);
  // Nodes that do not see this program cannot be asked by it.
  if (!before.findings.every(isNoError)) return { ...before, ready: false, facts, nodes };
  const adapter = adapterOf(options.host === undefined ? {} : { engineName: options.host.engine });
  const planning = await adapter.planning();
  const meeting = planning.nodePorts?.[0] ?? planning.ports[0] ?? '';
  const ports = await freePorts([...planning.ports, ...(planning.nodePorts ?? [])]);
  const gpus = need.gpusPerNode || mostGpus(facts, named);
  const request = {
    options: [...step, ...(gpus === 0 ? [] : [`--gres=${gres ?? 'gpu'}:${gpus}`])],
    setup: nodeSetup(asked),
    program: thisProgram(),
  };
  const told: ClusterFacts = {
    ...facts,
    nodes: await askNodes(request, { nodes, engineName: adapter.name, ports, meeting }, io),
  };
  const { findings, skipped } = runClusterChecks(CLUSTER_CHECKS, told, need);
  const own = told.nodes.ok
    ? ofNodes(options.host ?? (await adapter.host()), told.nodes.value, options.need ?? {})
    : { findings: [], skipped: [] };
  const all: Report = {
    findings: [...findings, ...own.findings],
    // No job is at hand here.
    skipped: [...skipped.filter(({ id }) => id !== 'job-not-accepted'), ...own.skipped],
  };
  const ready = all.findings.every(isNoError) && all.skipped.every(({ reason }) => reason === NOT_ASKED);
  return { ...all, ready, facts: told, nodes };
}

/** Looks at the nodes and reports; 0 if they are ready, 69 if not or if they could not be looked at in full. */
export async function doctorOnSlurm(options: DoctorSlurmOptions, io: Io): Promise<ExitCode> {
  const answer = await look(options, io);
  const { ready, facts, findings, skipped } = answer;
  io.stdout.write(
    options.json === true
      ? jsonAnswer({ ready, cluster: facts, findings, skipped })
      : clusterDoctorText(answer, painter(io, io.stdout)),
  );
  if (ready) return ExitCode.ok;
  const code = exitCodeOf(findings, (id) => kindOf(id)?.category);
  return code === ExitCode.ok ? ExitCode.host : code;
}

/** The side of a node: one line for the doctor that started it. */
export async function doctorOfNode(task: string, io: Io): Promise<ExitCode> {
  const { nodeReport } = await import('../preflight/cluster/node.ts');
  const report = await nodeReport(JSON.parse(task) as NodeTask, io);
  io.stdout.write(nodeLines(report));
  return ExitCode.ok;
}
