/** How a function reaches AWS: in its own region, which Lambda always names, and not for ever. Elsewhere, as in tests, nothing is sent. */
export const AWS_OPTIONS = {
  region: process.env.AWS_REGION ?? 'eu-central-1',
  isLocal: false,
  connectionTimeoutMs: 1000,
  requestTimeoutMs: 3000,
} as const;
