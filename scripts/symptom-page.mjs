// Writes docs/symptoms.md from what `explain --json` says; with --print to stdout instead.
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';

const { findings, topics, exitCodes } = JSON.parse(
  execFileSync(process.execPath, ['dist/cli.js', 'explain', '--json'], {
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  }),
);
const cell = (text) => text.replaceAll('|', '\\|').replace(/\s+/g, ' ').trim();
// Tags and stars of what is quoted are meant as they stand.
const prose = (text) => cell(text).replace(/[<*]/g, (one) => `\\${one}`);
const table = (head, rows) =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

const GROUPS = {
  config: 'The config, or what is asked of the run',
  data: 'The data',
  input: 'Something that was named is not there',
  token: 'The hub wants a token',
  host: 'The host, its GPUs and the environment of the engine',
  disk: 'The disk',
  busy: 'Later it may work',
  run: 'The run itself',
};

const text = `# By symptom

Written by \`node scripts/symptom-page.mjs\` from the catalogue of findings; a test holds it current. Every row has a page of its own:
\`cookbook-run explain ID\`.

## What is seen

${table(
  ['seen', 'type', 'page'],
  topics.map((one) => [
    prose(one.summary),
    `\`cookbook-run explain ${one.topic}\``,
    `[${one.page.replace('docs/', '')}](${one.page.replace('docs/', '')})`,
  ]),
)}

## By exit code

${table(
  ['code', 'meaning', 'type'],
  exitCodes.map(({ code, meaning }) => [code, prose(meaning), `\`cookbook-run explain ${code}\``]),
)}

${Object.entries(GROUPS)
  .map(([category, title]) => {
    const rows = findings.filter((one) => one.category === category);
    return `## ${title}\n\n${table(
      ['what is wrong', 'what to do', 'id', 'exit'],
      rows.map((one) => [
        prose(one.summary.replace(/\.$/, '')),
        prose(one.fix),
        `\`${one.id}\``,
        one.severity === 'error' ? one.exitCode : `– (${one.severity})`,
      ]),
    )}`;
  })
  .join('\n\n')}
`;
if (process.argv.includes('--print')) process.stdout.write(text);
else writeFileSync('docs/symptoms.md', text);
