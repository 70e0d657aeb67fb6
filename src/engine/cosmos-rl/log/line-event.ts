/** What one line of an engine log says, as data. */
import type { NoticeParser, NoticeTable, TorchNotice } from '../../torch/log/notice.ts';

export type { Phase } from '../../events.ts';

/** One optimizer step as the engine printed it; loss and gradient norm may be NaN or infinite. */
interface StepNotice {
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
  /** Samples of one forward pass of a validation, where the config says. */
  readonly validationBatch?: number;
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
  | { readonly kind: 'unregistering'; readonly name: string }
  | { readonly kind: 'replica-stopping'; readonly name: string }
  | { readonly kind: 'unregister-failed'; readonly reason: string }
  | { readonly kind: 'policy-dead'; readonly name: string }
  | { readonly kind: 'monitor-failed'; readonly reason: string }
  | { readonly kind: 'publication-failed'; readonly reason: string }
  | { readonly kind: 'finalizing'; readonly reason: string }
  | { readonly kind: 'group-destroyed' }
  | {
      readonly kind: 'process-failed' | 'process-completed';
      readonly id: number;
      readonly rc: number;
      /** Where the line itself says it. */
      readonly role?: 'policy' | 'controller';
    }
  | { readonly kind: 'process-exited'; readonly pid: number; readonly rc: number }
  | { readonly kind: 'sample-retry'; readonly attempt: number; readonly of: number; readonly message: string }
  | TorchNotice;

export type NoticeKind = Notice['kind'];

/** A parser of a line of this engine. */
export type CosmosRlParser = NoticeParser<Notice>;

/** Parsers by the first word of the message they understand. */
export type CosmosRlTable = NoticeTable<Notice>;
