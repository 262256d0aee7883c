import { after, before, describe } from 'node:test';
import { build } from '../prove/LocalStack';
import { Accounts } from './proving/Accounts';
import { provesHere } from './proving/here';
import { isInterrupted } from './proving/interrupted';
import { isCareful, provesOnAws } from './proving/onAws';

/* Nothing here waits for a time, but what hangs must end. */
describe('what only AWS can prove', { timeout: 400_000, concurrency: 3 }, () => {
  before(build);

  describe('on this machine', provesHere);

  describe('on AWS, as far as its command line can be scripted', () => {
    const accounts = new Accounts();
    before(async () => accounts.open());
    after(async () => accounts.close());

    provesOnAws(accounts);
    isCareful(accounts);
    isInterrupted(accounts);
  });
});
