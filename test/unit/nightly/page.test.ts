/** What a person is told of a night: words, pages and messages, with hostile texts in all of them. */
import { describe, expect, test } from 'vitest';
import { ExitCode } from '../../../src/findings/exit-code.ts';
import { Failure } from '../../../src/findings/failure.ts';
import { causeOf, causeOfFailure } from '../../../src/nightly/cause.ts';
import type { Attempt, NightRecord } from '../../../src/nightly/night-record.ts';
import { objectiveNote } from '../../../src/nightly/objective.ts';
import { nightPage, seriesPage } from '../../../src/nightly/page/night-page.ts';
import { bars, htmlPage, markdown } from '../../../src/nightly/page/page.ts';
import {
  aboutText,
  durationText,
  endingOf,
  gpuHours,
  gpuHoursText,
  headline,
  rehearsalFact,
  whatToDo,
} from '../../../src/nightly/page/words.ts';
import { mail, newsOf, slackBody, teamsBody, webhookBody } from '../../../src/nightly/tell/formats.ts';
import { clockText, momentText } from '../../../src/report/moment.ts';

const ATTEMPT: Attempt = {
  run: 'r1',
  record: '/s/runs/r1',
  outcome: 'succeeded',
  exitCode: 0,
  step: { last: 220, planned: 220 },
  seconds: 3600,
  gpus: 8,
  loss: { first: 2.5, last: 1 / 3, validation: 0.5 },
  did: 'starts from the base model: this series has not trained yet',
};
const NIGHT: NightRecord = {
  schemaVersion: 1,
  series: 'demo',
  night: 'n1',
  sequence: 1,
  status: 'ended',
  outcome: 'succeeded',
  exitCode: 0,
  reason: 'trained to the planned end, verified',
  startedAt: '2026-11-24T02:00:00.000Z',
  endedAt: '2026-11-24T04:10:30.000Z',
  attempts: [ATTEMPT],
  objective: objectiveNote(false),
  notes: [],
  removed: [],
  hooks: [],
  supervisor: { pid: 1, bootId: 'b' },
};
const night = (more: Partial<NightRecord>): NightRecord => ({ ...NIGHT, ...more });
const passedNot = { passed: false, blind: false, reason: '', comparisons: [], metrics: {} };
const stopped = (step: object, more: object = {}) =>
  night({
    exitCode: 75,
    outcome: 'retryable',
    stopped: 'deadline',
    reason: 'stopped',
    attempts: [{ ...ATTEMPT, outcome: 'retryable', exitCode: 75, step, ...more } as Attempt],
  });

