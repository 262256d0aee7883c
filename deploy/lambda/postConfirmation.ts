import { AdminAddUserToGroupCommand, CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
// As `bundle.mjs` has compiled it.
import { createAwsClient } from '../build/js/src/aws/createAwsClient.js';
import { AWS_OPTIONS } from './awsOptions';

/** What Cognito hands over once somebody has confirmed their address or a new password. */
interface ConfirmationEvent {
  readonly triggerSource: string;
  readonly userPoolId: string;
  readonly userName: string;
}

const client = createAwsClient(CognitoIdentityProviderClient, AWS_OPTIONS);

/** Whoever signs up with Cognito itself becomes a customer, too, as whoever does it with the API; nobody becomes anything else here. */
export async function handler(event: ConfirmationEvent): Promise<ConfirmationEvent> {
  if (event.triggerSource !== 'PostConfirmation_ConfirmSignUp') return event;
  await client.send(
    new AdminAddUserToGroupCommand({
      UserPoolId: event.userPoolId,
      Username: event.userName,
      GroupName: 'customers',
    }),
  );
  return event;
}
