/** The step line in its forms; printed only if `logging.logger` holds "console". */

import { pythonNumber } from '../../../torch/log/notice.ts';
import type { CosmosRlTable, Notice } from '../line-event.ts';

const NUMBER = '([-+]?(?:nan|inf|[\\d.]+(?:e[-+]?\\d+)?))';
// 0.4.1 to 0.4.7 policy/worker/sft_worker.py prints one `optimizer/lr_<part>` per model part; 0.2.6 and 0.3.9 print
// one `Learning rate` and a final dot; with several replicas dispatcher/status.py prints `Max Loss` and no rate.
const STEP = new RegExp(
  `Step: (\\d+)/(\\d+), Loss: ${NUMBER}(?:, Max Loss:? ${NUMBER})?, Grad norm: ${NUMBER}` +
    `(?:, Learning rate: ${NUMBER})?, Iteration time: ([\\d.]+?)s`,
  'i',
);
const RATE = /optimizer\/lr_([^:,\s]*): ([-+\w.]+)/g;

function step(text: string): Notice | undefined {
  const match = STEP.exec(text);
  if (match === null) return undefined;
  const lr: Record<string, number> = {};
  if (match[6] !== undefined) lr[''] = pythonNumber(match[6]);
  RATE.lastIndex = match.index + match[0].length;
  for (let rate = RATE.exec(text); rate !== null; rate = RATE.exec(text))
    lr[rate[1] ?? ''] = pythonNumber(rate[2]);
  return {
    kind: 'step',
    step: Number(match[1]),
    total: Number(match[2]),
    loss: pythonNumber(match[3]),
    gradNorm: pythonNumber(match[5]),
    seconds: Number(match[7]),
    lr,
  };
}

/** Parsers of the step line. */
export const STEP_NOTICES: CosmosRlTable = { 'Step:': [step] };