describe('words', () => {
  test.each<[number, Partial<NightRecord>, string]>([
    [0, {}, 'success'],
    [0, { skipped: 'x' }, 'skipped'],
    [75, { stopped: 'deadline' }, 'stopped'],
    [75, {}, 'failure'],
    [130, { stopped: 'deadline' }, 'failure'],
    ...[1, 81, 83, 130, 143].map((code): [number, object, string] => [code, {}, 'failure']),
    ...[2, 65, 66, 69, 70, 73, 77, 78, 80, 82].map((code): [number, object, string] => [
      code,
      {},
      'needs-you',
    ]),
  ])('%d %o is %s', (exitCode, more, expected) => {
    expect(endingOf(night({ exitCode, ...more }))).toBe(expected);
  });

  test('the headline of a stop at the deadline says what is left, counted from where the night began', () => {
    const time = clockText(NIGHT.endedAt ?? '');
    expect(headline(stopped({ last: 110, planned: 220 }))).toBe(
      `stopped at ${time} at step 110 of 220, goes on in the next night, about 60 min left`,
    );
    const resumed = { resumedFrom: { run: 'r0', step: 55, path: '/p' } };
    expect(headline(stopped({ last: 110, planned: 220 }, resumed))).toContain('about 2 h left');
    expect(headline(stopped({ last: 110 }))).toBe(
      `stopped at ${time} at step 110 of ?, goes on in the next night`,
    );
    expect(headline(stopped({ last: 55, planned: 220 }, resumed))).toMatch(/next night$/);
    expect(headline(stopped({}))).toBe('stopped');
    // Where every night is too short, a person must do something.
    const short = { ...stopped({}), help: 'give it more time' };
    expect([endingOf(short), headline(short), whatToDo(short)]).toEqual(['needs-you', 'stopped', short.help]);
  });

  test('the other headlines, and what a person must do', () => {
    expect(headline(NIGHT)).toBe('trained 220 steps; the new model passed its gate and is last-good');
    expect(headline(night({ status: 'running' }))).toBe('it runs');
    expect(headline(night({ skipped: 'x', reason: 'trained nothing: x' }))).toBe('trained nothing: x');
    const oom = night({ exitCode: 80, outcome: 'out-of-gpu-memory', reason: 'too large' });
    expect(headline(oom)).toBe('out-of-gpu-memory at step 220 of 220: too large');
    expect(whatToDo(oom)).toBe('mend it: too large; the next night ends the same way until then');
    const caused = (exitCode: number, cause: Attempt['cause'], more: Partial<NightRecord> = {}) =>
      night({
        exitCode,
        reason: 'too large',
        attempts: [{ ...ATTEMPT, exitCode, cause } as Attempt],
        ...more,
      });
    const lower = { id: 'cuda-out-of-memory', help: 'a.b=1' };
    const explain = '`cookbook-run explain cuda-out-of-memory`';
    const same = '; the next night ends the same way until then';
    expect(whatToDo(caused(80, lower))).toBe(`${lower.help}; more: ${explain}${same}`);
    expect(whatToDo(caused(80, { id: lower.id }))).toBe(`${explain}${same}`);
    expect(whatToDo(caused(69, { help: 'mend its permissions.' }))).toBe(`mend its permissions${same}`);
    expect(whatToDo(caused(81, lower))).toBe(
      `nothing yet: the next night tries again; if it comes back: ${lower.help}; more: ${explain}`,
    );
    // What the attempt found is no advice for another ending: of the gate, or of the disk of the series.
    const trained = { attempts: [ATTEMPT], gate: { ...passedNot, reason: 'worse' } };
    expect(whatToDo(caused(1, lower, trained))).toContain('look at the gate');
    expect(headline(caused(1, lower, trained))).toBe('trained 220 steps, not promoted: worse');
    expect(headline(caused(83, lower, { ...trained, gate: { ...trained.gate, blind: true } }))).toBe(
      'trained 220 steps, not promoted: worse',
    );
    // The gate of an earlier night's run says nothing of tonight's training.
    expect(whatToDo(caused(80, lower, { gate: trained.gate }))).toContain(explain);
    expect(headline(caused(80, lower, { gate: trained.gate }))).toContain('too large');
    expect(whatToDo(caused(80, lower, { exitCode: 73 }))).toBe(`mend it: too large${same}`);
    for (const calm of [NIGHT, night({ skipped: 'x' }), stopped({})]) expect(whatToDo(calm)).toBe('nothing');
    expect(whatToDo(night({ exitCode: 81 }))).toContain('the next night tries again');
    const gate = passedNot;
    expect(whatToDo(night({ exitCode: 1, gate }))).toContain('look at the gate');
    expect(whatToDo(night({ exitCode: 83, gate: { ...gate, blind: true } }))).toContain('tries again');
    expect(whatToDo(night({ exitCode: 78, help: 'rm x' }))).toBe('rm x');
    const blind = { ...gate, blind: true, help: 'try it' };
    expect(whatToDo(night({ exitCode: 83, gate: blind }))).toBe(
      'nothing yet: the next night tries again; if it comes back: try it',
    );
    expect(whatToDo(caused(80, lower, { gate: blind }))).toContain(explain);
  });

  test('what of a night is not known is left out, and what other nights know is not theirs', () => {
    const steps = {
      ...ATTEMPT,
      outcome: 'retryable',
      exitCode: 75,
      step: { last: 110, planned: 220 },
    } as const;
    const { step: _, ...none } = ATTEMPT;
    const { seconds: __, ...timeless } = steps;
    const at = ` at ${clockText(NIGHT.endedAt ?? '')} at step 110 of 220, goes on in the next night`;
    const told = (...attempts: readonly Attempt[]) => headline({ ...stopped({}), attempts });
    // The last attempt that came to a step is the one that tells.
    expect(told(steps, none, { ...ATTEMPT, step: {} })).toBe(`stopped${at}, about 60 min left`);
    expect(told(timeless)).toBe(`stopped${at}`);
    const { endedAt: ___, ...running } = { ...stopped({}), attempts: [timeless] };
    expect(headline(running)).toBe('stopped at step 110 of 220, goes on in the next night');
    const done = (step: object) => headline(night({ attempts: [{ ...ATTEMPT, step }] }));
    expect(done({ last: 219, planned: 220 })).toMatch(/^trained 220 steps;/);
    expect(done({ last: 5 })).toMatch(/^trained 5 steps;/);
    expect(done({})).toMatch(/^trained all steps;/);
    const asked = { exitCode: 83, outcome: 'unverified', reason: 'why', attempts: [] } as const;
    expect(headline(night({ ...asked, gate: passedNot }))).toBe('unverified: why');
    expect(whatToDo(night(asked))).toBe('nothing yet: the next night tries again; look if it comes back');
    expect(whatToDo(night({ ...asked, exitCode: 69 }))).toMatch(/^mend it: why;/);
  });

  test('a rehearsal counts, and is told as it ended', () => {
    const rehearsal = { ok: true, outcome: 'succeeded', exitCode: 0, seconds: 1800, runs: [] } as const;
    const shown = { ...ATTEMPT, rehearsal };
    expect(gpuHours(night({ attempts: [shown] }))).toBe(12);
    const { seconds: _, ...unknown } = shown;
    expect(gpuHours(night({ attempts: [unknown] }))).toBe(4);
    expect(rehearsalFact(NIGHT)).toBeUndefined();
    expect(rehearsalFact(night({ attempts: [shown, ATTEMPT] }))).toBe('passed in 30 min');
    const failed = { ...rehearsal, ok: false, outcome: 'stalled', seconds: 40 } as const;
    expect(rehearsalFact(night({ attempts: [{ ...ATTEMPT, rehearsal: failed }] }))).toBe('stalled in 40 s');
  });

  test('spans, durations and GPU-hours', () => {
    expect([0, 45, 89, 90, 5399, 5400, 9000].map(aboutText)).toEqual([
      'about 1 s',
      'about 45 s',
      'about 89 s',
      'about 2 min',
      'about 90 min',
      'about 2 h',
      'about 3 h',
    ]);
    expect(durationText(NIGHT)).toBe('2 h 10 min');
    expect(durationText(night({ endedAt: '2026-11-24T02:00:42Z' }))).toBe('42 s');
    expect(durationText(night({ endedAt: '2026-11-24T02:01:00Z' }))).toBe('1 min');
    const { endedAt: _, ...running } = NIGHT;
    expect(durationText(running)).toBe('it runs');
    expect(gpuHours(NIGHT)).toBe(8);
    const short = (seconds: number) => gpuHoursText(night({ attempts: [{ ...ATTEMPT, seconds, gpus: 1 }] }));
    expect([0, 35, 36, 5000].map(short)).toEqual(['0', 'less than 0.01', '0.01', '1.39']);
    expect(gpuHours(night({ attempts: [ATTEMPT, { ...ATTEMPT, seconds: 1800, gpus: 2 }] }))).toBe(9);
  });
});

