/** Records and plans are text that anybody may have changed: each wrong form is told, none throws anything else. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Failure } from '../../../src/findings/failure.ts';
import { runFiles, writeAtomically } from '../../../src/run/files.ts';
import { parsePlan, parseRecord } from '../../../src/run/parse-record.ts';
import { listRuns, readRecord, writeRecord } from '../../../src/run/record.ts';
import { runRecord } from './records.ts';

const folder = mkdtempSync(join(tmpdir(), 'cookbook-record-'));

const RECORD = runRecord({ step: { planned: 20 } });
const text = (more: object) => JSON.stringify({ ...RECORD, ...more });

describe('a record', () => {
  test('is read', () => {
    expect(parseRecord(text({}))).toEqual({ ok: true, value: RECORD });
    expect(parseRecord(text({ anything: 'that a newer one adds' })).ok).toBe(true);
  });

  test.each([
    ['half of it', text({}).slice(0, -20), 'not valid JSON'],
    ['nothing', '', 'not valid JSON'],
    ['a list', '[]', 'not a JSON object'],
    ['null', 'null', 'not a JSON object'],
    ['a newer version', text({ schemaVersion: 2 }), 'schemaVersion 2 is of a newer cookbook-run'],
    ['no version', text({ schemaVersion: undefined }), 'no schemaVersion'],
    ['no step', text({ step: undefined }), 'it has no `step`'],
    ['a step of text', text({ step: { last: '5' } }), '`step` is of another form'],
    ['a status of its own', text({ status: 'done' }), '`status`'],
    ['an outcome of its own', text({ outcome: 'toString' }), '`outcome`'],
    ['a code of text', text({ exitCode: '0' }), '`exitCode`'],
    ['a supervisor without pid', text({ supervisor: {} }), '`supervisor`'],
    ['findings of another form', text({ findings: [1] }), '`findings`'],
    ['a place of another form', text({ where: { executor: 'local' } }), '`where`'],
  ])('%s is told', (_, given, why) => {
    const read = parseRecord(given);
    expect(read.ok ? 'read' : read.why).toContain(why);
  });

  test('no JSON value makes the parsers throw', () => {
    fc.assert(
      fc.property(fc.json(), (json) => {
        expect(typeof parseRecord(json).ok).toBe('boolean');
        expect(typeof parsePlan(json).ok).toBe('boolean');
      }),
    );
  });
});

describe('files of a record', () => {
  const place = (name: string) => {
    const path = join(folder, name);
    mkdirSync(path);
    return runFiles(path);
  };

  test('one of another form costs that one, not the list', () => {
    const good = place('good');
    writeRecord(good, { ...RECORD, id: 'good', status: 'ended', outcome: 'succeeded' });
    writeFileSync(place('odd').record, '{"id":"x","status":"ended"}');
    writeFileSync(place('cut').record, text({}).slice(0, 40));
    mkdirSync(place('folder').record);
    const broken: string[] = [];
    const runs = listRuns(folder, (path) => broken.push(path.split('/').at(-1) ?? ''));
    expect(runs.map(({ record }) => record.id)).toEqual(['good']);
    expect(broken.sort()).toEqual(['cut', 'folder', 'odd']);
  });

  test('an ending is never written over, a damaged record is', () => {
    const files = place('ending');
    writeRecord(files, { ...RECORD, status: 'ended', outcome: 'stalled' });
    writeRecord(files, RECORD);
    expect(readRecord(files)?.outcome).toBe('stalled');
    const cut = place('mended');
    writeFileSync(cut.record, '{"schemaVersion":1,');
    expect(() => readRecord(cut)).toThrow(Failure);
    writeRecord(cut, { ...RECORD, status: 'ended', outcome: 'failed' });
    expect(readRecord(cut)?.outcome).toBe('failed');
  });

  test('a write that fails leaves the old file whole and no part behind', () => {
    const files = place('whole');
    writeAtomically(files.record, 'old');
    // A folder cannot be replaced by a file.
    mkdirSync(files.host);
    expect(() => writeAtomically(files.host, 'new')).toThrow();
    expect(readdirSync(files.folder).sort()).toEqual(['host.json', 'run.json']);
    writeAtomically(files.record, 'ä'.repeat(100_000));
    expect(readFileSync(files.record, 'utf8')).toBe('ä'.repeat(100_000));
  });
});
