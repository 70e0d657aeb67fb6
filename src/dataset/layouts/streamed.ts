/** Data that the published experiment fetches itself while it trains: there is nothing to look at before. */
import type { LayoutDefinition } from '../layout.ts';

export const streamed: LayoutDefinition = {
  rootKey: '',
  root: 'folder',
  options: {},
  witnessed: false,
  read: () => [],
};
