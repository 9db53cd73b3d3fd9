import { describe, expect, it } from 'vitest';
import { INCIDENT_GALLERY } from './incident-gallery.ts';

describe('every page of incidents', () => {
  it.each(Object.entries(INCIDENT_GALLERY))('%s has neither script nor anything to load, and is small', (_name, text) => {
    expect(text).not.toMatch(/<script|<img|<link|\ssrc=|\son\w+=|javascript:/i);
    expect([...text.matchAll(/href="([^"]*)"/g)].every(([, href]) => href?.startsWith('/incidents/'))).toBe(true);
    expect(Buffer.byteLength(text)).toBeLessThan(30_000);
  });
});
