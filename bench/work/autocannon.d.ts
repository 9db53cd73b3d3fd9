/** The part of autocannon's interface that the benches use; it ships no types. */
declare module 'autocannon' {
  export interface Options {
    readonly url: string;
    readonly connections: number;
    readonly duration: number;
    readonly timeout?: number;
    readonly overallRate?: number;
    readonly workers?: number;
    readonly requests?: readonly { readonly method: 'GET'; readonly path: string; readonly headers?: Readonly<Record<string, string>> }[];
  }
  export interface Result {
    readonly requests: { readonly total: number; readonly average: number };
    readonly latency: { readonly p50: number; readonly p99: number; readonly max: number };
    readonly errors: number;
    readonly timeouts: number;
    readonly non2xx: number;
    readonly duration: number;
  }
  export default function autocannon(options: Options): Promise<Result>;
}
