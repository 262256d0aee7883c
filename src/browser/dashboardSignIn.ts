import { ask, GUEST, type Caller, type GraphQLAnswer, type GraphQLRequest } from './callers.js';
import { at } from './dashboardData.js';
import { byId } from './element.js';

/** As the server tells it: see src/transports/pages/dashboard/DashboardContent.ts. */
export interface SignInOperations {
  readonly signIn: string;
  readonly answer: string;
}

/**
 * Makes the form sign people in. Their token lives in a variable of this page and nowhere else: a reload signs out. `onSignedIn` is
 * called with each new sign-in, `tell` with what people must know.
 */
export function signInBy(
  operations: SignInOperations,
  onSignedIn: (caller: Caller) => void,
  show: (sentence: string) => void,
): void {
  const form = byId('sign-in');
  let challenge: string | null = null;
  form.hidden = false;
  const next = async (): Promise<void> => {
    const answer = await ask(GUEST, requestOf(operations, challenge));
    const step = stepOf(answer);
    challenge = step.challenge;
    showFields(challenge !== null);
    show(step.sentence);
    if (step.caller === null) return;
    form.hidden = true;
    onSignedIn(step.caller);
  };
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    next().catch(() => {
      show('The API did not answer. Try again.');
    });
  });
}

const input = (id: string) => byId(id) as HTMLInputElement;

function requestOf(operations: SignInOperations, challenge: string | null): GraphQLRequest {
  return challenge === null
    ? { query: operations.signIn, variables: { email: input('email').value, password: input('password').value } }
    : { query: operations.answer, variables: { challenge, code: input('code').value } };
}

/** Only the first step takes a password; secrets do not stay in the page. */
function showFields(isForCode: boolean): void {
  byId('code-field').hidden = !isForCode;
  for (const id of ['email', 'password']) input(id).disabled = isForCode;
  for (const id of ['password', 'code']) input(id).value = '';
  if (isForCode) input('code').focus();
}

interface Step {
  readonly caller: Caller | null;
  readonly challenge: string | null;
  readonly sentence: string;
}

function stepOf({ data, errors }: GraphQLAnswer): Step {
  const token = at(data, ['signedIn', 'tokens', 'idToken']);
  const challenge = at(data, ['signedIn', 'challenge']);
  if (typeof token === 'string') {
    const headers = headersOf(token, at(data, ['signedIn', 'stepUp', 'token']));
    return { caller: { name: 'signed in', headers }, challenge: null, sentence: '' };
  }
  if (typeof challenge === 'string')
    return { caller: null, challenge, sentence: 'Enter the code that your authenticator shows.' };
  const why = at(data, ['signedIn', 'userErrors']);
  const message = at(Array.isArray(why) ? why[0] : null, ['message']) ?? errors?.[0]?.message;
  const sentence = typeof message === 'string' ? message : 'Signing in did not work. Try again.';
  return { caller: null, challenge: null, sentence };
}

function headersOf(token: string, stepUp: unknown): Readonly<Record<string, string>> {
  return { authorization: `Bearer ${token}`, ...(typeof stepUp === 'string' && { 'x-step-up-token': stepUp }) };
}
