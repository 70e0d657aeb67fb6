/** Between processes and nodes: NCCL, gloo, the rendezvous, ports. */
import { symptomsOf } from '../../../torch/log/told.ts';

/** A port that is taken is told by `port-in-use`. */
const BUSY = /EADDRINUSE|already in use/;

/** In order: the narrower text first. */
export const NETWORK = symptomsOf([
  {
    id: 'nccl-missing',
    summary: 'The NCCL library cannot be found',
    outcome: 'host',
    subject: 'libnccl.so',
    because:
      'cosmos-rl loads libnccl.so from the nvidia-nccl-cu* wheel: at import up to 0.4.4, at first use since 0.4.5.',
    source: 'utils/pynccl.py:76-115, 0.4.7',
    forms: [
      {
        text: /Could not find nvidia-nccl-cu\* package directory|Could not locate libnccl\.so|COSMOS_NCCL_SO_PATH='[^']*' does not name|libnccl\.so\S*: cannot open shared object file/,
        says: 'The NCCL library of the Python environment cannot be found.',
        help: 'Install it beside torch: `pip install nvidia-nccl-cu12` (or cu13), or export COSMOS_NCCL_SO_PATH (0.4.5 and later).',
      },
    ],
  },
  {
    id: 'nccl-no-interface',
    summary: 'NCCL or gloo found no network interface to use',
    outcome: 'host',
    subject: 'NCCL_SOCKET_IFNAME',
    because:
      'NCCL_SOCKET_IFNAME or GLOO_SOCKET_IFNAME names an interface that is not there, or the container has only a loopback; resuming cannot help.',
    source: 'nccl 2.27 src/bootstrap.cc; gloo transport/tcp/device.cc',
    printed: true,
    forms: [
      {
        text: /((?:Bootstrap ?: )?no (?:valid )?socket interface found[^\n]*|Bootstrap ?: no \w+ interface found[^\n]*|[Uu]nable to find (?:address|interface) for:?[^\n]*|makeDeviceForInterface\(\)[^\n]*|makeDeviceForHostname\(\)[^\n]*|NET\/Socket ?: no [^\n]*interface[^\n]*)/,
        says: 'No network interface for the processes to talk over: {}.',
        help: 'See what there is (`ip -br addr`), then `unset NCCL_SOCKET_IFNAME GLOO_SOCKET_IFNAME` or export the right name; in a container: `docker run --network host`',
      },
    ],
  },
  {
    id: 'rendezvous-failed',
    summary: 'A process could not reach the rendezvous of the run',
    outcome: 'retryable',
    subject: 'rendezvous',
    because:
      'A network fault between nodes: the first node is not up yet, its name does not resolve here, or a firewall closes the port (29345 unless --rdzv-port says another).',
    source: 'torch 2.11 csrc/distributed/c10d/socket.cpp; launcher/launch_all.py, 0.4.7',
    printed: true,
    what: 'A node or rank could not reach the address at which the processes of the run meet.',
    forms: [
      {
        text: /(?:IPv4(?: ?\/ ?|\/)?(?:IPv6)? network addresses of|hostname|network addresses of) \(?([^\n()]+)\)? cannot be retrieved[^\n]*|(?:gai error|gaierror): (?:-?\d+[^\n]*)|socket\.gaierror: ([^\n]*)/,
        says: 'The rendezvous address cannot be resolved: {}.',
        help: 'On this node: `getent hosts NODE_0`; write the address of the first node in --node-ip-list, or its name into /etc/hosts, then start all nodes again.',
      },
      {
        unless: BUSY,
        text: /(?:trying to connect to|network address of) \(([^\n()]+)\)|RendezvousConnectionError: ([^\n]*)|(?:Call to connect to|Connect to|connect to) (\S+) failed ?:[^\n]*|(No route to host)/,
        says: 'The rendezvous at {} cannot be reached: a network fault between the nodes.',
        help: 'From this node: `getent hosts NODE_0` and `nc -vz NODE_0 29345`; see that MASTER_ADDR and NCCL_SOCKET_IFNAME name what all nodes share, then start all nodes again.',
      },
      {
        text: /((?:Rendezvous(?:Timeout|Closed|State|GracefulExit)?Error)[^\n]*|Timed out after \d+ seconds waiting for clients[^\n]*|The c10d rendezvous[^\n]*|timed out[^\n]*rendezvous[^\n]*|connect\(\) timed out[^\n]*|wait timeout after \d+ ?ms, keys[^\n]*|Socket Timeout|connectFullMesh failed[^\n]*|Cannot assign requested address[^\n]*)/,
        says: 'The nodes did not find each other in time: {}.',
        help: 'Start all nodes within the same minutes and with the same --rdzv-port and number of workers; look at the log of the node that is missing.',
      },
      {
        unless: BUSY,
        text: /(DistNetworkError: [^\n]*(?:connect|listen|socket)[^\n]*|store->get\([^\n]*|is setting up NCCL communicator[^\n]*)/,
        says: 'A process could not reach the others: {}.',
        help: 'See that the names and ports of all nodes can be reached from each other, then start all nodes again.',
      },
    ],
  },
  {
    id: 'nccl-failed',
    summary: 'NCCL could not set up the communication between the GPUs',
    outcome: 'host',
    subject: 'NCCL',
    because: 'The line after "Last error:" is what NCCL says of it; a set-up that fails once fails again.',
    source: 'torch 2.11 csrc/distributed/c10d/NCCLUtils.cpp',
    forms: [
      {
        text: /Last error:\s*\n\s*(?!\s*(?:NET\/|socket|Socket|recv|remote|NCCL WARN )?[^\n]*(?:[Cc]onnection (?:closed|reset)|remote process exited|Broken pipe))(\S[^\n]*)/,
        says: 'NCCL failed: {}.',
        help: 'Start it again with NCCL_DEBUG=INFO and read its lines; NCCL_P2P_DISABLE=1 shows whether the direct link between the GPUs is to blame.',
      },
      {
        text: /(nccl(?:SystemError|InvalidUsage|UnhandledCudaError|InternalError)[^\n]*|(?:unhandled (?:system|cuda) error)[^\n]*)/,
        when: (state) => state.seen.step === undefined,
        says: 'NCCL failed before the first step: {}.',
        help: 'Start it again with NCCL_DEBUG=INFO and read its lines; NCCL_P2P_DISABLE=1 shows whether the direct link between the GPUs is to blame.',
      },
    ],
  },
  {
    id: 'nccl-interrupted',
    summary: 'NCCL reported an error of the system in the middle of the run',
    outcome: 'retryable',
    subject: 'NCCL',
    because: 'Steps were trained before, so the set-up is right: a link or a host failed.',
    source: 'torch 2.11 csrc/distributed/c10d/NCCLUtils.cpp',
    forms: [
      {
        text: /(nccl(?:SystemError|UnhandledCudaError|InternalError)[^\n]*)/,
        says: 'NCCL failed in the middle of the run: {}.',
        help: 'Look at nvidia-smi and dmesg of all hosts; resume from the last complete checkpoint.',
      },
    ],
  },
]);
