/** Another proxy to compare with, where it is installed. */
export interface Peer {
  readonly name: string;
  /** Takes part only where it is named. */
  readonly isAside?: boolean;
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
  /** HTML that ours shows for the blocked host: to be sent for a refusal by whoever can; else a page about as plain as can be. */
  readonly blockPage?: string;
}

export interface RunningProxy {
  readonly pid: number;
  readonly port: number;
  readonly version: string;
  /** What was left out or differs, for the reader of the figures. */
  readonly remark?: string;
  stop(): Promise<void>;
}
