/** Every finding that an ending can carry beside the symptoms of the log: evidence that shows it, and evidence that does not. */
import { describe, expect, it } from 'vitest';
import { classify } from '../../../src/engine/cosmos-rl/ending/classify.ts';
import type { EndingEvidence } from '../../../src/engine/cosmos-rl/ending/evidence.ts';
import { OWN_ENDINGS } from '../../../src/engine/cosmos-rl/ending/kinds.ts';
import type { Proof } from '../../../src/engine/cosmos-rl/proof/index.ts';
import { ENDING_KINDS } from '../../../src/engine/torch/ending/kinds.ts';
import { readEvents } from '../../../src/engine/torch/log/script-events.ts';
import { stateOf } from '../log/reading.ts';
import {
  begun,
  complete,
  completed,
  launched,
  loaded,
  ready,
  registered,
  saved,
  steps,
  stopping,
} from './log-text.ts';

const log = stateOf(begun + steps(1, 4, 16));
const done = stateOf(complete());
const unsaved = stateOf(
  launched() + ready + loaded(false) + registered + steps(1, 16, 16) + stopping + completed,
);
const uncounted = stateOf(launched() + ready + registered + saved(16) + stopping + completed);

function proof(whole: boolean): Proof {
  const common = { present: true, complete: whole, problems: whole ? [] : ['the file is cut'] };
  return {
    step: 16,
    checkpoint: { ...common, path: '/o/checkpoints/step_16/policy', provable: true, whole: true, ranks: [0] },
    export: { ...common, path: '/o/safetensors/step_16', tensors: 3, bytes: 10 },
    leftovers: whole ? [] : ['/o/safetensors/step_16.incomplete-ab'],
  };
}

const failed = readEvents(
  '{"rank":0,"role":"policy","kind":"failed","error":"CookbookDataError","message":"2 problems"}\n',
);

const CASES: Readonly<Record<string, readonly [shows: EndingEvidence, doesNot: EndingEvidence]>> = {
  'nothing-saved': [{ log: unsaved }, { log: done }],
  'end-not-verified': [{ log, engineExit: 0 }, { log: done }],
  'proof-incomplete': [
    { log: done, proof: proof(false) },
    { log: done, proof: proof(true) },
  ],
  'export-leftovers': [
    { log: done, proof: proof(false) },
    { log: done, proof: proof(true) },
  ],
  'engine-exit-misleads': [
    { log: done, engineExit: 1 },
    { log: done, engineExit: 0 },
  ],
  'launcher-gone': [
    { log, engineExit: -9 },
    { log, engineExit: 1 },
  ],
  'stopped-by-cookbook-run': [
    { log, stop: { requested: 'SIGTERM' } },
    { log, engineExit: 1 },
  ],
  'no-progress': [
    { log, stalled: { phase: 'training', seconds: 900 } },
    { log, engineExit: 1 },
  ],
  'engine-failed': [
    { log, engineExit: 1 },
    { log, engineExit: null },
  ],
  'still-running': [
    { log, engineExit: null },
    { log, engineExit: 0 },
  ],
  'log-not-recognised': [{ log: stateOf('nothing of the kind\n') }, { log }],
  'part-of-a-run': [
    {
      log: stateOf(
        `${ready}[cosmos] 2026-11-22 13:42:00,214 - cosmos - INFO - [Controller] Unregistering replica 4136079c\n`.replace(
          /^.*Registering policy process.*$/m,
          '',
        ),
      ),
    },
    { log },
  ],
  'entry-script-reported-failure': [
    { log: stateOf(begun), events: failed, engineExit: 1 },
    { log: stateOf(begun), engineExit: 1 },
  ],
  'planned-steps-differ': [
    { log: done, planned: 20 },
    { log: done, planned: 16 },
  ],
  'planned-steps-unknown': [{ log: uncounted }, { log: done }],
};

const KINDS = [...ENDING_KINDS, ...OWN_ENDINGS];

describe('findings of an ending', () => {
  it('every kind has its two cases', () => {
    expect(Object.keys(CASES).sort()).toEqual(KINDS.map(({ id }) => id).sort());
  });

  it.each(Object.entries(CASES))('%s', (id, [shows, doesNot]) => {
    const found = classify(shows).findings.find((finding) => finding.id === id);
    expect(found?.message).toMatch(/^\S+ .{8,}$/s);
    expect(found?.message).not.toMatch(/undefined|NaN|\[object/);
    expect(classify(doesNot).findings.map((finding) => finding.id)).not.toContain(id);
  });
});
