/** Lines of the controller (dispatcher/controller.py, status.py and run_web_panel.py). */

import { pattern } from '../../../torch/log/notice.ts';
import type { CosmosRlTable } from '../line-event.ts';

/** Parsers of controller lines. */
export const CONTROLLER_NOTICES: CosmosRlTable = {
  '[Controller]': [
    pattern(/Redis server started on port (\d+)/, (m) => ({ kind: 'redis-started', port: Number(m[1]) })),
    pattern(/Unregistering replica (\S+)/, (m) => ({ kind: 'unregistering', name: m[1] ?? '' })),
    // 0.4.7 dispatcher/status.py unregister: printed only after the final checkpoint was acknowledged.
    pattern(/Replica (\S+) is stopping/, (m) => ({ kind: 'replica-stopping', name: m[1] ?? '' })),
    pattern(/Unregister failed: (.*)/, (m) => ({ kind: 'unregister-failed', reason: m[1] ?? '' })),
    pattern(/Policy (\S+) is dead/, (m) => ({ kind: 'policy-dead', name: m[1] ?? '' })),
    pattern(/Application requested successful stop: (.*)/, (m) => ({
      kind: 'stop-requested',
      reason: m[1] ?? '',
    })),
    pattern(/All replicas are finished(?: \(([^)]*)\); |, )finalizing/, (m) => ({
      kind: 'finalizing',
      reason: m[1] ?? '',
    })),
  ],
  Redis: [pattern(/^Redis server stopped/, () => ({ kind: 'redis-stopped' }))],
};
