/** Has every node look at itself and at the others, through one step of srun. */
import type { Io } from '../../io.ts';
import { ask } from '../ask.ts';
import type { Fact } from '../facts.ts';
import type { NodeReport } from './facts.ts';
import { plainWords } from './look.ts';
import type { NodeTask } from './node.ts';

/** Begins the line of a node's answer, between whatever modules and profiles print. */
export const NODE_WORD = '@cookbook-run-node ';

/** Seconds to wait for free nodes, and for their answers. */
const PATIENCE = 60;
const ANSWERS = 300;

/** How nodes are got, and what they run: this program. */
export interface NodesRequest {
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
  const value = text
    .split('\n')
    .filter((line) => line.startsWith(NODE_WORD))
    .map((line) => JSON.parse(line.slice(NODE_WORD.length)) as NodeReport)
    .sort((a, b) => a.index - b.index);
  if (value.length === task.nodes) return { ok: true, value };
  const why = answer.kind === 'answered' ? 'nothing else was said' : plainWords(answer.last ?? answer.detail);
  return { ok: false, reason: `${value.length} of ${task.nodes} nodes answered: ${why}` };
}
