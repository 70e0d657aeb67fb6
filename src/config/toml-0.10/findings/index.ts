/** Every kind of finding that reading a file can make. */
import type { FindingKind } from '../../../findings/finding.ts';
import { byteOrderMark, configEmpty, configFileUnreadable, configNotUtf8 } from './content.ts';
import { tomlReadersDiffer, tomlRejected } from './readers.ts';

export const SOURCE_FINDINGS: readonly FindingKind[] = [
  configFileUnreadable,
  configNotUtf8,
  byteOrderMark,
  tomlRejected,
  configEmpty,
  tomlReadersDiffer,
];
