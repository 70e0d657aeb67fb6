/** What one line of an engine log says, as data. */
export type { Phase } from '../../events.ts';

/** One optimizer step as the engine printed it; loss and gradient norm may be NaN or infinite. */
export interface StepNotice {
  readonly kind: 'step';
  readonly step: number;
  readonly total: number;
  readonly loss: number;
  readonly gradNorm: number;
  readonly seconds: number;
  /** Learning rate by model part; `''` names the single rate of engines up to 0.4.0. */
  readonly lr: Readonly<Record<string, number>>;
}

/** The keys of the resolved config that decide how an ending is judged (`[Policy] Loaded configuration`). */
export interface LoadedConfig {
  readonly type?: string;
  readonly enableCheckpoint?: boolean;
  readonly batch?: number;
  readonly epoch?: number;
  readonly maxSteps?: number;
  readonly dropLast?: boolean;
  /** Data-parallel ranks of one replica: dp_replicate_size × dp_shard_size. */
  readonly dataRanks?: number;
  readonly replicas?: number;
  readonly outputDir?: string;
  readonly lora?: boolean;
  readonly miniBatch?: number;
  readonly gradientCheckpointing?: boolean;
  readonly maxKeep?: number;
}

export type Notice =
  | StepNotice
  | { readonly kind: 'engine-import' }
  | { readonly kind: 'controller-port'; readonly port: number }
  | { readonly kind: 'temp-file'; readonly path: string }
  | { readonly kind: 'replicas'; readonly role: string; readonly count: number; readonly gpus: number }
  | { readonly kind: 'gpus'; readonly count: number }
  | { readonly kind: 'workers-required'; readonly count: number }
  | { readonly kind: 'controller-start' }
  | { readonly kind: 'controller-ready'; readonly port?: number }
  | { readonly kind: 'redis-started'; readonly port: number }
  | { readonly kind: 'redis-stopped' }
  | { readonly kind: 'policy-process'; readonly pid: number }
  | { readonly kind: 'config-loaded'; readonly config: LoadedConfig }
  | { readonly kind: 'config-checked' }
  | { readonly kind: 'replica-registered'; readonly name: string }
  | { readonly kind: 'model-loading' }
  | { readonly kind: 'native-load-failed'; readonly reason: string }
  | { readonly kind: 'load-retry'; readonly what: string; readonly reason: string }
  | { readonly kind: 'dataset-size'; readonly size: number }
  | { readonly kind: 'resuming'; readonly step: number; readonly total: number }
  | { readonly kind: 'epoch'; readonly epoch: number; readonly of: number }
  | { readonly kind: 'validation-start'; readonly step: number; readonly total: number }
  | {
      readonly kind: 'validation-loss';
      readonly loss: number;
      readonly step?: number;
      readonly total?: number;
    }
  | { readonly kind: 'saving'; readonly step: number }
  | { readonly kind: 'checkpoint-saved'; readonly step: number; readonly path: string }
  | { readonly kind: 'exporting'; readonly path: string }
  | { readonly kind: 'exported'; readonly path: string; readonly step?: number }
  | { readonly kind: 'training-finished'; readonly step: number; readonly total: number }
  | { readonly kind: 'stop-requested'; readonly reason: string }
  | { readonly kind: 'signal-received'; readonly signal: number }
  | { readonly kind: 'agent-signal'; readonly signal: number }
  | { readonly kind: 'unregistering'; readonly name: string }
  | { readonly kind: 'replica-stopping'; readonly name: string }
  | { readonly kind: 'unregister-failed'; readonly reason: string }
  | { readonly kind: 'policy-dead'; readonly name: string }
  | { readonly kind: 'monitor-failed'; readonly reason: string }
  | { readonly kind: 'publication-failed'; readonly reason: string }
  | { readonly kind: 'finalizing'; readonly reason: string }
  | { readonly kind: 'group-destroyed' }
  | { readonly kind: 'process-failed'; readonly id: number; readonly rc: number }
  | { readonly kind: 'process-completed'; readonly id: number; readonly rc: number }
  | { readonly kind: 'process-exited'; readonly pid: number; readonly rc: number }
  | { readonly kind: 'child-failed' }
  | {
      readonly kind: 'elastic-failed';
      readonly exitcode: number;
      readonly localRank: number;
      readonly pid: number;
    }
  | { readonly kind: 'root-cause' }
  | { readonly kind: 'failed-rank'; readonly rank: number; readonly localRank: number }
  | { readonly kind: 'failed-exitcode'; readonly exitcode: number; readonly pid: number }
  | { readonly kind: 'watchdog'; readonly operation?: string; readonly milliseconds?: number }
  | { readonly kind: 'sample-retry'; readonly attempt: number; readonly of: number; readonly message: string }
  | { readonly kind: 'traceback' };

export type NoticeKind = Notice['kind'];

/** Reads the message part of a line, without logger prefix and surrounding spaces. */
export type NoticeParser = (text: string) => Notice | undefined;

/** Parsers by the first word of the message they understand. */
export type NoticeTable = Readonly<Record<string, readonly NoticeParser[]>>;

/** A parser from a pattern and what to make of its match. */
export function pattern(regex: RegExp, make: (match: RegExpExecArray) => Notice): NoticeParser {
  return (text) => {
    const match = regex.exec(text);
    return match === null ? undefined : make(match);
  };
}

/** A number as Python prints it: `nan`, `inf` and `-inf` included. */
export function pythonNumber(text: string | undefined): number {
  switch (text?.toLowerCase()) {
    case 'nan':
    case '-nan':
      return Number.NaN;
    case 'inf':
    case '+inf':
    case 'infinity':
      return Number.POSITIVE_INFINITY;
    case '-inf':
    case '-infinity':
      return Number.NEGATIVE_INFINITY;
    default:
      return Number(text);
  }
}
