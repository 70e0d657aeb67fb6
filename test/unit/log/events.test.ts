import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readEvents } from '../../../src/engine/torch/log/script-events.ts';
import { LOGS } from './reading.ts';

describe('events', () => {
  it('reads the form of the recorded runs', () => {
    const summary = readEvents(readFileSync(join(LOGS, 'pre.events.jsonl'), 'utf8'));
    expect(summary).toMatchObject({
      steps: 20,
      last: { step: 20 },
      total: 20,
      saves: 3,
      started: [0],
      returned: [0],
      unreadable: 0,
    });
    expect(summary.last?.loss).toBeCloseTo(2.54984, 4);
    expect(summary.validation?.loss).toBeCloseTo(2.50976, 4);
    const nan = readEvents(readFileSync(join(LOGS, 'nan_loss.events.jsonl'), 'utf8'));
    expect(nan.last?.loss).toBeNaN();
    expect(nan.firstNotFinite?.step).toBe(2);
  });

  it('reads the form of our entry scripts, not-finite numbers as strings, and a half-written end', () => {
    const text = `{"t":1,"rank":0,"role":"controller","kind":"start"}
{"t":1,"rank":0,"role":"policy","kind":"start"}
{"t":2,"rank":0,"role":"policy","kind":"dataset","train":80,"validation":8}
{"t":3,"rank":0,"role":"policy","kind":"step","step":1,"total":20,"loss":"inf","grad_norm":"nan","lr":{},"seconds":1,"peak_memory_bytes":5}
{"t":4,"rank":0,"role":"policy","kind":"step","step":2,"total":20,"loss":2.5,"grad_norm":1}
{"t":5,"rank":0,"role":"policy","kind":"validation","step":2,"loss":3.5}
{"t":5,"rank":0,"role":"policy","kind":"save","step":2,"path":"/o"}
{"t":6,"rank":1,"role":"policy","kind":"failed","error":"ValueError","message":"no"}
{"t":7,"rank":0,"role":"policy","kind":"end"}
{"t":8,"rank":0,"ki`;
    expect(readEvents(text)).toEqual({
      steps: 2,
      last: { step: 2, loss: 2.5, gradNorm: 1 },
      total: 20,
      firstNotFinite: { step: 1, loss: Number.POSITIVE_INFINITY },
      samples: { train: 80, validation: 8 },
      validation: { step: 2, loss: 3.5 },
      saves: 1,
      lastSave: 2,
      started: [0],
      returned: [0],
      failures: [{ rank: 1, error: 'ValueError', message: 'no' }],
      peakMemoryBytes: 5,
      unreadable: 1,
    });
  });

  it('survives any line', () => {
    expect(readEvents('[]\n7\nnull\n{"kind":"step"}\n{"kind":"step","step":"x","data":3}\n')).toMatchObject({
      steps: 0,
      unreadable: 3,
    });
    expect(readEvents('{"kind":"step","step":1,"data":{"train/loss_avg": NaN}}').last?.loss).toBeNaN();
  });
});
