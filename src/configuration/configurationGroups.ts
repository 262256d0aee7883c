import type { Group } from './configurationGroup';
import { TELEMETRY_GROUPS } from './telemetryGroups';

const KEY = 'SigningKeyOf32BytesInBase64url-AAAAAAAAAAAA';
const KEY_OF_EDGE = 'KeyOfTheEdgeInFrontOfThisServer-AAAA';

/** In the order of the guide. Each variable stands in one group. */
export const GROUPS: readonly Group[] = [
  {
    title: 'The server',
    about: 'Where it listens and how it starts and stops.',
    variables: {
      FIELDGATE_MODE: [
        'Local mode accepts the local Cognito and prepared callers. Production mode refuses every setting that is unsafe on the internet.',
        'production',
      ],
      HOST: ['The address to listen on. In a container: 0.0.0.0.', '0.0.0.0'],
      PORT: ['The port to listen on. 0 takes a free one.', '8080'],
      REQUEST_DEADLINE_MS: [
        'How long one request may take, with all its DynamoDB calls. Then it is answered with TRY_AGAIN.',
        '8000',
      ],
      SHUTDOWN_GRACE_SECONDS: [
        'How long the server goes on after SIGTERM while /healthz and /readyz say no, so that load balancers can send requests elsewhere.',
        '15',
      ],
      MAX_EVENT_LOOP_DELAY_MS: ['Above this delay of the event loop new requests are answered with 503.', '500'],
      MAX_EVENT_LOOP_STALL_SECONDS: [
        'A process whose event loop stands still for so long is killed, and says where in the code it stood.',
        '30',
      ],
    },
  },
  {
    title: 'The table',
    about: 'Where the data is. Credentials come from the usual AWS variables and roles.',
    variables: {
      AWS_REGION: ['The region of the table and of the user pool.', 'us-east-1'],
      TABLE_NAME: ['The table with the data.', 'fieldgate-prod'],
      DYNAMODB_ENDPOINT: [
        'Another endpoint than AWS’s own, such as DynamoDB Local or a VPC endpoint. Only in local mode does the server sign requests to it with credentials of no account.',
        'http://127.0.0.1:8000',
      ],
      DYNAMODB_STREAMS_ENDPOINT: [
        'Another endpoint than AWS’s own for the table’s stream, which has an endpoint of its own in a VPC, too.',
        'http://127.0.0.1:8000',
      ],
      STORE_CLIENT: [
        'Which client reads the table: our own, or the AWS SDK’s, which takes more time. Writes always take the SDK’s.',
        'sdk',
      ],
      DYNAMODB_CONNECTION_TIMEOUT_MS: ['How long connecting to DynamoDB may take.', '500'],
      DYNAMODB_REQUEST_TIMEOUT_MS: ['How long DynamoDB may take for one call before it is tried again.', '2000'],
      ASSUME_ROLE_PER_ROLE: [
        'Reads and writes for a caller use an AWS role of their own, so that AWS itself refuses what the rules do not allow.',
        'on',
      ],
      ROLE_ARN_PREFIX: [
        'The first part of the names of these AWS roles.',
        'arn:aws:iam::123456789012:role/fieldgate-prod-',
      ],
      STS_ENDPOINT: [
        'Another endpoint than AWS’s own to get credentials of these roles from. For tests.',
        'http://127.0.0.1:9000',
      ],
      OWNERSHIP_CACHE_SECONDS: [
        'How long the server may remember what a caller owns. After a change, rights can be this old.',
        '0',
      ],
    },
  },
  {
    title: 'Signing in',
    about: 'The Cognito user pool, and how accounts are protected. See [sign-in.md](sign-in.md).',
    variables: {
      COGNITO_USER_POOL_ID: ['The user pool whose ID tokens are accepted.', 'eu-central-1_AbCdEf123'],
      COGNITO_CLIENT_ID: ['The app client of that pool.', '1example23456789'],
      COGNITO_JWKS_FILE: [
        'A file with the pool’s public keys, so that no start has to fetch them.',
        '/etc/fieldgate/jwks.json',
      ],
      COGNITO_CONNECTION_TIMEOUT_MS: ['How long connecting to Cognito may take.', '500'],
      COGNITO_REQUEST_TIMEOUT_MS: ['How long Cognito may take for one call.', '3000'],
      COGNITO_ENDPOINT: ['The local Cognito. `npm start` sets it.', 'http://127.0.0.1:9229'],
      COGNITO_ISSUER: [
        'The issuer of the local Cognito’s tokens. `npm start` sets it.',
        'http://127.0.0.1:9229/local_pool',
      ],
      COGNITO_JWKS_URI: [
        'Where the local Cognito has its public keys. `npm start` sets it.',
        'http://127.0.0.1:9229/local_pool/.well-known/jwks.json',
      ],
      ACCOUNT_ANSWER_MS: [
        'Answers about accounts are held back to a multiple of this time, so that their duration does not tell whether an account exists.',
        '500',
      ],
      ACCOUNT_FAILURES: [
        'After so many wrong passwords or codes from one network address, that address cannot try this account for 15 minutes.',
        '10',
      ],
      ACCOUNT_MAILS_PER_DAY: ['How many e-mails with codes one address may get.', '5'],
      DEVICE_TOKEN_SECONDS: [
        'How long a device is remembered after signing in. Strangers’ failed tries do not lock out a remembered device.',
        '2592000',
      ],
      REQUIRE_MFA: ['Whether fields and mutations with `mfa: true` ask for a second factor.', 'on'],
      STEP_UP_SECONDS: ['How long the proof of a second factor is good.', '600'],
    },
  },
  {
    title: 'Keys',
    about:
      'Each signs one kind of token or cursor. Make a key with `node -e "console.log(crypto.randomBytes(32).toString(\'base64url\'))"`, take a different one for each variable, and keep them in a secret store. To rotate: add the new key as the second, deploy everywhere, then put it first.',
    variables: {
      GUEST_SESSION_KEYS: ['Sign guest sessions.', KEY],
      VISIT_TOKEN_KEYS: ['Sign visit tokens.', KEY],
      CURSOR_KEYS: ['Encrypt the cursors of lists.', KEY],
      SIGN_IN_KEYS: ['Sign device tokens and the steps of signing in and up.', KEY],
      STEP_UP_KEYS: ['Sign the proofs of a second factor.', KEY],
    },
  },
  {
    title: 'Guests and visits',
    about: 'How long people without an account are known.',
    variables: {
      GUEST_SESSION_SECONDS: ['How long a guest session lasts until it is renewed.', '43200'],
      GUEST_SESSION_RENEWABLE_SECONDS: ['How long after its start a guest session can be renewed.', '604800'],
      VISIT_TOKEN_SECONDS: ['How long a visit token is good, unless it is rotated before.', '604800'],
      MAX_LINE_QUANTITY: ['The largest quantity that one line of a purchase may ask for.', '50'],
      STATISTICS_MIN_GROUP: [
        'A figure of the whole platform is withheld where fewer parties than this stand behind it.',
        '5',
      ],
    },
  },
  {
    title: 'Pages and introspection',
    about:
      '`npm start` switches all of them on. In production each is off until you switch it on. The pages hold no data and no credentials; they tell the rules and the schema to whoever can reach the server.',
    variables: {
      EXPLORER: ['The explorer at /explore and the comparison at /compare.', 'on'],
      ACCESS_PAGE: ['Who may see each field, at /access.', 'on'],
      SOURCE_URL: [
        'Where the access page links to the source of a rule.',
        'https://git.example.com/fieldgate/blob/main/{path}#L{line}',
      ],
      REFERENCE: ['The reference of types, fields and errors at /docs.', 'on'],
      SCHEMA_PAGE: ['The schema as a file at /schema.graphql.', 'on'],
      DASHBOARD: ['Charts at /dashboard.', 'on'],
      INTROSPECTION: [
        'Which roles may ask for the schema. Each is told only what it could ever see.',
        'PLATFORM_ADMIN',
      ],
      EXPLAIN: [
        'Which roles get `extensions.explain` with the header `x-explain: 1`: each decision and each DynamoDB call.',
        'PLATFORM_ADMIN',
      ],
    },
  },
  {
    title: 'Operations that are accepted',
    about: 'Checked before anything is read. More than the limit is HTTP 400.',
    variables: {
      TRUSTED_DOCUMENTS: ['Which roles may send only operations that you have published.', 'GUEST'],
      TRUSTED_DOCUMENTS_FILE: ['The published operations.', 'schema/trusted-documents.json'],
      MAX_DOCUMENT_TOKENS: ['The most words and signs in a document.', '4000,GUEST=1000'],
      MAX_DEPTH: ['The deepest nesting of fields.', '12,GUEST=8'],
      MAX_ALIASES: ['The most aliases.', '30,GUEST=10'],
      MAX_DIRECTIVES: ['The most directives.', '30'],
      MAX_FIELDS: ['The most fields, fragments written out.', '400,GUEST=200'],
      MAX_RECURSION: ['How often a type may lead to itself on one path.', '3'],
      MAX_QUERY_COST: [
        'The most cost points of one operation: one for an object, ten more for a mutation.',
        '10000,GUEST=1000',
      ],
      MAX_TEXT_LENGTH: ['The longest text in a document or its variables, in UTF-16 code units.', '16384'],
      MAX_ANSWER_BYTES: [
        'The largest answer to an operation, before it is compressed. On Lambda, leave it at 4000000: a function answers at most 6 MB.',
        '2000000',
      ],
      MAX_BODY_BYTES: ['The largest request body.', '100000'],
      REQUEST_READ_TIMEOUT_MS: ['How long a client may take to send a request.', '10000'],
      KEEP_ALIVE_TIMEOUT_MS: [
        'How long an idle connection stays open. Longer than your load balancer keeps its side open.',
        '72000',
      ],
    },
  },
  {
    title: 'Rates',
    about: 'Who asks too fast gets HTTP 429 with `Retry-After`. Limits count by caller and by network address.',
    variables: {
      RATE_LIMIT_WINDOW_SECONDS: ['The time after which counting starts anew.', '60'],
      RATE_LIMIT_POINTS: ['The cost points of one caller in that time.', '50000,GUEST=5000'],
      RATE_LIMIT_ADDRESS_POINTS: ['The cost points of one address in that time, all its callers together.', '500000'],
      RATE_LIMIT_ADDRESS_REQUESTS: ['The requests of one address in that time.', '20000'],
      RATE_LIMIT_ATTEMPTS: ['The tries of one sensitive operation, such as redeeming a code.', '5'],
      RATE_LIMIT_ATTEMPTS_WINDOW_SECONDS: ['The time in which these tries count.', '300'],
      RATE_LIMIT_STORE: ['Whether instances count alone or together in a table.', 'dynamodb'],
      RATE_LIMIT_TABLE_NAME: ['The table in which they count together.', 'fieldgate-prod-rate-limits'],
      RATE_LIMIT_TIMEOUT_MS: ['How long that table is waited for, where it is.', '100'],
      RATE_LIMIT_WHEN_AWAY: ['What happens while that table does not answer.', 'closed'],
      TRUSTED_PROXIES: [
        'Your load balancers: from these alone the client’s address is taken from `X-Forwarded-For`.',
        '10.0.0.0/8',
      ],
      EDGE_KEY: [
        'The key of the edge, such as CloudFront, in the header `x-fieldgate-key`. Where it is set, every other request gets HTTP 403, and the edge says the client’s address (`x-fieldgate-address`) and the name that was asked for (`x-fieldgate-host`).',
        KEY_OF_EDGE,
      ],
      EDGE_KEY_BEFORE: ['The edge’s key of before, accepted while it is replaced.', KEY_OF_EDGE],
    },
  },
  {
    title: 'Browsers',
    about: 'Pages of your own origin need nothing.',
    variables: {
      GUEST_COOKIE: [
        'Whether the cookies of guests and devices work in pages of another site. Needed where your pages and the API have different domains.',
        'cross-site',
      ],
      COMPRESSION: [
        'Whether answers of /graphql are compressed. Files and pages always are. Leave it off where a page of another site can make a caller send texts of its choice and watch the sizes of the answers (BREACH).',
        'on',
      ],
      CORS_ORIGINS: ['Other origins whose pages may call the API with cookies.', 'https://app.example.com'],
    },
  },
  {
    title: 'Subscriptions',
    about: 'Events come from the table’s stream. One instance at a time reads it.',
    variables: {
      REALTIME_REDIS_URL: [
        'The Redis that passes events on where several instances serve.',
        'rediss://redis.example.com:6379',
      ],
      CHANGES_POLL_MS: ['How often the stream is asked for what is new.', '500'],
      CHANGES_LEASE_MS: ['How long an instance that went silent keeps the right to read the stream.', '20000'],
      CHANGES_TABLE_NAME: ['The table that remembers how far the stream was read.', 'fieldgate-prod-changes'],
      SOCKETS_PER_CALLER: ['The most connections of one caller to one instance.', '10'],
      SOCKETS_PER_ADDRESS: ['The most connections of one address to one instance.', '500'],
      SUBSCRIPTIONS_PER_SOCKET: ['The most subscriptions on one connection.', '10'],
      SOCKET_MESSAGE_BYTES: ['The largest message that a client may send.', '32768'],
      SOCKET_BUFFER_BYTES: [
        'How much may wait for a client that reads slowly. Then its connection is closed.',
        '2097152',
      ],
      SOCKET_INIT_TIMEOUT_MS: ['How long a client may take to say who it is.', '3000'],
      SOCKET_PING_SECONDS: ['How often a silent connection is tried.', '20'],
    },
  },
  {
    title: 'Notifications',
    about: 'E-mails to people and news for operators.',
    variables: {
      NOTIFICATIONS: ['How they are delivered. `npm start` writes them to files.', 'aws'],
      NOTIFICATIONS_FOLDER: ['The folder for these files.', '/var/lib/fieldgate/outbox'],
      NOTIFICATIONS_SENDER: ['The sender of e-mails.', 'no-reply@example.com'],
      NOTIFICATIONS_TOPIC_ARN: [
        'The topic for operators.',
        'arn:aws:sns:eu-central-1:123456789012:fieldgate-prod-notices',
      ],
    },
  },
  ...TELEMETRY_GROUPS,
];
