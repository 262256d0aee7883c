/** `FIELDGATE_TEST_STORE_CLIENT=sdk` sends reads through the SDK in place of our own client: every test holds there as well. */
export const STORE_CLIENT = process.env.FIELDGATE_TEST_STORE_CLIENT === 'sdk' ? 'sdk' : 'wire';
