/** Has every node look at itself and at the others, through one step of srun. */

import { ask } from '../../host/ask.ts';
import type { Fact } from '../../host/facts.ts';
import type { Io } from '../../io.ts';
import type { NodeReport } from './facts.ts';
import { plainWords } from './look.ts';
import type { NodeTask } from './node.ts';

/** Begins the line of a node's answer, between whatever modules and profiles print. */
const NODE_WORD = '@cookbook-run-node';

/** Characters of a line: srun mixes what two nodes print at once where lines are longer than about a thousand bytes (22.05, seen). */
const SHORT = 400;

/** A node's answer as short lines, which srun keeps whole. */
export function nodeLines(report: NodeReport): string {
  const text = Buffer.from(JSON.stringify(report)).toString('base64');
  const parts = text.match(new RegExp(`.{1,${SHORT}}`, 'g')) ?? [];
  return parts.map((part, at) => `${NODE_WORD} ${report.index} ${at} ${part}\n`).join('');
}

/** The answers in what all nodes printed, the first node first; one that is not whole is none. */
export function nodeReports(text: string): readonly NodeReport[] {
  const parts = new Map<number, string[]>();
  for (const [, index, at, part] of text.matchAll(new RegExp(`^${NODE_WORD} (\\d+) (\\d+) (\\S+)$`, 'gm'))) {
    const held = parts.get(Number(index)) ?? [];
    held[Number(at)] = part ?? '';
    parts.set(Number(index), held);
  }
  return [...parts]
    .sort(([a], [b]) => a - b)
    .flatMap(([, held]) => {
      try {
        return [JSON.parse(Buffer.from(held.join(''), 'base64').toString()) as NodeReport];
      } catch {
        return [];
      }
    });
}

/** Seconds to wait for free nodes, and for their answers. */
const PATIENCE = 60;
const ANSWERS = 300;

/** How nodes are got, and what they run: this program. */
interface NodesRequest {
  readonly options: readonly string[];
  /** Lines of bash before it: modules and variables of the site. */
  readonly setup: string;
  readonly program: readonly string[];
}

/** What the nodes answered, the first one first. */
export async function askNodes(
  { options, setup, program }: NodesRequest,
  task: NodeTask,
  { env, cwd }: Pick<Io, 'env' | 'cwd'>,
): Promise<Fact<readonly NodeReport[]>> {
  const words = [...program, 'doctor', '--as-node', JSON.stringify(task)];
  const step = [...options, `--immediate=${PATIENCE}`, '--time=10', '--job-name=cookbook-run-doctor'];
  const answer = await ask('srun', [...step, 'bash', '-c', `${setup}exec "$@"`, 'doctor', ...words], {
    env,
    cwd,
    timeoutMs: (PATIENCE + ANSWERS) * 1000,
  });
  const text = answer.kind === 'answered' ? answer.stdout : (answer.stdout ?? '');
  const value = nodeReports(text);
  if (value.length === task.nodes) return { ok: true, value };
  const why = answer.kind === 'answered' ? 'nothing else was said' : plainWords(answer.last ?? answer.detail);
  return { ok: false, reason: `${value.length} of ${task.nodes} nodes answered: ${why}` };
}
