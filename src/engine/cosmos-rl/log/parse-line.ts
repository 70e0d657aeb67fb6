/** Reads one line of an engine log. Most lines say nothing: those cost one look-up by their first word. */
import { isGlog } from '../../torch/log/notice.ts';
import { GLOG_NOTICES, TORCHRUN_NOTICES } from '../../torch/log/torchrun.ts';
import type { CosmosRlParser, CosmosRlTable, Notice } from './line-event.ts';
import { CONTROLLER_NOTICES } from './parsers/controller.ts';
import { LAUNCHER_NOTICES } from './parsers/launcher.ts';
import { POLICY_NOTICES } from './parsers/policy.ts';
import { STEP_NOTICES } from './parsers/step.ts';

const BY_WORD = new Map<string, CosmosRlParser[]>();
const TABLES: readonly CosmosRlTable[] = [
  STEP_NOTICES,
  LAUNCHER_NOTICES,
  CONTROLLER_NOTICES,
  POLICY_NOTICES,
  TORCHRUN_NOTICES,
];
for (const table of TABLES) {
  for (const [word, parsers] of Object.entries(table)) {
    BY_WORD.set(word, [...(BY_WORD.get(word) ?? []), ...parsers]);
  }
}

/** The message of a line and, if the engine's logger wrote it, its level. */
interface LineMessage {
  readonly level?: string;
  readonly text: string;
}

// utils/logging.py: `[cosmos] <time> - cosmos - <level> - <message>`. When something called logging.basicConfig
// first, the same line comes out as `<level>:cosmos:<message>` (0.2.6 to 0.4.7; seen for the launcher).
const OWN_FORMAT = ' - cosmos - ';
const BASIC_FORMAT = /(DEBUG|INFO|WARNING|ERROR|CRITICAL):cosmos:(.*)$/s;

/** Takes the logger's prefix off; never anchored, since a progress bar may stand before it on the line. */
export function messageOf(line: string): LineMessage {
  const at = line.indexOf(OWN_FORMAT);
  if (at !== -1) {
    const rest = line.slice(at + OWN_FORMAT.length);
    const end = rest.indexOf(' - ');
    if (end > 0 && end <= 8) return { level: rest.slice(0, end), text: rest.slice(end + 3) };
  }
  if (line.includes(':cosmos:')) {
    const basic = BASIC_FORMAT.exec(line);
    if (basic !== null) return { level: basic[1] ?? '', text: basic[2] ?? '' };
  }
  return { text: line };
}

/** The level of a line that the engine's logger wrote. */
export function levelOf(line: string): string | undefined {
  return line.includes('cosmos') ? messageOf(line).level : undefined;
}

/** What the line says, or nothing. */
export function parseNotice(line: string): Notice | undefined {
  const { text: message } = messageOf(line);
  const text = message.trimStart();
  const space = text.indexOf(' ');
  const word = space === -1 ? text : text.slice(0, space);
  const parsers = BY_WORD.get(word) ?? (isGlog(text) ? GLOG_NOTICES : undefined);
  for (const parse of parsers ?? []) {
    const notice = parse(text);
    if (notice !== undefined) return notice;
  }
  return undefined;
}
