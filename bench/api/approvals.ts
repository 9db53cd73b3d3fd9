import { setTimeout as delay } from 'node:timers/promises';
import { quantile } from '../support/statistics.ts';
import { type BusyProduct, CLOSED } from './busy-product.ts';
import type { Measured } from './measured.ts';

/** Below this much of the rate that was asked for, the number stands for another load. */
const RATE_REACHED = 0.95;
/** An approval is followed by so many pages, each over a connection of its own, so that every worker is likely asked. */
const VISITS = 4;
/** Of approvals, so that the database and the workers' snapshots grow as on a busy morning and no faster. */
const EVERY_MS = 200;
const WARM_UP_SECONDS = 3;

export interface ApprovalsOptions {
  /** Pages a second through the proxy meanwhile. */
  readonly proxyRate: number;
  readonly seconds: number;
}

/** From IT's approval until every worker has said that it decides by it, and pages that show so, while the proxy works. */
export async function measureApprovals(product: BusyProduct, options: ApprovalsOptions): Promise<Measured[]> {
  const { proxyRate, seconds } = options;
  await product.load(proxyRate, WARM_UP_SECONDS);
  let isOver = false;
  const load = product.load(proxyRate, seconds).finally(() => {
    isOver = true;
  });
  const times: number[] = [];
  let notOpen = 0;
  for (let number = 0; !isOver; number++) {
    const startMs = performance.now();
    const { ms, isOpen } = await approveOne(product, `n${number}.${CLOSED}`);
    times.push(ms);
    if (!isOpen) notOpen++;
    await delay(Math.max(0, EVERY_MS - (performance.now() - startMs)));
  }
  const done = await load;
  const reached = Math.round(done.requests / seconds);
  const failed = done.refused + done.broken;
  const problems = [
    notOpen > 0 && `${notOpen} sites were not open once the answer had come`,
    failed > 0 && `${failed} pages failed`,
    reached < RATE_REACHED * proxyRate && `${reached} pages a second instead of ${proxyRate}`,
  ].filter((problem) => problem !== false);
  const [p50Ms, p99Ms, mostMs] = [0.5, 0.99, 1].map((share) => Math.round(quantile(times, share)));
  return [
    {
      id: 'approve-in-force',
      title: `from approval to in force on all workers, ${times.length} times, beside ${reached.toLocaleString('en-GB')} pages a second`,
      value: p99Ms ?? Number.NaN,
      unit: 'ms p99',
      beside: { ...options, approvals: times.length, p50Ms, p99Ms, mostMs, notOpen, reached, failed, proxyP99Ms: done.p99Ms },
      ...(problems.length > 0 && { spoilt: problems.join('; ') }),
    },
  ];
}

async function approveOne(product: BusyProduct, host: string): Promise<{ readonly ms: number; readonly isOpen: boolean }> {
  const asked = { kind: 'unblock', url: `http://${host}/page`, reason: 'for chemistry', requestedBy: 'bench' };
  const { id } = await product.send<{ id: string }>('POST', 'requests', asked);
  if ((await product.visit(host)) !== 403) throw new Error(`${host} was open before it was approved`);
  const startMs = performance.now();
  const approval = { scope: { kind: 'group', id: 'seniors' }, until: null, reason: 'as asked' };
  const { inForce } = await product.send<{ inForce?: boolean }>('POST', `requests/${id}/approve`, approval);
  const ms = performance.now() - startMs;
  const visits = await Promise.all(Array.from({ length: VISITS }, () => product.visit(host)));
  return { ms, isOpen: inForce === true && visits.every((status) => status === 200) };
}
