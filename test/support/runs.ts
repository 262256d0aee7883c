/** How often a property is tried: in `npm test`, and in the soak (`test/properties.soak.ts`), which takes its time. */
export function runs({ test, soak }: { readonly test: number; readonly soak: number }): number {
  return process.env.FIELDGATE_TEST_RUNS === 'soak' ? soak : test;
}

const MOST_ROUNDS = 20;

/**
 * Tries a property again, round by round, until each kind of case was met more than `times` times: a law says nothing of what it hardly
 * met, and how often a kind is met in one round is chance. Fails if one is still rare after 20 rounds, since then the cases are made
 * wrongly.
 */
export async function untilMet(
  { met, times }: { readonly met: Readonly<Record<string, number>>; readonly times: number },
  round: () => unknown,
): Promise<void> {
  const rare = () => Object.entries(met).filter(([, count]) => count <= times);
  for (let rounds = 0; rounds === 0 || (rare().length > 0 && rounds < MOST_ROUNDS); rounds += 1) await round();
  expect(rare()).toEqual([]);
}
