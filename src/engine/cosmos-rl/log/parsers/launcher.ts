/** Lines of the launcher (launcher/launch_all.py and utility.py, 0.2.6 to 0.4.7) and of its shell scripts. */

import { pattern } from '../../../torch/log/notice.ts';
import type { CosmosRlTable } from '../line-event.ts';

/** Parsers of launcher lines. */
export const LAUNCHER_NOTICES: CosmosRlTable = {
  'Auto-discovering': [() => ({ kind: 'engine-import' })],
  Number: [
    pattern(/^Number of (policy|rollout|reference) replicas: (\d+) with (\d+) gpus each/, (m) => ({
      kind: 'replicas',
      role: m[1] ?? '',
      count: Number(m[2]),
      gpus: Number(m[3]),
    })),
    pattern(/^Number of workers required: (\d+)/, (m) => ({ kind: 'workers-required', count: Number(m[1]) })),
  ],
  Detected: [pattern(/^Detected (\d+) GPUs/, (m) => ({ kind: 'gpus', count: Number(m[1]) }))],
  Controller: [
    pattern(/^Controller will be launched locally on port (\d+)/, (m) => ({
      kind: 'controller-port',
      port: Number(m[1]),
    })),
    pattern(/^Controller is ready at \S*?(?::(\d+))?$/, (m) =>
      m[1] === undefined ? { kind: 'controller-ready' } : { kind: 'controller-ready', port: Number(m[1]) },
    ),
    pattern(/^Controller CMD:/, () => ({ kind: 'controller-start' })),
    pattern(/^Controller monitor failed; terminating execution: (.*)/, (m) => ({
      kind: 'monitor-failed',
      reason: m[1] ?? '',
    })),
    pattern(/^Controller publication failed; terminating execution: (.*)/, (m) => ({
      kind: 'publication-failed',
      reason: m[1] ?? '',
    })),
  ],
  Temporary: [
    pattern(/^Temporary configuration file created at (\S+)/, (m) => ({
      kind: 'temp-file',
      path: m[1] ?? '',
    })),
  ],
  Registering: [
    pattern(/^Registering policy process (\d+) for signal handling/, (m) => ({
      kind: 'policy-process',
      pid: Number(m[1]),
    })),
  ],
  Process: [
    // The number is an index into a shrinking list up to 0.4.4 and a pid in 0.4.7.
    pattern(/^Process (\d+) failed with return code (-?\d+)/, (m) => ({
      kind: 'process-failed',
      id: Number(m[1]),
      rc: Number(m[2]),
    })),
    pattern(/^Process (\d+) completed \(rc=(-?\d+)\)/, (m) => ({
      kind: 'process-completed',
      id: Number(m[1]),
      rc: Number(m[2]),
    })),
    pattern(/^Process (\d+) (?:completed successfully|\(controller\) exited via the coordinated)/, (m) => ({
      kind: 'process-completed',
      id: Number(m[1]),
      rc: 0,
    })),
    pattern(/^Process (\d+) exited with code (-?\d+)\. Exiting/, (m) => ({
      kind: 'process-exited',
      pid: Number(m[1]),
      rc: Number(m[2]),
    })),
    pattern(/^Process (\d+) exited as soon as launched/, (m) => ({
      kind: 'process-exited',
      pid: Number(m[1]),
      rc: 0,
    })),
  ],
  // Where cookbook-run takes the launcher's place on a cluster, it says this of the roles of planning/roles.ts.
  '[cookbook-run]': [
    pattern(/^\[cookbook-run\] (controller|policy) on \S+ ended with exit code (\d+)/, (m) => ({
      kind: m[2] === '0' ? 'process-completed' : 'process-failed',
      id: 0,
      rc: Number(m[2]),
      role: m[1] === 'policy' ? 'policy' : 'controller',
    })),
  ],
  // DistributedSignalHandler (utils/dist_signal_handler.py, 0.4.2 and later): only `handler_default` is a worker's;
  // the launcher's own handler says `forwarding to subprocesses`, which does not reach the workers under dash.
  Signal: [
    pattern(/^Signal (\d+) received, setting signal_received/, (m) => ({
      kind: 'signal-received',
      signal: Number(m[1]),
    })),
  ],
};
