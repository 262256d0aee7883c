import type { DeviceOwner } from '../../src/identity/DeviceTokens';
import type { DeviceKind } from '../../src/loading/SecondFactors';
import { deviceOf } from '../../src/identity/DeviceTokens';
import type { FieldgateContext } from '../Services';

/** Remembers that this person has signed in on this device: as a cookie for browsers; what is returned is for apps. */
export async function rememberDevice(context: FieldgateContext, owner: DeviceOwner): Promise<string> {
  const { services, callerFacts, setHeader } = context;
  const { token, expiresAt } = await services.deviceTokens.issue(owner, callerFacts.caller.device);
  setHeader('set-cookie', services.deviceCookie.issue(token, expiresAt));
  return token;
}

export function deviceKindOf({ callerFacts }: FieldgateContext, subject: string): DeviceKind {
  return deviceOf(callerFacts.caller.device, { subject }) === null ? 'other' : 'known';
}
