/** Another proxy to compare with, where it is installed. */
export interface Peer {
  readonly name: string;
  /** The program's path, or undefined where it is missing. */
  find(): string | undefined;
  start(options: PeerOptions): Promise<RunningProxy>;
}

export interface PeerOptions {
  readonly program: string;
  /** Every process of it is held to this core. */
  readonly core: number | undefined;
  /** Domains to refuse, each with all beneath it; none contains another. */
  readonly denied: readonly string[];
}

export interface RunningProxy {
  readonly pid: number;
  readonly port: number;
  readonly version: string;
  /** What was left out or differs, for the reader of the figures. */
  readonly remark?: string;
  stop(): Promise<void>;
}
