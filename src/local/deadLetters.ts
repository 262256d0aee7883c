import 'reflect-metadata';
import { notificationRules } from '../../resolvers';
import { readCommandLine } from '../commandLine/commandLine';
import { DEAD_LETTERS, handleDeadLetters, type DeadLettersOptions } from '../notifications/deadLettersCommand';
import { LOCAL_USER_POOL_ID } from './cognitoDatabase';
import { runCommand } from './command';
import { isDeploymentMeant } from './deployment';
import { isSet, type Environment } from './environment';
import { LocalFailure } from './failure';
import { FOLDER_OPTION, type FolderOption } from './folderOption';
import { LocalFolder } from './localFolder';
import { findRunning, type RunningStack } from './running';

/** One of these names another place than the local stack. */
const OF_ELSEWHERE = ['CHANGES_TABLE_NAME', 'TABLE_NAME', 'COGNITO_USER_POOL_ID'];

/** `npm run dead-letters`: of the running local stack, or where the environment says. */
void runCommand(async () => {
  const { values } = readCommandLine<DeadLettersOptions & FolderOption>({
    ...DEAD_LETTERS,
    options: [...DEAD_LETTERS.options, FOLDER_OPTION],
  });
  const folder = new LocalFolder(values.folder);
  const env = isElsewhere() ? process.env : await ofLocalStack(folder);
  const left = await handleDeadLetters(values, { rules: notificationRules, env, say: (line) => console.log(line) });
  if (left === 0) return;
  process.exitCode = 1;
  console.error(
    `${left} ${left === 1 ? 'is' : 'are'} listed: \`npm run dead-letters -- --resend --all\` sends them again, --acknowledge --all takes note of them.`,
  );
});

/** An endpoint is where it says, in every mode. */
function isElsewhere(): boolean {
  return isSet(process.env, 'DYNAMODB_ENDPOINT') || isDeploymentMeant(process.env, OF_ELSEWHERE);
}

async function ofLocalStack(folder: LocalFolder): Promise<Environment> {
  const stack = (await findRunning(folder))?.ready;
  if (!stack)
    throw new LocalFailure(
      'Fieldgate is not running here. Start it with `npm start`, or set CHANGES_TABLE_NAME to the table of the deployment that you mean.',
    );
  return { ...environmentOf(stack, folder), ...process.env };
}

function environmentOf(stack: RunningStack, folder: LocalFolder): Environment {
  const { dynamoDbEndpoint, region, tableName, changesTableName, cognito } = stack;
  return {
    FIELDGATE_MODE: 'local',
    AWS_REGION: region,
    TABLE_NAME: tableName,
    CHANGES_TABLE_NAME: changesTableName,
    DYNAMODB_ENDPOINT: dynamoDbEndpoint,
    NOTIFICATIONS: 'files',
    NOTIFICATIONS_FOLDER: folder.notifications,
    ...(cognito && {
      COGNITO_ENDPOINT: cognito.url,
      COGNITO_USER_POOL_ID: LOCAL_USER_POOL_ID,
    }),
  };
}
