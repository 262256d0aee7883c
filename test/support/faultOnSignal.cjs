/* Preloaded into a server's process: on SIGUSR2 something fails there that nobody catches, with a message that nobody may see. */
class HandRolledError extends TypeError {
  name = 'HandRolledError';
}

const SECRET = 'arn:aws:dynamodb:eu-central-1:1:table/fieldgate of customer1@example.com';
const FAULTS = {
  rejection: () => void Promise.reject(new HandRolledError(SECRET)),
  exception: () => {
    throw new HandRolledError(SECRET);
  },
};

process.on('SIGUSR2', () => setImmediate(FAULTS[process.env.FAULT]));
