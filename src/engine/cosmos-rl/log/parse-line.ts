/** Reads one line of an engine log. */
import { messageReader } from '../../torch/log/torchrun.ts';
import type { Notice } from './line-event.ts';
import { CONTROLLER_NOTICES } from './parsers/controller.ts';
import { LAUNCHER_NOTICES } from './parsers/launcher.ts';
import { POLICY_NOTICES } from './parsers/policy.ts';
import { STEP_NOTICES } from './parsers/step.ts';

const read = messageReader<Notice>([STEP_NOTICES, LAUNCHER_NOTICES, CONTROLLER_NOTICES, POLICY_NOTICES]);

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
export const parseNotice = (line: string): Notice | undefined => read(messageOf(line).text, true);
