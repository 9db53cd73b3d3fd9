import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { sourceFiles } from '../../scripts/architecture.mjs';

interface Service {
  readonly command?: readonly string[];
  readonly read_only?: boolean;
  readonly cap_drop?: readonly string[];
  readonly user?: string;
  readonly security_opt?: readonly string[];
}

const compose = parse(readFileSync(new URL('../../docker/compose.yaml', import.meta.url), 'utf8'), { merge: true }) as {
  services: Record<string, Service>;
};
const dockerfile = readFileSync(new URL('../../docker/Dockerfile', import.meta.url), 'utf8');

describe('compose.yaml', () => {
  it.each(Object.keys(compose.services))('%s runs with a read-only root, no capabilities and no new privileges', (name) => {
    const service = compose.services[name];
    expect(service?.read_only).toBe(true);
    expect(service?.cap_drop).toEqual(['ALL']);
    expect(service?.security_opt).toContain('no-new-privileges:true');
  });

  it('gives Redis an append-only file and noeviction', () => {
    const command = compose.services['redis']?.command?.join(' ');
    expect(command).toContain('--appendonly yes');
    expect(command).toContain('--maxmemory-policy noeviction');
  });
});

describe('Dockerfile', () => {
  it('runs as a numeric user that is not root, and copies every folder of the product', () => {
    expect(dockerfile).toMatch(/^USER [1-9]\d*:[1-9]\d*$/m);
    const copied = [...dockerfile.matchAll(/^COPY ([a-z]+) \.\/\1$/gm)].map((match) => match[1]);
    const needed = new Set(sourceFiles().map((file) => file.slice(0, file.indexOf('/'))));
    // No part of what runs.
    for (const folder of ['demo', 'examples']) needed.delete(folder);
    expect([...copied].sort()).toEqual([...needed].sort());
  });
});
