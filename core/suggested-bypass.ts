import Type from 'typebox';

/** What a TLS client said of the school's certificate when it refused it, by its alert. */
export const CERTIFICATE_REFUSALS = ['unknown-ca', 'bad-certificate', 'certificate-unknown'] as const;

/**
 * A host that programs refuse to be inspected at, though their devices trust the school's root elsewhere: what speaks for never
 * opening it, for a person to decide on. Never who it was.
 */
export const SuggestedBypassSchema = Type.Object({
  host: Type.String(),
  refusals: Type.Partial(Type.Record(Type.Enum([...CERTIFICATE_REFUSALS]), Type.Integer()), {
    description: 'refused handshakes, by what the client said',
  }),
  accepted: Type.Integer({ description: 'handshakes with this host that were accepted: a browser’s, beside an app that refuses' }),
  devices: Type.Integer({ description: 'different devices that refused, as far as one worker saw them: at least so many' }),
  firstAt: Type.Number({ description: 'EpochMs' }),
  lastAt: Type.Number({ description: 'EpochMs' }),
});
export type SuggestedBypass = Type.Static<typeof SuggestedBypassSchema>;

/** One device may be wrong about the time, or be tried out by somebody. */
const SUGGESTED_FROM_REFUSALS = 3;

export function refusalsOf({ refusals }: Pick<SuggestedBypass, 'refusals'>): number {
  return Object.values(refusals).reduce((sum, count) => sum + count, 0);
}

/** What all workers saw, brought together by host: those refused often enough to suggest a bypass, the most refused first. */
export function suggestedBypasses(seen: Iterable<SuggestedBypass>): SuggestedBypass[] {
  const byHost = new Map<string, SuggestedBypass>();
  for (const one of seen) {
    const before = byHost.get(one.host);
    byHost.set(one.host, before === undefined ? one : together(before, one));
  }
  return [...byHost.values()]
    .filter((one) => refusalsOf(one) >= SUGGESTED_FROM_REFUSALS)
    .sort((one, other) => refusalsOf(other) - refusalsOf(one) || one.host.localeCompare(other.host));
}

/** The kernel spreads a device's connections over the workers, so their counts of devices overlap. */
function together(one: SuggestedBypass, other: SuggestedBypass): SuggestedBypass {
  const counts = CERTIFICATE_REFUSALS.map((how) => [how, (one.refusals[how] ?? 0) + (other.refusals[how] ?? 0)] as const);
  return {
    host: one.host,
    refusals: Object.fromEntries(counts.filter(([, count]) => count > 0)),
    accepted: one.accepted + other.accepted,
    devices: Math.max(one.devices, other.devices),
    firstAt: Math.min(one.firstAt, other.firstAt),
    lastAt: Math.max(one.lastAt, other.lastAt),
  };
}
