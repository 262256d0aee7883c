import { orderNode } from '../../abuse/scene';
import { isRead } from '../../support/RecordedCall';
import { SocketClient } from '../../support/SocketClient';
import { order, SUBJECTS } from '../../support/world';
import { startDeployed } from './DeployedApi';
import { costWorld } from './operations';
import { limitUnits, unitsOf, type Units } from './units';

const FOLLOW = 'subscription ($id: ID!) { orderChanged(orderId: $id) { status lines { name quantity } } }';
const [HEAD] = order({ shopId: 'beta', number: 1, customerId: SUBJECTS.customer2, lines: 3 });

/** What a task takes to tell one event to one who follows an order of 3 lines; without the looks into the stream, which cost the same with no event. */
export async function measureEvent(): Promise<Units> {
  const { api, rateLimits } = await startDeployed('task', costWorld());
  try {
    await api.withStream();
    const client = await SocketClient.connect(api.url, await api.customer2());
    const id = client.subscribe(FOLLOW, { id: orderNode('beta', 1) });
    await api.log.until(() => api.log.lines({ method: 'SUBSCRIBE' }).length > 0);
    api.takeCalls();
    await api.replace({ ...HEAD!, status: 'ACCEPTED', version: 94 });
    await client.message((message) => message.id === id && JSON.stringify(message).includes('ACCEPTED'));
    const calls = api.takeCalls();
    client.close();
    return { ...(await unitsOf(calls.filter(isRead), rateLimits)), limits: limitUnits(calls, rateLimits) };
  } finally {
    await api.close();
  }
}