const HOSTILE =
  '<script>alert(1)</script> <https://evil.example|click> [x](javascript:y) \u001b[31m\u202e |a|\n::error::z';

test('the cause of an ending: an override is for the series’ file, everything else is as it stands', () => {
  const finding = { id: 'x', severity: 'error' as const, subject: 's', message: 'm', data: {} };
  expect(causeOf(undefined)).toEqual({});
  expect(causeOf(finding)).toEqual({ cause: { id: 'x' } });
  expect(causeOf({ ...finding, help: 'a.b=1', remedy: { kind: 'override', set: { 'a.b': 1 } } })).toEqual({
    cause: { id: 'x', help: 'with `set` in nightly.toml: a.b=1' },
  });
  expect(causeOf({ ...finding, help: 'rm x', remedy: { kind: 'command', argv: ['rm', 'x'] } })).toEqual({
    cause: { id: 'x', help: 'rm x' },
  });
  expect(causeOfFailure(new Failure(ExitCode.host, 'm', 'rm x'))).toEqual({ cause: { help: 'rm x' } });
  expect(causeOfFailure(new Failure(ExitCode.host, 'm'))).toEqual({});
});

describe('pages', () => {
  const gate = {
    passed: false,
    blind: false,
    reason: 'accuracy 0.3333 is worse than 0.5 of the last good model',
    comparisons: [
      {
        metric: 'accuracy',
        better: 'higher' as const,
        value: 1 / 3,
        lastGood: 0.5,
        limit: 'not below 0.5',
        verdict: 'worse' as const,
      },
    ],
    metrics: { accuracy: 1 / 3 },
    heldOut: 'by hash',
  };

  test('both hold the same: headline, what to do, losses with their trend, the gate in short numbers, links', () => {
    const page = nightPage(
      night({ exitCode: 1, outcome: 'failed', reason: 'not promoted', gate }),
      [NIGHT],
      [['record of r1', '../runs/r 1/']],
    );
    const [md, html] = [markdown(page), htmlPage(page)];
    for (const text of [md, html]) {
      expect(text).toContain('not promoted');
      expect(text).toContain('look at the gate');
      expect(text).toContain('0.3333');
      expect(text).not.toContain('0.33333');
      expect(text).toContain('Brain-only');
      expect(text).toContain('../runs/r%201/');
    }
    expect(md).toContain('| accuracy | 0.3333 | 0.5 | not below 0.5 | worse |');
    expect(md).toContain('training loss at the end, last 2 run(s): 0.3333 → 0.3333: ▁▁');
    expect(html).toContain('<svg');
    expect(html).toContain("default-src 'none'");
    expect(md.indexOf('What you must do')).toBeLessThan(md.indexOf('## Training'));
    expect(md.split('\n')[2]).toMatch(
      /^\*\*trained 220 steps, not promoted: accuracy 0\.3333 is worse than 0\.5/,
    );
    expect(html).toContain(`<dd>${momentText(NIGHT.startedAt)}</dd>`);
  });

  test('nothing hostile becomes markup', () => {
    const bad = night({
      series: HOSTILE,
      exitCode: 1,
      reason: HOSTILE,
      notes: [HOSTILE],
      gate: {
        ...gate,
        reason: HOSTILE,
        comparisons: [{ metric: HOSTILE, better: 'higher', verdict: 'missing' }],
      },
      attempts: [{ ...ATTEMPT, run: HOSTILE, reason: HOSTILE }],
      hooks: [{ hook: 'slack', exitCode: null, problem: HOSTILE }],
    });
    for (const page of [
      nightPage(bad, [], [[HOSTILE, HOSTILE]]),
      seriesPage(HOSTILE, [bad], `\`${HOSTILE}\``, () => [HOSTILE, HOSTILE]),
    ]) {
      const [md, html] = [markdown(page), htmlPage(page)];
      expect(html).not.toMatch(/<script|<https|href="javascript/);
      expect(md).not.toMatch(/(^|[^\\])<script|(^|[^\\])\[x\]\(/m);
      for (const text of [md, html])
        expect(text).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202e]/);
      expect(md).not.toMatch(/^::/m);
      // A hostile cell does not add a column.
      for (const line of md
        .split('\n')
        .filter((one) => one.startsWith('| not started') || one.includes('alert')))
        if (line.startsWith('|')) expect(line.replaceAll('\\|', '').split('|').length).toBeLessThanOrEqual(8);
    }
  });

  test('a series: the next night, the newest first; bars for values', () => {
    const older = night({
      startedAt: '2026-11-23T02:00:00.000Z',
      night: 'n0',
      exitCode: 80,
      outcome: 'out-of-gpu-memory',
    });
    const md = markdown(
      seriesPage('demo', [older, NIGHT], 'starts', (one) =>
        one === NIGHT ? ['report', 'runs/r 1/report.html'] : undefined,
      ),
    );
    const places = [NIGHT, older].map((one) => md.indexOf(momentText(one.startedAt)));
    expect(Math.min(...places)).toBeGreaterThan(0);
    expect(places[0]).toBeLessThan(places[1] ?? 0);
    expect(md).toContain(`| [${momentText('2026-11-23T02:00:00.000Z')}](nights/n0.html) |`);
    expect(md).toMatch(/n1\.html\) .*\| 8 \| 0 \| \[report\]\(runs\/r%201\/report\.html\) \|/);
    expect(md).toMatch(/n0\.html\) .*\| 8 \| 80 \| – \|/);
    expect(htmlPage(seriesPage('demo', [NIGHT], 'type `a <b>`', () => undefined))).toContain(
      '<code>a &lt;b&gt;</code>',
    );
    expect(markdown(seriesPage('demo', [], 'starts', () => undefined))).toContain('no night yet');
    expect(bars([0, 1, Number.NaN, 0.5])).toBe('▁█ ▅');
    expect(bars([3, 3])).toBe('▁▁');
  });
});

