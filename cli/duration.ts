const SECONDS = { s: 1, m: 60, h: 3_600, d: 86_400 } as const;

/** A length of time in seconds: `3600`, `90m`, `8h`, `7d`. Undefined when it is none, or nothing. */
export function parseDuration(text: string): number | undefined {
  const [, amount, unit] = /^(\d{1,9})([smhd]?)$/.exec(text.trim()) ?? [];
  const seconds = Number(amount) * SECONDS[(unit || 's') as keyof typeof SECONDS];
  return seconds > 0 && seconds <= 10 * 365 * SECONDS.d ? seconds : undefined;
}
