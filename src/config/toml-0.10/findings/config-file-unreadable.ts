/** A config file that cannot be opened or is not for reading. */
import type { FindingKind } from '../../../findings/finding.ts';

export const configFileUnreadable: FindingKind = {
  id: 'config-file-unreadable',
  summary: 'a config file is missing or cannot be read',
  severity: 'error',
  category: 'input',
  enforcedBy: 'engine',
  docs: {
    what: 'The path does not exist, may not be read, is a pipe or a device, or is far too large for a config.',
    why: 'The launcher opens the file first thing (launch_all.py, all versions) and ends there. A pipe can be read once only, and several programs of a launch read the file.',
    fix: 'Correct the path. To check text from a pipe, give `-`.',
  },
};
