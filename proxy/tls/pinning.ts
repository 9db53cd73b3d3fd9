import type { IpAddress } from '../../core/address.ts';
import type { Hostname } from '../../core/hostname.ts';
import { CERTIFICATE_REFUSALS, refusalsOf, type SuggestedBypass } from '../../core/suggested-bypass.ts';
import type { Clock, EpochMs } from '../../core/units.ts';
import type { ClientTlsFailure } from './client-tls.ts';

export interface PinningLimits {
  readonly maxHosts: number;
  readonly maxDevices: number;
}

/** Sent with every sign of life. */
const MOST_REPORTED = 50;
/** A device that has refused this many different hosts, and never accepted one, does not have the root. */
const REFUSES_FROM_HOSTS = 2;
/** It is then left alone for this long, and tried again: two apps with roots of their own must not hide a browser for a day. */
const FIRST_REST_MS = 30 * 60_000;
const LAST_REST_MS = 6 * 3_600_000;
const REFUSED_HOSTS_KEPT = 16;
const DEVICES_KEPT = 50;
const DEVICE_FORGOTTEN_AFTER_MS = 12 * 3_600_000;
const DEFAULT_LIMITS: PinningLimits = { maxHosts: 2_000, maxDevices: 20_000 };

/** Of the certificate, and not of something else about the connection. A client that just closes may have lost its Wi-Fi. */
type CertificateRefusal = (typeof CERTIFICATE_REFUSALS)[number] & ClientTlsFailure;

interface HostEvidence {
  readonly refusals: Partial<Record<CertificateRefusal, number>>;
  readonly devices: Set<IpAddress>;
  accepted: number;
  firstAt: EpochMs;
  lastAt: EpochMs;
}

interface DeviceEvidence {
  trusts: boolean;
  readonly refused: Map<Hostname, CertificateRefusal>;
  restMs: number;
  restsUntil: number;
  lastAt: EpochMs;
}

/**
 * What clients made of our certificates. It tells a device without the root from a program with roots of its own: only what a
 * device refuses that accepts others speaks of the host. It changes nothing by itself: opening less is for people to decide.
 */
export class PinningEvidence {
  readonly #clock: Clock;
  readonly #limits: PinningLimits;
  /** Both in the order of last use: what is oldest is forgotten first. */
  readonly #hosts = new Map<Hostname, HostEvidence>();
  readonly #devices = new Map<IpAddress, DeviceEvidence>();

  constructor(clock: Clock, limits = DEFAULT_LIMITS) {
    this.#clock = clock;
    this.#limits = limits;
  }

  /** The client finished its handshake under our leaf. */
  accepted(ip: IpAddress, host: Hostname): void {
    const device = this.#device(ip);
    device.trusts = true;
    // What it refused before it had shown that it trusts the root counts from now on.
    for (const [refusedHost, how] of device.refused) this.#count(ip, refusedHost, how);
    device.refused.clear();
    const evidence = this.#hosts.get(host);
    if (evidence !== undefined) evidence.accepted++;
  }

  failed(ip: IpAddress, host: Hostname, how: ClientTlsFailure): void {
    const refusal = CERTIFICATE_REFUSALS.find((one) => one === how);
    if (refusal === undefined) return;
    const device = this.#device(ip);
    if (device.trusts) this.#count(ip, host, refusal);
    else this.#refused(device, host, refusal);
  }

  #refused(device: DeviceEvidence, host: Hostname, how: CertificateRefusal): void {
    const at = this.#clock();
    if (device.refused.size < REFUSED_HOSTS_KEPT) device.refused.set(host, how);
    // Several connections fail at once; only a try after the rest confirms anything.
    if (device.refused.size < REFUSES_FROM_HOSTS || at < device.restsUntil) return;
    device.restsUntil = at + device.restMs;
    device.restMs = Math.min(2 * device.restMs, LAST_REST_MS);
  }

  /** Someone else sits there now, perhaps at another device. */
  forgetDevice(ip: IpAddress): void {
    this.#devices.delete(ip);
  }

  deviceOf(ip: IpAddress): 'trusts' | 'refuses' | 'unknown' {
    const device = this.#devices.get(ip);
    if (device === undefined || this.#clock() - device.lastAt > DEVICE_FORGOTTEN_AFTER_MS) return 'unknown';
    if (device.trusts) return 'trusts';
    return this.#clock() < device.restsUntil ? 'refuses' : 'unknown';
  }

  /** What this worker saw, for `suggestedBypasses` of all workers: the hosts refused most often, at most `MOST_REPORTED`. */
  seen(): SuggestedBypass[] {
    return [...this.#hosts]
      .map(([host, { refusals, accepted, devices, firstAt, lastAt }]) => ({
        host,
        refusals: { ...refusals },
        accepted,
        devices: devices.size,
        firstAt,
        lastAt,
      }))
      .sort((one, other) => refusalsOf(other) - refusalsOf(one))
      .slice(0, MOST_REPORTED);
  }

  #count(ip: IpAddress, host: Hostname, how: CertificateRefusal): void {
    const at = this.#clock();
    const evidence = this.#hosts.get(host) ?? { refusals: {}, devices: new Set(), accepted: 0, firstAt: at, lastAt: at };
    evidence.refusals[how] = (evidence.refusals[how] ?? 0) + 1;
    if (evidence.devices.size < DEVICES_KEPT) evidence.devices.add(ip);
    evidence.lastAt = at;
    keepLast(this.#hosts, host, evidence, this.#limits.maxHosts);
  }

  #device(ip: IpAddress): DeviceEvidence {
    const at = this.#clock();
    const known = this.#devices.get(ip);
    const isStale = known !== undefined && at - known.lastAt > DEVICE_FORGOTTEN_AFTER_MS;
    const device = known === undefined || isStale ? newDevice(at) : known;
    device.lastAt = at;
    keepLast(this.#devices, ip, device, this.#limits.maxDevices);
    return device;
  }
}

function newDevice(lastAt: EpochMs): DeviceEvidence {
  return { trusts: false, refused: new Map(), restMs: FIRST_REST_MS, restsUntil: 0, lastAt };
}

function keepLast<Key, Value>(map: Map<Key, Value>, key: Key, value: Value, max: number): void {
  map.delete(key);
  map.set(key, value);
  if (map.size <= max) return;
  const [oldest] = map.keys();
  if (oldest !== undefined) map.delete(oldest);
}
