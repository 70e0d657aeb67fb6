/** What a message says, in the form that its receiver reads. Nothing from outside can become markup, a link or a header. Pure. */
import { plain } from '../../plain.ts';
import type { NightRecord } from '../night-record.ts';
import { durationText, endingOf, gpuHoursText, headline, whatToDo } from '../page/words.ts';

/** What is told: a night that ended, or that none came. */
export interface News {
  readonly ending: ReturnType<typeof endingOf> | 'silence';
  readonly series: string;
  readonly headline: string;
  readonly todo: string;
  readonly facts: ReadonlyArray<readonly [string, string]>;
  readonly night?: NightRecord;
}

/** A night as news. */
export function newsOf(night: NightRecord): News {
  const gate = night.gate === undefined ? [] : [['gate', plain(night.gate.reason)] as const];
  return {
    ending: endingOf(night),
    series: night.series,
    headline: headline(night),
    todo: whatToDo(night),
    facts: [
      ...gate,
      ['took', durationText(night)],
      ['GPU-hours', gpuHoursText(night)],
      ['exit code', String(night.exitCode)],
      ['night', night.night],
    ],
    night,
  };
}

/** Slack reads `<`, `>` and `&` as markup, and nothing else that could lead anywhere (its own documentation, "Escaping text"). */
const slack = (text: string) =>
  plain(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** Teams reads Markdown in cards: links and emphasis are taken apart. */
const teams = (text: string) => plain(text).replace(/[\\`*_[\]()<>#~|]/g, (one) => `\\${one}`);

/** The body for a Slack incoming webhook. */
export function slackBody(news: News): object {
  const lines = [
    `*${slack(news.series)}*: ${slack(news.headline)}`,
    `To do: ${slack(news.todo)}`,
    ...news.facts.map(([name, value]) => `${slack(name)}: ${slack(value)}`),
  ];
  return { text: lines.join('\n'), unfurl_links: false, unfurl_media: false };
}

/** The body for a Teams workflow: a message with an Adaptive Card. */
export function teamsBody(news: News): object {
  const block = (text: string, more: object = {}) => ({ type: 'TextBlock', text, wrap: true, ...more });
  return {
    type: 'message',
    attachments: [
      {
        contentType: 'application/vnd.microsoft.card.adaptive',
        content: {
          $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
          type: 'AdaptiveCard',
          version: '1.4',
          body: [
            block(`${teams(news.series)}: ${teams(news.headline)}`, { weight: 'Bolder', size: 'Medium' }),
            block(`To do: ${teams(news.todo)}`),
            {
              type: 'FactSet',
              facts: news.facts.map(([title, value]) => ({ title: teams(title), value: teams(value) })),
            },
          ],
        },
      },
    ],
  };
}

/** The body for any receiver of JSON: what is said, and the record of the night. */
export function webhookBody(news: News): object {
  return { schemaVersion: 1, ...news };
}

/** A whole message for sendmail; headers hold one line of ASCII each, whatever the series is called. */
export function mail(news: News, to: string): string {
  const subject = plain(`cookbook-run ${news.series}: ${news.headline}`).slice(0, 150);
  const encoded = /^[\x20-\x7e]*$/.test(subject)
    ? subject
    : `=?utf-8?B?${Buffer.from(subject.slice(0, 40)).toString('base64')}?=`;
  const body = [
    plain(news.headline),
    '',
    `To do: ${plain(news.todo)}`,
    ...news.facts.map(([name, value]) => `${plain(name)}: ${plain(value)}`),
  ];
  const head = [
    `To: ${plain(to)}`,
    `Subject: ${encoded}`,
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: 8bit',
    'Auto-Submitted: auto-generated',
  ];
  return `${[...head, '', ...body].join('\n')}\n`;
}
