import { ERROR_CODES, type CodeHelp } from '../../../response/errorCodes';
import { CLOSE, CLOSED_BY_PROTOCOL, type CloseHelp } from '../../subscriptions/closeCodes';

/** What is told of a code that a payload carries in its `userErrors`. */
export interface UserErrorHelp {
  readonly cause: string;
  readonly remedy: string;
}

const INTRODUCTION = `Every error has the same form, whatever it came by:

\`\`\`json
{
  "errors": [
    {
      "message": "Expected at most 12 levels of fields, got 14.",
      "extensions": { "code": "QUERY_TOO_COMPLEX", "limit": "depth", "maximum": 12, "requestId": "5b1f…" }
    }
  ]
}
\`\`\`

- Decide by \`extensions.code\`. The codes below stay; the words of a \`message\` may change. Treat a code that you do not know as
  \`INTERNAL_SERVER_ERROR\`.
- \`extensions.requestId\` is also in the header \`x-request-id\` and in the log of the server. Give it to whoever runs the API.
- An error without \`path\` is about the whole request. With a \`path\` it is about one place of \`data\`, which is \`null\` there.
- An answer with status 200 can have errors beside its \`data\`: always look for both.
- A refusal that a person can correct is no error: it is in \`userErrors\` of the payload, and the status is 200.`;

/** The document of all error codes, in Markdown: the file `docs/errors.md`, and the page that the server shows. */
export function errorsDocument(userErrors: Readonly<Record<string, UserErrorHelp>>): string {
  const codes = Object.entries<CodeHelp>(ERROR_CODES);
  const closes = [...Object.values<CloseHelp>(CLOSE), ...CLOSED_BY_PROTOCOL].sort((a, b) => a.code - b.code);
  return [
    '# Error codes',
    INTRODUCTION,
    '## Overview',
    table(
      ['code', 'HTTP status', 'send the same request again?'],
      codes.map(([code, { statuses, again }]) => [linkTo(code), Object.keys(statuses).join(', '), again]),
    ),
    ...codes.flatMap(([code, help]) => [`## ${code}`, ...section(help)]),
    '## Codes in userErrors',
    'A mutation that does nothing for a reason that a person can correct answers `userErrors { field code message }`. `field` is the path in the input, `message` is for people.',
    table(
      ['code', 'cause', 'what to do'],
      Object.entries(userErrors).map(([code, { cause, remedy }]) => [`\`${code}\``, cause, remedy]),
    ),
    '## Codes that close a WebSocket',
    'The server closes a connection with one of these codes. The last column says whether the client library graphql-ws connects again by itself.',
    table(
      ['code', 'reason', 'cause', 'what to do', 'connects again'],
      closes.map(({ code, reason, cause, remedy, reconnects }) => [
        String(code),
        reason.replaceAll(/[<>]/g, ''),
        cause,
        remedy,
        reconnects ? 'yes' : 'no',
      ]),
    ),
    'A stream of server-sent events that ends without the event `complete` was broken off: ask for it again, with a new token if the old one has expired.',
  ].join('\n\n');
}

function section({ statuses, refuses, cause, remedy, again }: CodeHelp): string[] {
  const wholly = refuses === 'request' ? 'A query that meets it is refused as a whole, without `data`.' : '';
  return [
    `**Cause.** ${[cause, wholly].filter((part) => part !== '').join(' ')}`,
    ['**HTTP status.**', ...Object.entries(statuses).map(([status, when]) => `- \`${status}\`: ${when}`)].join('\n'),
    `**What to do.** ${remedy}`,
    `**Send the same request again?** ${again}`,
  ];
}

function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(heads), line(heads.map(() => '---')), ...rows.map(line)].join('\n');
}

/** As both GitHub and our own pages name the place of a heading. */
function linkTo(code: string): string {
  return `[\`${code}\`](#${code.toLowerCase()})`;
}
