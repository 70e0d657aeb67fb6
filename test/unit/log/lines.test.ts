import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { observe } from '../../../src/engine/cosmos-rl/log/observe.ts';
import { newLogState } from '../../../src/engine/cosmos-rl/log/state.ts';
import { LONGEST_LINE, type LogLine, linesOf, splitLines } from '../../../src/engine/torch/log/lines.ts';
import { recorded, stateOf } from './reading.ts';

function chunked(bytes: Buffer, cuts: readonly number[]): LogLine[] {
  const lines: LogLine[] = [];
  const splitter = splitLines((line) => lines.push(line));
  const ends = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].sort((a, b) => a - b);
  let start = 0;
  for (const end of [...ends, bytes.length]) {
    splitter.push(bytes.subarray(start, end));
    start = end;
  }
  splitter.end();
  return lines;
}

describe('lines', () => {
  it('splits progress bars and prefixes that appear mid-line', () => {
    const text = '[rank0]:\rValidation: 1it [00:00]\r[rank1]:done[rank0]:\n[rank0]:[rank0]: Traceback\r\n';
    expect(linesOf(text)).toEqual([
      { number: 1, rank: 0, text: '' },
      { number: 1, text: 'Validation: 1it [00:00]' },
      { number: 1, rank: 1, text: 'done' },
      { number: 1, rank: 0, text: '' },
      { number: 2, rank: 0, hooked: true, text: 'Traceback' },
    ]);
  });

  it('strips colours and keeps the indentation of tracebacks', () => {
    expect(linesOf('\u001b[34m[rank12]:\u001b[0m  File "x"\n[rank0]:[rank0]:   File "y"')).toEqual([
      { number: 1, rank: 12, text: '  File "x"' },
      { number: 2, rank: 0, hooked: true, text: '  File "y"' },
    ]);
  });

  it('holds no more than a bounded part of a line without end', () => {
    const lines: LogLine[] = [];
    const splitter = splitLines((line) => lines.push(line));
    for (let i = 0; i < 300; i += 1) splitter.push(Buffer.alloc(1024, 120));
    splitter.push(Buffer.from('\nnext\n'));
    expect(lines.map((line) => line.text.length)).toEqual([LONGEST_LINE, 4]);
  });

  it('gives the same lines for any chunking, also within a character or a line break', () => {
    const piece = fc.constantFrom(
      '\r',
      '\n',
      '\r\n',
      '[rank1]:',
      '[rank0]:[rank0]: ',
      'ü€𐍈',
      '\u001b[1m',
      ' x',
      'Step: 1/2',
    );
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 30 }),
        fc.array(fc.nat(), { maxLength: 20 }),
        (pieces, cuts) => {
          const bytes = Buffer.from(pieces.join(''));
          expect(chunked(bytes, cuts)).toEqual(linesOf(bytes.toString()));
        },
      ),
    );
  });

  it.each(['pre', 'bad_sample', 'oom_rank1', 'sigint_group'])(
    'gives the same state for any chunking of %s',
    (name) => {
      const bytes = recorded(name);
      const whole = stateOf(bytes.toString());
      fc.assert(
        fc.property(fc.array(fc.nat(), { maxLength: 40 }), (cuts) => {
          const state = newLogState();
          for (const line of chunked(bytes, cuts)) observe(state, line);
          expect(state).toEqual(whole);
        }),
        { numRuns: 6 },
      );
    },
  );
});
