// Served to browsers as the school's proxy configuration. Change the two names below; nothing else.
// It never says DIRECT except for local hosts: a device that cannot reach the proxy has no web, not an unfiltered one.
var PROXY = 'PROXY schoolgate.example.sch.uk:3128';
var LOCAL_DOMAIN = '.example.sch.uk';

function FindProxyForURL(url, host) {
  if (isPlainHostName(host) || host === '127.0.0.1' || host === '::1' || host === 'localhost') return 'DIRECT';
  if (dnsDomainIs(host, LOCAL_DOMAIN)) return 'DIRECT';
  return PROXY;
}
