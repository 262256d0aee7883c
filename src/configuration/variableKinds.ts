import { z } from 'zod';
import { accessConfiguration } from '../../schema';
import { parseKeyRing, type KeyRing } from '../identity/signingKeys';
import { parseNetwork, type Network } from '../network/Address';
import { parsePerRole, type PerRole } from './perRole';
import { variable } from './variable';

/* Kinds of values that several variables take, or that take more than a line to say. */

export const integer = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/)
    .transform(Number)
    .pipe(z.number().int().min(min).max(max));

export const keyRing = z.string().transform((text, context): KeyRing => {
  try {
    return parseKeyRing(text);
  } catch (cause) {
    context.addIssue({ code: 'custom', message: (cause as Error).message });
    return z.NEVER;
  }
});

const roleNames = accessConfiguration.roles.map(({ name }) => name);

/** A number for every role, and others for some: `5000,GUEST=1000`. */
const numberPerRole = z.string().transform((text, context): PerRole => {
  try {
    return parsePerRole(text, roleNames);
  } catch (cause) {
    context.addIssue({ code: 'custom', message: (cause as Error).message });
    return z.NEVER;
  }
});

/** `all`, the word for none of them, or some of the roles. */
export const someRoles = (none: string) =>
  z.string().transform((text, context): readonly string[] => {
    if (text === 'all') return roleNames;
    if (text === none) return [];
    const named = text.split(',').map((each) => each.trim());
    if (named.some((name) => !roleNames.includes(name))) context.addIssue({ code: 'custom', message: 'no such role' });
    return named;
  });

/** Addresses and networks of load balancers, whose word about the client's address is taken. */
export const networks = z.string().transform((text, context): readonly Network[] => {
  const list = text
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== '')
    .map(parseNetwork);
  const known = list.filter((each) => each !== null);
  if (known.length < list.length) context.addIssue({ code: 'custom', message: 'not an address or network' });
  return known;
});

export const origins = z.string().transform((text, context) => {
  const list = text
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== '');
  const bad = list.find((each) => !isExactOrigin(each));
  if (bad !== undefined) context.addIssue({ code: 'custom', message: 'not an exact origin' });
  return list;
});

export const perRole = (fallback: string) =>
  variable(
    numberPerRole,
    'an integer from 0 to 999999999 for every role, then others by role, such as 5000,GUEST=1000',
    { fallback },
  );
/** Its bounds are told, whoever set it higher is to learn how high it may be. */
export const number = (min: number, max: number, what: string, fallback: string) =>
  variable(integer(min, max), `an integer number of ${what} from ${String(min)} to ${String(max)}`, { fallback });
export const url = z.url({ protocol: /^https?$/ });
export const seconds = (fallback: string) =>
  variable(integer(1, 31_536_000), 'an integer number of seconds from 1 to 31536000', { fallback });
export const milliseconds = (fallback: string) =>
  variable(integer(1, 600_000), 'an integer number of milliseconds from 1 to 600000', { fallback });
export const KEY_RING =
  'base64url keys of 32 bytes, separated by commas, the one that signs first (signing,next,previous)';
export const EDGE_KEY = 'what the edge in front of this server is known by, 32 to 128 letters, digits, - and _';
export const edgeKey = z
  .string()
  .regex(/^[\w-]{32,128}$/, 'something else')
  .optional();
export const keys = () => variable(keyRing, KEY_RING, { secret: true });
/** Of a web site, or of an editor that takes such links. Anything else, such as a script, is no place to read a file. */
export const sourceUrl = z
  .string()
  .regex(/^(https?|vscode|vscodium|cursor|idea|zed):\/\/[^\s"<>]+$/)
  .includes('{path}');
export const flag = z.enum(['on', 'off']).transform((word) => word === 'on');

function isExactOrigin(text: string): boolean {
  try {
    const { origin, protocol } = new URL(text);
    return origin === text && /^https?:$/.test(protocol) && !text.includes('*');
  } catch {
    return false;
  }
}
