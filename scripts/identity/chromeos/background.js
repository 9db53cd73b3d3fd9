// Tells the filter who uses this managed Chromebook (docs/identity.md). Works only where the school force-installs it on an
// enrolled device for a user of its own domain: the enterprise.* interfaces exist nowhere else.

const RENEW_EVERY_MINUTES = 5;
const DEFAULT_TTL_SECONDS = 1800;

chrome.runtime.onInstalled.addListener(keepRenewing);
chrome.runtime.onStartup.addListener(keepRenewing);
chrome.alarms.onAlarm.addListener(renew);
chrome.storage.managed.onChanged.addListener(renew);
// After waking up in another room the address may be another one.
self.addEventListener('online', renew);

async function keepRenewing() {
  await chrome.alarms.create('renew', { periodInMinutes: RENEW_EVERY_MINUTES });
  await renew();
}

async function renew() {
  const { api, token, school, ttlSeconds = DEFAULT_TTL_SECONDS, user = 'name' } = await chrome.storage.managed.get();
  if (!api || !token) return;
  try {
    const { email } = await chrome.identity.getProfileUserInfo({ accountStatus: 'ANY' });
    const { ipv4, ipv6 } = await chrome.enterprise.networkingAttributes.getNetworkDetails();
    if (!email) return;
    const computer = await computerName();
    const holder = { user: user === 'email' ? email : email.split('@')[0], computer, ttlSeconds, ...(school ? { school } : {}) };
    const leases = [ipv4, ipv6].filter(Boolean).map((ip) => ({ ip, ...holder }));
    if (leases.length === 0) return;
    const response = await fetch(`${api.replace(/\/+$/, '')}/api/v1/leases`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(leases),
    });
    if (!response.ok) console.warn(`The filter refused the lease: ${response.status}`);
  } catch (error) {
    // No network, or not a managed device: the next alarm tries again.
    console.warn(`No lease this time: ${error.message}`);
  }
}

// The name that the school gave the device, else its serial number.
async function computerName() {
  const { deviceAttributes } = chrome.enterprise;
  return (await deviceAttributes.getDeviceAssetId()) || (await deviceAttributes.getDeviceHostname()) || (await deviceAttributes.getDeviceSerialNumber()) || 'Chromebook';
}
