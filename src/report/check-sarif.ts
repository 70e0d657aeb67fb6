/** The answer of `check` as SARIF 2.1.0, which code-scanning services take. */
import type { Finding, FindingKind } from '../findings/finding.ts';
import type { CheckedFile } from './check-text.ts';

const LEVEL = { error: 'error', warning: 'warning', info: 'note' } as const;

/** A path as a relative URI reference. */
function uriOf(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/');
}

/** What, why, and what to type, which stays as it is to be typed. */
function textOf({ message, because, help }: Finding): string {
  const said = because === undefined ? `${message}.` : `${message}. Why: ${because}.`;
  return help === undefined ? said : `${said} Help: ${help}`;
}

function result(file: string, finding: Finding, kinds: readonly FindingKind[]): unknown {
  const { id, severity, origin, subject } = finding;
  const index = kinds.findIndex((kind) => kind.id === id);
  const region =
    origin?.line === undefined ? {} : { region: { startLine: origin.line, startColumn: origin.column ?? 1 } };
  return {
    ruleId: id,
    ...(index < 0 ? {} : { ruleIndex: index }),
    level: LEVEL[severity],
    message: { text: textOf(finding) },
    locations: [
      {
        physicalLocation: { artifactLocation: { uri: uriOf(file) }, ...region },
        logicalLocations: [{ fullyQualifiedName: subject, kind: 'property' }],
      },
    ],
  };
}

function rule(kind: FindingKind): unknown {
  return {
    id: kind.id,
    shortDescription: { text: kind.summary },
    fullDescription: { text: `${kind.docs.what} ${kind.docs.why}` },
    help: { text: kind.docs.fix },
    defaultConfiguration: { level: LEVEL[kind.severity] },
    ...(kind.enforcedBy === undefined ? {} : { properties: { enforcedBy: kind.enforcedBy } }),
  };
}

/** What was found in a file; `kinds` are all that could have been. */
export function resultsOf(
  { file, findings }: CheckedFile,
  kinds: readonly FindingKind[],
): readonly unknown[] {
  return findings.map((finding) => result(file, finding, kinds));
}

/** The file itself. */
export function artifactOf({ file }: CheckedFile): unknown {
  return { location: { uri: uriOf(file) } };
}

/** One log for all files, whose parts are added later. */
export function sarifFrame(kinds: readonly FindingKind[], version: string) {
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'cookbook-run', semanticVersion: version, rules: kinds.map(rule) } },
        columnKind: 'unicodeCodePoints',
        results: [],
        artifacts: [],
      },
    ],
  };
}
