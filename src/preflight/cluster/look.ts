/** Looks at paths from the nodes: a file that was written here, and what the run reads there. */
import { randomBytes } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ask } from '../../host/ask.ts';
import type { Fact } from '../../host/facts.ts';
import type { Io } from '../../io.ts';
import type { NodeSight, SharedPath } from './facts.ts';

/** What each node runs: the marker and its content, then the paths; one line for each that is not as it should be. */
const SCRIPT = `file=$1 word=$2; shift 2
node=$SLURMD_NODENAME
echo "node	$node"
[ "$(cat "$file" 2>/dev/null)" = "$word" ] || echo "marker	$node"
for path; do [ -e "$path" ] || echo "missing	$node	$path"; done`;

/** Seconds to wait for free nodes: those of a busy cluster are looked at by the job itself. */
const PATIENCE = 20;

/** Where to look, and by which options of srun the nodes are got. */
interface LookRequest {
  readonly options: readonly string[];
  /** The folder that is to be shared; it is made where it is not there. */
  readonly folder: string;
  readonly paths: readonly SharedPath[];
}

/** What Slurm's programs say, without who says it. */
export const plainWords = (line: string) =>
  line.replace(/^(?:sbatch|srun|allocation failure): (?:error: )?/, '').trim();

function sightsIn(text: string): readonly NodeSight[] {
  const rows = text.split('\n').map((line) => line.split('\t'));
  const of = (kind: string, node: string) =>
    rows.filter(([first, second]) => first === kind && second === node);
  const nodes = [...new Set(rows.filter(([kind]) => kind === 'node').map(([, node = '']) => node))].sort();
  return nodes.map((node) => ({
    node,
    marker: of('marker', node).length === 0,
    missing: of('missing', node).map(([, , path = '']) => path),
  }));
}

/** What the nodes see; not known where no node was free in time. Leaves nothing behind. */
export async function lookFromNodes(
  { options, folder, paths }: LookRequest,
  nodes: number,
  { env, cwd }: Pick<Io, 'env' | 'cwd'>,
): Promise<Fact<readonly NodeSight[]>> {
  const word = randomBytes(8).toString('hex');
  const marker = join(folder, `.cookbook-run-look-${word}`);
  try {
    mkdirSync(folder, { recursive: true });
    writeFileSync(marker, word, { mode: 0o600 });
  } catch (error) {
    return { ok: false, reason: `${folder} cannot be written (${(error as NodeJS.ErrnoException).code})` };
  }
  const step = [...options, `--immediate=${PATIENCE}`, '--time=5', '--job-name=cookbook-run-look'];
  const words = ['bash', '-c', SCRIPT, 'look', marker, word, ...paths.map(({ path }) => path)];
  try {
    const answer = await ask('srun', [...step, ...words], { env, cwd, timeoutMs: (PATIENCE + 40) * 1000 });
    if (answer.kind !== 'answered')
      return { ok: false, reason: `no node could be asked: ${plainWords(answer.last ?? answer.detail)}` };
    const value = sightsIn(answer.stdout);
    return value.length === nodes
      ? { ok: true, value }
      : { ok: false, reason: `${value.length} of ${nodes} nodes answered` };
  } finally {
    rmSync(marker, { force: true });
  }
}
