import autocannon from 'autocannon';

/**
 * autocannon as an HTTP proxy's client, in a process of its own; prints one line of JSON at the end. A request's path goes
 * into the request line as it is, so a whole URL makes it absolute-form (RFC 9112 section 3.2.2).
 */
interface Given {
  readonly proxy: string;
  readonly url: string;
  readonly connections: number;
  readonly seconds: number;
  readonly overallRate?: number;
  readonly threads?: number;
}

const { proxy, url, connections, seconds, overallRate, threads = 1 } = JSON.parse(process.argv[2] ?? '{}') as Given;
const cpuBefore = process.cpuUsage();
const startedMs = performance.now();
const result = await autocannon({
  url: proxy,
  connections,
  duration: seconds,
  requests: [{ method: 'GET', path: url, headers: { Host: new URL(url).host, Accept: 'text/html,*/*;q=0.8' } }],
  // Each thread would ask at the whole rate.
  ...(overallRate !== undefined && { overallRate: overallRate / threads }),
  ...(threads > 1 && { workers: threads }),
});
const { user, system } = process.cpuUsage(cpuBefore);
const { requests, latency, errors, timeouts, non2xx } = result;
process.stdout.write(
  `${JSON.stringify({
    requests: requests.total,
    refused: non2xx,
    broken: errors + timeouts,
    p50Ms: latency.p50,
    p99Ms: latency.p99,
    clientCpuShare: (user + system) / 1_000 / (performance.now() - startedMs) / threads,
  })}\n`,
);
