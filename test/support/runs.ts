/** How often a property is tried: in `npm test`, and in the soak (`test/properties.soak.ts`), which takes its time. */
export function runs({ test, soak }: { readonly test: number; readonly soak: number }): number {
  return process.env.FIELDGATE_TEST_RUNS === 'soak' ? soak : test;
}
