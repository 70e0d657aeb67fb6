/** What each node of a cluster runs: the engine's own two scripts, not its launcher, which drops exit codes and hangs on node 1. */
import type { NodeRole } from '../../planning.ts';

/** What the roles are made of. */
interface RoleRequest {
  readonly config: string;
  readonly script?: string;
  readonly nodes: number;
  readonly gpus: number;
  readonly ports: Readonly<Record<string, number>>;
}

/** Finds a script of the package without importing it, with the interpreter that the scripts themselves use: `python` of PATH. */
const FIND =
  'import importlib.util as u; s = u.find_spec("cosmos_rl"); print(s.submodule_search_locations[0] if s else "")';

const scriptOf = (name: string, args: readonly string[]): readonly string[] => [
  'bash',
  '-c',
  `package=$(python -c '${FIND}') && [ -n "$package" ] || { echo "cosmos_rl is not installed for $(command -v python || echo 'no python')"; exit 69; }; exec bash "$package/launcher/${name}" "$@"`,
  name,
  ...args,
];

/** Controller (it starts redis) on the first node, one group of policy workers on each: launcher/launch_*.sh, 0.4.4 and 0.4.7. */
export function rolesOf({ config, script, nodes, gpus, ports }: RoleRequest): readonly NodeRole[] {
  const { controller = 8000, rendezvous = 29_345, redis } = ports;
  const files = ['--config', config, ...(script === undefined ? [] : ['--script', script])];
  return [
    {
      name: 'controller',
      on: 'first',
      argv: scriptOf('launch_controller.sh', ['--port', String(controller), ...files]),
      env: {},
      // Its title takes the place of its environment (redis 7, setproctitle.c).
      ...(redis === undefined ? {} : { hidden: `^[^ ]*redis-serve[r][^ ]* [^ ]*:${redis}( |$)` }),
    },
    {
      name: 'policy',
      on: 'each',
      argv: scriptOf('launch_replica.sh', [
        '--type',
        'policy',
        '--ngpus',
        String(gpus / nodes),
        '--nnodes',
        String(nodes),
        '--rdzv-endpoint',
        `{head}:${rendezvous}`,
        ...files,
      ]),
      env: {
        COSMOS_CONTROLLER_HOST: `{head}:${controller}`,
        PYTORCH_CUDA_ALLOC_CONF: 'expandable_segments:True',
        // Multicast over NVLink fails on some clusters; the engine's own Slurm template sets it too (tools/slurm).
        NCCL_NVLS_ENABLE: '0',
        // Torch's tee names the local rank, which every node has: the global one is unique.
        // biome-ignore lint/suspicious/noTemplateCurlyInString: torch's own macros
        TORCHELASTIC_LOG_LINE_PREFIX_TEMPLATE: '[${role_name}${rank}]:',
      },
    },
  ];
}
