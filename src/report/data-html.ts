/** A page of samples for people to look at: one file, no script, nothing loaded from elsewhere. */

import type { SampleAsSeen } from '../dataset/tokens/as-seen.ts';
import { masked } from '../plain.ts';
import { mediaText } from './data-sample.ts';

/** A sample with its contact sheets: one for each medium, or why there is none. */
export interface PageSample {
  readonly number: number;
  readonly sample: SampleAsSeen;
  readonly sheets: ReadonlyArray<{ readonly jpeg: Buffer } | { readonly why: string }>;
}

/** What stands above the samples. */
interface PageHead {
  readonly root: string;
  readonly preset: string;
  readonly exact: boolean;
  readonly limit: number;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text as HTML shows it. */
export function escaped(text: string): string {
  return masked(text).replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}

const STYLE = `
:root { color-scheme: light dark; --line: #8884; --soft: #8881; --mark: #0a7a5a; }
body { font: 16px/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 72rem; padding: 1.5rem; }
h1 { font-size: 1.3rem; overflow-wrap: anywhere; } h2 { font-size: 1.05rem; overflow-wrap: anywhere; }
article { border-top: 1px solid var(--line); padding: 1rem 0; }
img { max-width: 100%; height: auto; border-radius: 4px; background: #000; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; background: var(--soft); padding: .75rem; border-radius: 6px;
  font: 13px/1.5 ui-monospace, monospace; margin: .25rem 0 0; }
pre.answer { border-left: 4px solid var(--mark); }
.facts { white-space: pre-wrap; opacity: .75; font-size: .85rem; margin: .25rem 0; }
.role { font-weight: 600; font-size: .85rem; margin-top: .75rem; }
.over { color: #c0392b; font-weight: 600; }
`;

function turnsHtml({ conversation }: SampleAsSeen): string {
  const { system, turns } = conversation;
  const all = [...(system === undefined ? [] : [{ role: 'system', text: system }]), ...turns];
  return all
    .map(({ role, text }) => {
      const kind = role === 'assistant' ? 'answer' : 'prompt';
      return `<div class="role">${role}</div><pre class="${kind}">${escaped(text)}</pre>`;
    })
    .join('\n');
}

function tokensHtml({ tokens }: SampleAsSeen, { exact, limit }: PageHead): string {
  if (tokens === undefined) return '';
  const text = `${exact ? '' : 'at most '}${tokens.total} of ${limit} tokens, ${tokens.vision} of them vision`;
  return `<p class="facts${tokens.total > limit ? ' over' : ''}">${text}</p>`;
}

function sampleHtml({ number, sample, sheets }: PageSample, head: PageHead): string {
  const media = sample.media.map((one, place) => {
    const sheet = sheets[place] ?? { why: 'not drawn' };
    const image =
      'jpeg' in sheet
        ? `<img alt="frames of ${escaped(sample.id)}" src="data:image/jpeg;base64,${sheet.jpeg.toString('base64')}">`
        : `<p class="over">no frames: ${escaped(sheet.why)}</p>`;
    return `${image}<p class="facts">${escaped(one.media.path)}\n${escaped(mediaText(one).replaceAll(/\n */g, '\n'))}</p>`;
  });
  return `<article id="s${number}"><h2>${number} · ${escaped(sample.id)}</h2>
${media.join('\n')}
${tokensHtml(sample, head)}
${turnsHtml(sample)}
<details><summary>as the model reads it</summary><pre>${escaped(sample.text)}</pre></details></article>`;
}

/** The whole page. */
export function dataHtml(samples: readonly PageSample[], head: PageHead): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escaped(head.root)}</title><style>${STYLE}</style></head><body>
<h1>${escaped(head.root)}</h1>
<p>${samples.length} samples as preset ${escaped(head.preset)} trains on them.</p>
${samples.map((sample) => sampleHtml(sample, head)).join('\n')}
</body></html>
`;
}
