import type { AwsOptions } from '../aws/createAwsClient';
import type { Configuration } from './configuration';

type Asked = Pick<
  Configuration,
  | 'FIELDGATE_MODE'
  | 'AWS_REGION'
  | 'DYNAMODB_ENDPOINT'
  | 'DYNAMODB_STREAMS_ENDPOINT'
  | 'DYNAMODB_CONNECTION_TIMEOUT_MS'
  | 'DYNAMODB_REQUEST_TIMEOUT_MS'
>;

/** Where tables are, and how long they are waited for. */
export function storeOptions(configuration: Omit<Asked, 'DYNAMODB_STREAMS_ENDPOINT'>): AwsOptions {
  return {
    region: configuration.AWS_REGION,
    endpoint: configuration.DYNAMODB_ENDPOINT,
    isLocal: configuration.FIELDGATE_MODE === 'local',
    connectionTimeoutMs: configuration.DYNAMODB_CONNECTION_TIMEOUT_MS,
    requestTimeoutMs: configuration.DYNAMODB_REQUEST_TIMEOUT_MS,
  };
}

/** Where their streams are: an endpoint for tables is none for these, except that local engines have one for both. */
export function streamsOptions(configuration: Asked): AwsOptions {
  const { endpoint, ...options } = storeOptions(configuration);
  const { DYNAMODB_STREAMS_ENDPOINT } = configuration;
  return { ...options, endpoint: DYNAMODB_STREAMS_ENDPOINT ?? (options.isLocal ? endpoint : undefined) };
}
