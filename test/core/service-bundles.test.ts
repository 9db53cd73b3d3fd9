import { describe, expect, it } from 'vitest';
import type { Hostname } from '../../core/hostname.ts';
import { siteHosts } from '../../core/service-bundles.ts';

describe('what a way on opens', () => {
  it.each([
    ['forum.example', ['forum.example']],
    ['www.forum.example', ['forum.example']],
    ['m.forum.example', ['forum.example']],
    ['deep.www.forum.example', ['deep.www.forum.example']],
    ['www.gov.uk', ['www.gov.uk']],
    ['www.co.uk', ['www.co.uk']],
    ['www.town.co.uk', ['town.co.uk']],
    ['www.com', ['www.com']],
    ['10.0.0.1', ['10.0.0.1']],
    ['2001:db8::1', ['2001:db8::1']],
    ['notyoutube.com', ['notyoutube.com']],
  ])('%s is %j', (host, opened) => {
    expect(siteHosts(host as Hostname)).toEqual(opened);
  });

  it('opens a service whole, from any of its names', () => {
    for (const host of ['www.youtube.com', 'youtu.be', 'r4---sn-abc.googlevideo.com']) {
      expect(siteHosts(host as Hostname)).toEqual(expect.arrayContaining(['youtube.com', 'googlevideo.com', 'ytimg.com']));
    }
  });
});
