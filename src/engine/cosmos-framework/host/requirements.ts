/** What cosmos-framework must find on a host: torchrun of a Python that imports it, and what its trainer imports. */
import { factNamed } from '../../../host/facts.ts';
import type { HostRequirements } from '../../../host/requirements.ts';
import { GPUS_KEY, KEEP_KEY, OUTPUT_KEY } from '../keys.ts';
import { TRAINER_CHECKS } from './checks.ts';
import { conversionPython } from './facts.ts';
import { PACKAGES, SOURCE_UNKNOWN } from './packages.ts';

/**
 * The module is found, not imported: its source lies in a checkout on PYTHONPATH or in site-packages. What identifies it is the
 * commit: that of the checkout itself, never of a repository around an environment; else the one that pip wrote down.
 */
const FIND = `
import os
from importlib.util import find_spec

def commit_of(root):
    git = os.path.join(root, ".git")
    if os.path.isfile(git):
        git = os.path.join(root, open(git).read().split("gitdir:", 1)[1].strip())
    head = open(os.path.join(git, "HEAD")).read().strip()
    if not head.startswith("ref: "):
        return head
    common = os.path.join(git, "commondir")
    for home in [git] + ([os.path.join(git, open(common).read().strip())] if os.path.exists(common) else []):
        if os.path.exists(os.path.join(home, head[5:])):
            return open(os.path.join(home, head[5:])).read().strip()
        if os.path.exists(os.path.join(home, "packed-refs")):
            for line in open(os.path.join(home, "packed-refs")):
                if line.rstrip().endswith(" " + head[5:]):
                    return line.split()[0]

spec = find_spec("cosmos_framework")
places = list(spec.submodule_search_locations or []) if spec else []
if places:
    prefix = os.path.dirname(places[0])
    version = "${SOURCE_UNKNOWN}"
    if os.path.exists(os.path.join(prefix, ".git")):
        version = (commit_of(prefix) or version)[:7]
    else:
        origin = json.loads(metadata.distribution("cosmos-framework").read_text("direct_url.json"))
        version = origin["vcs_info"]["commit_id"][:7]
`;

const SHARD = 'model.parallelism.data_parallel_shard_degree';
const REPLICATE = 'model.parallelism.data_parallel_replicate_degree';

/** Everything that is asked of a host for cosmos-framework. */
export const HOST: HostRequirements = {
  engine: 'cosmos-framework',
  programs: ['torchrun', 'python'],
  python: {
    program: 'torchrun',
    engine: 'module cosmos_framework',
    packages: PACKAGES,
    find: FIND,
  },
  facts: {
    conversionPython: { shape: 'text', ask: async ({ found }) => conversionPython(await found) },
  },
  checks: TRAINER_CHECKS,
  // torchrun ends with EADDRINUSE (same_port_b, framework-runs 2026-11-28).
  portsMove: false,
  keys: {
    output: OUTPUT_KEY,
    keep: KEEP_KEY,
    loaders: 'custom.overrides.dataloader_train.num_workers',
    fewerGpus(visible, _, holds) {
      const written = (key: string) => Number(holds(key) ?? 0) > 1;
      return {
        [GPUS_KEY]: BigInt(visible),
        ...(written(SHARD) ? { [SHARD]: BigInt(visible) } : {}),
        ...(written(REPLICATE) ? { [REPLICATE]: 1n } : {}),
      };
    },
  },
  lines(facts) {
    const programs = factNamed(facts, 'programs');
    if (!programs.ok) return [['torchrun', programs.reason]];
    const { torchrun } = programs.value as Readonly<Record<string, string | undefined>>;
    return [['torchrun', torchrun ?? 'not on PATH']];
  },
};