describe('messages', () => {
  const bad = newsOf(night({ series: HOSTILE, reason: HOSTILE, exitCode: 1, outcome: 'failed' }));

  test('Slack: no link, no mention, no markup from outside', () => {
    const { text } = slackBody(bad) as { text: string };
    expect(text).not.toMatch(/[<>]/);
    expect(text).toContain('&lt;https://evil.example|click&gt;');
    expect(text.split('\n').length).toBe(2 + bad.facts.length);
  });

  test('Teams: Markdown of a card is taken apart', () => {
    const text = JSON.stringify(teamsBody(bad));
    expect(text).not.toContain('[x](javascript');
    expect(JSON.parse(text).attachments[0].content.body).toHaveLength(3);
  });

  test('webhook: what is said, and the whole record', () => {
    expect(webhookBody(newsOf(NIGHT))).toMatchObject({
      schemaVersion: 1,
      ending: 'success',
      series: 'demo',
      todo: 'nothing',
      night: { night: 'n1', exitCode: 0 },
    });
  });

  test('mail: headers hold one line each, and nobody else is written to', () => {
    const text = mail({ ...bad, headline: 'a\nBcc: evil@example.org\n\nbody' }, 'me@example.org');
    const [head = '', ...body] = text.split('\n\n');
    expect(head.split('\n').map((line) => line.split(':')[0])).toEqual([
      'To',
      'Subject',
      'Content-Type',
      'Content-Transfer-Encoding',
      'Auto-Submitted',
    ]);
    expect(body.join()).toContain('To do: ');
    expect(mail({ ...newsOf(NIGHT), series: 'größe' }, 'me@example.org')).toMatch(
      /Subject: =\?utf-8\?B\?[A-Za-z0-9+/=]+\?=\n/,
    );
  });
});
