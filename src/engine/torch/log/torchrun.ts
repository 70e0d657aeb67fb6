/** Lines of torch's elastic agent, of NCCL's watchdog and of Python itself. */
import {
  isGlog,
  type Noticed,
  type NoticeParser,
  type NoticeTable,
  pattern,
  type TorchNotice,
} from './notice.ts';

const ELASTIC_FAILED = pattern<TorchNotice>(
  /failed \(exitcode: (-?\d+)\) local_rank: (\d+) \(pid: (\d+)\)/,
  (m) => ({
    kind: 'elastic-failed',
    exitcode: Number(m[1]),
    localRank: Number(m[2]),
    pid: Number(m[3]),
  }),
);
const AGENT_SIGNAL = pattern<TorchNotice>(/Received (\d+) death signal, shutting down workers/, (m) => ({
  kind: 'agent-signal',
  signal: Number(m[1]),
}));
const WATCHDOG = pattern<TorchNotice>(/Watchdog caught collective operation timeout/, (m) => {
  const operation = /OpType=(\w+)/.exec(m.input)?.[1];
  const milliseconds = /Timeout\(ms\)=(\d+)/.exec(m.input)?.[1];
  return {
    kind: 'watchdog',
    ...(operation === undefined ? {} : { operation }),
    ...(milliseconds === undefined ? {} : { milliseconds: Number(milliseconds) }),
  };
});

/** Parsers of torchrun's failure block, by first word. */
const TORCHRUN_NOTICES: NoticeTable<TorchNotice> = {
  'torch.distributed.elastic.multiprocessing.errors.ChildFailedError:': [() => ({ kind: 'child-failed' })],
  Root: [pattern(/^Root Cause \(first observed failure\)/, () => ({ kind: 'root-cause' }))],
  rank: [
    pattern(/^rank\s+: (\d+) \(local_rank: (\d+)\)/, (m) => ({
      kind: 'failed-rank',
      rank: Number(m[1]),
      localRank: Number(m[2]),
    })),
  ],
  exitcode: [
    pattern(/^exitcode\s+: (-?\d+) \(pid: (\d+)\)/, (m) => ({
      kind: 'failed-exitcode',
      exitcode: Number(m[1]),
      pid: Number(m[2]),
    })),
  ],
  Traceback: [pattern(/^Traceback \(most recent call last\)/, () => ({ kind: 'traceback' }))],
  // torch/utils/data/_utils: the traceback of a DataLoader worker, inside the message of the main process.
  Original: [pattern(/^Original Traceback \(most recent call last\)/, () => ({ kind: 'traceback' }))],
};

/** Parsers of glog lines: `E1122 08:41:18.727000 1273 torch/…]` and `[E1122 … ProcessGroupNCCL.cpp:…] …`. */
const GLOG_NOTICES = [ELASTIC_FAILED, AGENT_SIGNAL, WATCHDOG];

/**
 * Reads messages by an engine's tables of parsers and torch's own. Most say nothing: those cost one look-up by their first word;
 * `odd` gives the parsers of messages whose first word is not always the same.
 */
export function messageReader<N extends Noticed>(
  tables: readonly NoticeTable<N | TorchNotice>[],
  odd: (text: string, logged: boolean) => readonly NoticeParser<N | TorchNotice>[] | undefined = () =>
    undefined,
): (message: string, logged: boolean) => N | TorchNotice | undefined {
  const byWord = new Map<string, readonly NoticeParser<N | TorchNotice>[]>();
  for (const table of [...tables, TORCHRUN_NOTICES])
    for (const [word, parsers] of Object.entries(table))
      byWord.set(word, [...(byWord.get(word) ?? []), ...parsers]);
  return (message, logged) => {
    const text = message.trimStart();
    const space = text.indexOf(' ');
    const word = space === -1 ? text : text.slice(0, space);
    for (const parse of byWord.get(word) ?? (isGlog(text) ? GLOG_NOTICES : odd(text, logged)) ?? []) {
      const notice = parse(text);
      if (notice !== undefined) return notice;
    }
    return undefined;
  };
}
