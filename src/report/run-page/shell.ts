/** The page around a report: one file without anything from elsewhere, for light and dark, screen and paper. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { templatesFolder } from '../../recipe/templates.ts';
import { PAGE_MARK } from '../../run/new-file.ts';
import { escaped } from './html.ts';

const STYLE = `
:root { color-scheme: light dark; --ink: #1d2125; --soft: #f4f6f7; --line: #d8dde1; --good: #0a6b4d; --bad: #b3261e;
  --warn: #8a5a00; --paper: #fff; }
@media (prefers-color-scheme: dark) { :root { --ink: #dfe3e6; --soft: #1e2327; --line: #363d43; --good: #4cc79f; --bad: #ff8a80;
  --warn: #f0b849; --paper: #15191c; } }
* { box-sizing: border-box; }
body { font: 15px/1.5 system-ui, sans-serif; margin: 0; background: var(--paper); color: var(--ink); }
main { max-width: 76rem; margin: 0 auto; padding: 1.5rem; }
h1 { font-size: 1.5rem; margin: 0 0 .25rem; overflow-wrap: anywhere; } h2 { font-size: 1.05rem; margin: 2rem 0 .5rem; }
.answer { font-size: 1.05rem; margin: 0 0 1rem; max-width: 60rem; }
.good { color: var(--good); } .bad { color: var(--bad); } .warn { color: var(--warn); }
dl { display: grid; grid-template-columns: repeat(auto-fill, minmax(13rem, 1fr)); gap: .75rem 1.5rem; margin: 0; }
dl div { border-left: 3px solid var(--line); padding-left: .6rem; min-width: 0; }
dt { font-size: .8rem; opacity: .7; } dd { margin: 0; font-weight: 550; overflow-wrap: anywhere; }
.charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 30rem), 1fr)); gap: 1rem; }
figure { margin: 0; background: var(--soft); border-radius: 8px; padding: .75rem; min-width: 0; break-inside: avoid; }
figcaption { font-weight: 600; font-size: .85rem; margin-bottom: .25rem; }
.u-legend { font-size: .8rem; text-align: left; } .u-legend th { font-weight: 500; }
.bar { display: flex; height: 1.4rem; border-radius: 6px; overflow: hidden; background: var(--soft); }
.bar span { min-width: 1px; }
.key { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; font-size: .85rem; margin-top: .4rem; }
.key i { display: inline-block; width: .7rem; height: .7rem; border-radius: 3px; margin-right: .35rem; }
.wide { overflow-x: auto; } table { border-collapse: collapse; font-size: .88rem; width: 100%; }
th { text-align: left; font-weight: 600; } th, td { padding: .3rem .9rem .3rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
td { overflow-wrap: anywhere; } td:first-child { overflow-wrap: normal; min-width: 6rem; } tbody tr:hover { background: var(--soft); }
code, pre { font: .86em/1.5 ui-monospace, monospace; } pre { white-space: pre-wrap; overflow-wrap: anywhere; background: var(--soft); padding: .75rem; border-radius: 6px; margin: .4rem 0; }
ul.plain { list-style: none; padding: 0; margin: 0; } ul.plain li { margin: .35rem 0; }
.dim { opacity: .7; } footer { margin-top: 2.5rem; font-size: .8rem; opacity: .65; }
@media print { main { max-width: none; padding: 0; } figure { border: 1px solid #ccc; } details { display: none; } }
`;

interface Assets {
  readonly script: string;
  readonly style: string;
}

let assets: Assets | undefined;

/** What the build made of web/run-page.ts and uPlot's style; read once. */
function pageAssets(): Assets {
  if (assets === undefined) {
    const dist = join(dirname(templatesFolder()), 'dist');
    assets = {
      script: readFileSync(join(dist, 'run-page.js'), 'utf8').replaceAll('</script', '<\\/script'),
      style: readFileSync(join(dist, 'run-page.css'), 'utf8'),
    };
  }
  return assets;
}

/** A whole page around `main`, which is HTML. `live` is the address of the events of a live page. */
export function pageShell(title: string, main: string, live?: string): string {
  const { script, style } = pageAssets();
  const hash = createHash('sha256').update(script).digest('base64');
  // Only this very script may run, whatever a label or a log line holds; nothing may be loaded.
  const policy = `default-src 'none'; script-src 'sha256-${hash}'; style-src 'unsafe-inline'; img-src data:; connect-src 'self'`;
  return `<!doctype html>
<html lang="en"${live === undefined ? '' : ` data-live="${escaped(live)}"`}><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
${PAGE_MARK}
<meta name="viewport" content="width=device-width"><title>${escaped(title)}</title>
<style>${style}${STYLE}</style></head><body>
<main>${main}</main>
<script>${script}</script>
</body></html>
`;
}
