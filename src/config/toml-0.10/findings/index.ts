/** Every kind of finding that reading a file can make. */
import type { FindingKind } from '../../../findings/finding.ts';
import { byteOrderMark } from './byte-order-mark.ts';
import { configEmpty } from './config-empty.ts';
import { configFileUnreadable } from './config-file-unreadable.ts';
import { configNotUtf8 } from './config-not-utf8.ts';
import { tomlReadersDiffer } from './toml-readers-differ.ts';
import { tomlRejected } from './toml-rejected.ts';

export const SOURCE_FINDINGS: readonly FindingKind[] = [
  configFileUnreadable,
  configNotUtf8,
  byteOrderMark,
  tomlRejected,
  configEmpty,
  tomlReadersDiffer,
];
