import type { UserError } from '../../schema/UserError';
import { passwordTooWeak } from './refusals';

const MIN_LENGTH = 8;
const EXPECTED = [/\p{Lu}/u, /\p{Ll}/u, /\d/, /[^\p{L}\d\s]/u];

/**
 * What Cognito's default policy would find, found before Cognito is asked: it looks at the password of a new account only, so that its own
 * word on a weak one would tell a new address from a registered one. The pool's policy must not be stricter than this.
 */
export function weaknessOf(password: string, field: string): readonly UserError[] {
  const isStrong = password.length >= MIN_LENGTH && EXPECTED.every((each) => each.test(password));
  return isStrong ? [] : [passwordTooWeak(field)];
}
