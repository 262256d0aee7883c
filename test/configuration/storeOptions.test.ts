import { storeOptions, streamsOptions } from '../../src/configuration/storeOptions';

const TABLES = 'https://vpce-0123.dynamodb.eu-central-1.vpce.amazonaws.com';
const STREAMS = 'https://vpce-4567.streams.dynamodb.eu-central-1.vpce.amazonaws.com';

type Given = Partial<Parameters<typeof streamsOptions>[0]>;

function configured(more: Given = {}): Parameters<typeof streamsOptions>[0] {
  return {
    FIELDGATE_MODE: 'production',
    AWS_REGION: 'eu-central-1',
    DYNAMODB_ENDPOINT: TABLES,
    DYNAMODB_STREAMS_ENDPOINT: undefined,
    DYNAMODB_CONNECTION_TIMEOUT_MS: 1000,
    DYNAMODB_REQUEST_TIMEOUT_MS: 2000,
    ...more,
  };
}

describe('an endpoint', () => {
  test.each<[string, Given, string | undefined]>([
    ['for tables is none for their streams', {}, undefined],
    ['for streams is one for nothing else', { DYNAMODB_STREAMS_ENDPOINT: STREAMS }, STREAMS],
    [
      'of a local engine is for both',
      { FIELDGATE_MODE: 'local', DYNAMODB_ENDPOINT: 'http://127.0.0.1:8000' },
      'http://127.0.0.1:8000',
    ],
  ])('%s', (_, given, endpoint) => {
    const configuration = configured(given);
    expect(streamsOptions(configuration).endpoint).toBe(endpoint);
    expect(storeOptions(configuration).endpoint).toBe(configuration.DYNAMODB_ENDPOINT);
  });

  test('makes no mode local', () => {
    expect(storeOptions(configured()).isLocal).toBe(false);
    expect(storeOptions(configured({ FIELDGATE_MODE: 'local' })).isLocal).toBe(true);
  });
});
