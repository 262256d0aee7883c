import { namesError, namesRequest, type RawAnswer } from '../../aws/judgeAnswers';
import { isObject, objectIn } from '../../aws/objectIn';
import { ForeignAnswerError } from '../../aws/passingFailures';

type Json = Readonly<Record<string, unknown>>;
type Form = (answer: Json) => boolean;

const isText = (value: unknown): boolean => typeof value === 'string';

/** Tokens, or something else that the pool asks for. */
const isStep: Form = ({ AuthenticationResult: tokens, ChallengeName: asked }) =>
  isObject(tokens) ? isText(tokens.IdToken) && isText(tokens.AccessToken) : isText(asked);

/** What is always in an answer to these, by Cognito's API reference. To the others it may be empty. */
const FORMS: Readonly<Record<string, Form>> = {
  SignUp: ({ UserSub }) => isText(UserSub),
  InitiateAuth: isStep,
  RespondToAuthChallenge: isStep,
  GetUser: ({ Username, UserAttributes }) => isText(Username) && Array.isArray(UserAttributes),
  AdminGetUser: ({ Username }) => isText(Username),
  AssociateSoftwareToken: ({ SecretCode }) => isText(SecretCode),
  VerifySoftwareToken: ({ Status }) => isText(Status),
};

/** Every answer in its protocol has this type (https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html). */
const OF_COGNITO = /^application\/x-amz-json-1\.1\b/i;

/**
 * Throws a {@link ForeignAnswerError} where something else than Cognito has answered. Without this the SDK reads any other JSON as an answer
 * with nothing in it: as "the password is changed", and as "there is no session any more".
 */
export function assertOfPool(operation: string, answer: RawAnswer): void {
  if (answer.status >= 400) assertRefusal(answer);
  else assertAnswer(operation, answer);
}

/** Named as every service of AWS names what it refuses, or whoever stands before it for AWS. Why is the SDK's to read. */
function assertRefusal(answer: RawAnswer): void {
  if (!namesError(answer) && !answer.body.includes('"__type"')) assertType(answer);
}

function assertAnswer(operation: string, answer: RawAnswer): void {
  assertType(answer);
  if (answer.status !== 200) throw new ForeignAnswerError(`expected status 200, got ${String(answer.status)}`);
  const content = answer.body === '' ? {} : objectIn(answer.body);
  if (FORMS[operation]?.(content) === false)
    throw new ForeignAnswerError(`expected an answer to ${operation}, got an object of another form`);
}

function assertType(answer: RawAnswer): void {
  if (!OF_COGNITO.test(answer.headers['content-type'] ?? '') && !namesRequest(answer))
    throw new ForeignAnswerError('expected JSON of the type that Cognito sends, got another type');
}
