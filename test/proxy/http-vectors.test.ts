import { describe, expect, it } from 'vitest';
import type { RequestFacts } from '../../core/facts.ts';
import { play } from '../support/http-exchange.ts';
import { allowed, blocked, type ProxyFixture } from '../support/proxy-fixture.ts';
import { closing } from '../support/proxy-fixture-closing.ts';
import type { HttpVector } from '../vectors/http/vector.ts';
import { HTTP_VECTORS } from '../vectors/http/vectors.ts';

const { proxy } = closing();
async function holds(vector: HttpVector): Promise<void> {
  const policy = ({ target }: RequestFacts) => (target.hostname === vector.blocked ? blocked() : allowed());
  let started: Promise<ProxyFixture> | undefined;
  const proxyFor = async (originPort: number): Promise<number> => {
    started = proxy({ connectPorts: [originPort], policy });
    return (await started).port;
  };
  const { upstream, answer, closedByProxy } = await play(vector, proxyFor, (text) => vector.closes !== true && text === vector.answer);
  expect(answer).toBe(vector.answer);
  const { records, counters } = await (started ?? proxy());
  const expected = vector.upstream ?? [];
  expect(upstream).toEqual([expected].flat().toSorted());
  expect(closedByProxy).toBe(vector.closes === true);
  for (const record of vector.records) {
    const url = record.url?.replace('{origin}', 'site.test');
    await records.find(({ event, status, ...each }) => {
      const same = url === undefined || each.url.replace(/:\d+/, '') === url;
      return !event.endsWith('-close') && status === record.status && same;
    });
  }
  const first = records.all.filter(({ event }) => !event.endsWith('-close'));
  const { length } = vector.records;
  expect(first.map((each) => ({ ...each, url: each.url.replace(/site\.test:\d+/, '{origin}') }))).toEqual(
    expect.arrayContaining(vector.records.map((record) => expect.objectContaining(record))),
  );
  expect(first).toHaveLength(length);
  if (length === 0) expect(counters.malformed.value).toBe(1);
}

describe.each(Object.entries(HTTP_VECTORS))('%s', (_, vectors) => {
  it.each(vectors.map((vector) => [vector.name, vector] as const))('%s', (__, vector) => holds(vector));
});

it('no vector stands for another', () => {
  const names = Object.values(HTTP_VECTORS).flatMap((vectors) => vectors.map(({ name }) => name));
  expect(new Set(names).size).toBe(names.length);
  expect(names.length).toBeGreaterThan(150);
});
