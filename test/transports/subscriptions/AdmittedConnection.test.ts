import { EventEmitter } from 'node:events';
import { AdmittedConnection } from '../../../src/transports/subscriptions/AdmittedConnection';

class Connected extends EventEmitter {
  destroyed = false;
}

it('what is to be given back is given back once', () => {
  let times = 0;
  const connected = new Connected();
  new AdmittedConnection(connected).atEnd(() => (times += 1));
  connected.emit('close');
  connected.emit('close');
  expect(times).toBe(1);
});

it('of a connection that is over it is given back at once', () => {
  let times = 0;
  const connected = Object.assign(new Connected(), { destroyed: true });
  new AdmittedConnection(connected).atEnd(() => (times += 1));
  connected.emit('close');
  expect(times).toBe(1);
});
