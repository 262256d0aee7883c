import { toGlobalId } from '../model/globalId';
import type { Configuration } from '../configuration/configuration';
import { pagesOf } from '../transports/pages/page/directory';
import { release } from '../configuration/release';
import type { Cognito } from './cognito';
import type { Engine } from './engine';
import { LOCAL_PASSWORD, LOCAL_USERS } from './localUsers';

interface Facts {
  readonly url: string;
  readonly services: { readonly engine: Engine | null; readonly cognito: Cognito | null };
  readonly configuration: Configuration;
  readonly seconds: number;
  /** What other commands need to find this stack: ` --folder …`, or nothing where it is at its usual place. */
  readonly folderOption: string;
  /** The file with what would be e-mail. */
  readonly outbox: string;
}

const NAMED = ['harbour-bistro', 'corner-books'];

/** What `npm start` says when it is ready. */
export function welcome({ url, services, configuration, seconds, folderOption, outbox }: Facts): string {
  const { engine, cognito } = services;
  return [
    '',
    `  Fieldgate is ready after ${seconds.toFixed(1)} s (version ${release()}, ${configuration.FIELDGATE_MODE} mode)`,
    '',
    `  API       ${url}`,
    ...pages(url, configuration),
    `  Data      ${engine ? `${engine.kind} at ${engine.endpoint}` : (configuration.DYNAMODB_ENDPOINT ?? 'DynamoDB')}, table ${configuration.TABLE_NAME}`,
    `  Sign-in   ${cognito ? `local Cognito at ${cognito.url}` : `user pool ${configuration.COGNITO_USER_POOL_ID}`}`,
    '',
    ...(cognito ? localUsers() : []),
    `  Tokens    npm run --silent token -- customer1@example.com${folderOption}`,
    `            npm run --silent token -- --guest${folderOption}            a guest session`,
    `            npm run --silent token -- --visit harbour-bistro${folderOption}   the header x-visit-token`,
    ...(cognito ? [`  Mail      ${outbox} has the codes that Cognito would send (signUp, forgotPassword)`] : []),
    '',
    ...NAMED.map(
      (shop, index) => `  ${index === 0 ? 'Shops ' : '      '}    ${shop.padEnd(16)}${toGlobalId('Shop', shop)}`,
    ),
    '',
    `  Ctrl-C stops everything; the data is kept. npm run reset${folderOption && ` --${folderOption}`} starts over.`,
    '',
  ].join('\n');
}

function pages(url: string, configuration: Configuration): string[] {
  const titles = pagesOf(configuration).map(({ title }) => title.toLowerCase());
  return titles.length > 0 ? [`  Pages     ${new URL('/', url).href}  ${titles.join(', ')}`] : [];
}

function localUsers(): string[] {
  const lines = LOCAL_USERS.map(
    ({ email, about }, index) => `  ${index === 0 ? 'Users ' : '      '}    ${email.padEnd(24)}${about}`,
  );
  return [...lines, `            Their password, local only: ${LOCAL_PASSWORD}`, ''];
}
