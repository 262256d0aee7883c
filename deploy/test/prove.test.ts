import { after, before, describe } from 'node:test';
import { build } from '../prove/LocalStack';
import { Accounts } from './proving/Accounts';
import { provesHere } from './proving/here';
import { isInterrupted } from './proving/interrupted';
import { isCareful, provesOnAws } from './proving/onAws';

/* Nothing here waits for a time, but what hangs must end. Each half has a processor of its own. */
describe('what only AWS can prove', { timeout: 400_000, concurrency: 2 }, () => {
  before(build);

  describe('on this machine', { concurrency: 1 }, provesHere);

  describe('on AWS, as far as its command line can be scripted', { concurrency: 1 }, () => {
    const accounts = new Accounts();
    before(async () => accounts.open());
    after(async () => accounts.close());

    provesOnAws(accounts);
    isCareful(accounts);
    isInterrupted(accounts);
  });
});
